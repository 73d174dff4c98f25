// SPDX-License-Identifier: GPL-3.0-or-later
#include "json.h"

#include "kneepoint/base/text.h"
#include "kneepoint/report/table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace kneepoint::app {

namespace {

struct Arguments {
    std::string file;
    std::string run;
    bool json = false;
};

Result<const Run*> chosen_run(const Study& study, const Arguments& arguments)
{
    const auto& runs = study.catalogue.runs;
    if (!arguments.run.empty()) {
        if (const Run* run = study.catalogue.run(arguments.run)) return run;
        return failure(ErrorKind::invalid, fmt::format("No run \"{}\" in it.", arguments.run), arguments.file);
    }
    if (runs.size() == 1) return &runs.front();
    if (runs.empty()) {
        const auto why = study.catalogue.skipped.empty() ? std::string("No results were recognised in it.")
                                                         : study.catalogue.skipped.front().why;
        return failure(ErrorKind::unsupported, why, arguments.file);
    }
    std::string text = "It holds several runs; name one with --run:";
    for (const Run& run : runs) text += fmt::format("\n  {}  {}", run.id, run.label());
    return failure(ErrorKind::invalid, text, arguments.file);
}

void print_text(const Run& run)
{
    fmt::print("{}\n", run.label());
    const auto line = [](std::string_view name, std::string_view value) {
        if (!value.empty()) fmt::print("  {:<28} {}\n", name, value);
    };
    line("id", run.id);
    line("format", run.format);
    line("tool", run.tool.name + (run.tool.version.empty() ? "" : " " + run.tool.version));
    line("model", run.setup.model);
    line("scheme", run.setup.scheme.empty() ? "" : fmt::format("{} ({})", run.setup.scheme, run.setup.scheme_source));
    line("gpu", run.setup.gpu);
    line("started", run.started);
    for (const auto& file : run.provenance.files) line("file", file.file + "  sha256 " + file.sha256.substr(0, 12));
    for (const auto& [key, fact] : run.setup.facts) line(key, one_line(fact.value, 100));
    for (const auto& conclusion : run.conclusions) line("concludes", conclusion.text);

    const report::Charted charted{&run, run.label(), 0};
    for (const std::string_view kind : {"latency", "throughput", "accuracy"}) {
        const auto tables = report::make_tables(kind, std::span(&charted, 1), {}, {});
        if (!tables) continue;
        for (const auto& table : *tables) fmt::print("\n{}\n\n{}", table.title, report::to_markdown(table));
    }
    for (const auto& problem : run.problems) fmt::print("\n{}: {}", to_string(problem.severity), problem.text);
    for (const auto& level : run.levels)
        for (const auto& problem : level.problems)
            fmt::print("\n{}: {}: {}", to_string(problem.severity), level.label, problem.text);
    if (!run.problems.empty()) fmt::print("\n");
}

int show_file(const Arguments& arguments, Progress& progress)
{
    const auto study = open_study({arguments.file}, progress);
    if (!study) return report_failure(study.error());
    const auto run = chosen_run(*study, arguments);
    if (!run) return report_failure(run.error());
    if (arguments.json)
        print(run_document(**run));
    else
        print_text(**run);
    return done;
}

} // namespace

void add_show(CLI::App& app, Context& context, int& exit_code)
{
    auto* command = app.add_subcommand("show", "Say everything known of one result file");
    const auto arguments = std::make_shared<Arguments>();
    command->add_option("FILE", arguments->file, "A result file")->required();
    command->add_option("--run", arguments->run, "Id of the run, when the file holds several");
    command->add_flag("--json", arguments->json, "Print one JSON document");
    command->callback([arguments, &context, &exit_code] { exit_code = show_file(*arguments, context.progress); });
}

} // namespace kneepoint::app
