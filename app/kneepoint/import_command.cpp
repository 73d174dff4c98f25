// SPDX-License-Identifier: GPL-3.0-or-later
#include "json.h"

#include "kneepoint/base/text.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace kneepoint::app {

namespace {

struct Arguments {
    std::vector<std::string> paths;
    bool json = false;
};

void print_runs(const Study& study)
{
    for (const Run& run : study.catalogue.runs) {
        const auto role = study.pairing.roles.find(run.id);
        fmt::print("{:<12} {:<10} {:<18} {}{}\n             {}\n", run.id,
                   role == study.pairing.roles.end() ? "" : to_string(role->second), run.format, run.label(),
                   run.void_result ? "  (void: its numbers say nothing)" : "", run.file());
    }
}

void print_pairs(const Study& study)
{
    for (const auto& pair : study.pairing.pairs)
        fmt::print("\npair  {} against {}\n      {}\n", join(pair.candidates, ", "), pair.base, pair.why);
}

void print_rest(const Study& study)
{
    if (!study.catalogue.skipped.empty()) fmt::print("\nNot read ({}):\n", study.catalogue.skipped.size());
    for (const auto& file : study.catalogue.skipped) fmt::print("  {}: {}\n", file.file, file.why);
    for (const Problem& p : found_problems(study))
        fmt::print(stderr, "{}: {}: {}\n", to_string(p.severity), p.file + (p.place.empty() ? "" : " › " + p.place),
                   p.text);
}

int import_paths(const Arguments& arguments, Progress& progress)
{
    const auto study = open_study(arguments.paths, progress);
    if (!study) return report_failure(study.error());
    if (arguments.json) {
        print(import_document(*study));
    } else {
        print_runs(*study);
        print_pairs(*study);
        print_rest(*study);
        if (study->catalogue.runs.empty()) fmt::print(stderr, "kneepoint: {}\n", nothing_recognised(study->catalogue));
    }
    return study->catalogue.runs.empty() ? answer_is_no : done;
}

} // namespace

void add_import(CLI::App& app, Context& context, int& exit_code)
{
    auto* command = app.add_subcommand("import", "Say what is in folders and files: runs, formats, problems");
    const auto arguments = std::make_shared<Arguments>();
    command->add_option("PATH", arguments->paths, "Folders, files or a workspace")->required();
    command->add_flag("--json", arguments->json, "Print one JSON document");
    command->callback([arguments, &context, &exit_code] { exit_code = import_paths(*arguments, context.progress); });
}

} // namespace kneepoint::app
