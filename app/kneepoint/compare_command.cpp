// SPDX-License-Identifier: GPL-3.0-or-later
#include "json.h"

#include "kneepoint/base/text.h"
#include "kneepoint/report/table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace kneepoint::app {

namespace {

struct Arguments {
    StudyArguments study;
    bool json = false;
};

void print_text(const Study& study)
{
    for (const auto& sentence : report::verdict(study.comparisons, study.options)) fmt::print("{}\n", sentence.text);
    const auto charted = study.charted();
    for (const std::string_view kind :
         {"side-by-side", "capacity", "slo", "equal-load", "accuracy", "setup", "problems"}) {
        const auto tables = report::make_tables(kind, charted, study.comparisons, study.options);
        if (!tables) continue;
        for (const auto& table : *tables) {
            fmt::print("\n{}\n\n{}", table.title, report::to_markdown(table));
            for (const auto& note : table.notes) fmt::print("{}\n", note);
        }
    }
}

int compare_paths(const Arguments& arguments, Progress& progress)
{
    const auto study = compare_study(arguments.study, progress);
    if (!study) return report_failure(study.error());
    if (arguments.json)
        print(comparison_document(*study));
    else
        print_text(*study);
    return done;
}

} // namespace

void add_compare(CLI::App& app, Context& context, int& exit_code)
{
    auto* command = app.add_subcommand("compare", "Compare base with compressed");
    const auto arguments = std::make_shared<Arguments>();
    add_study_options(*command, arguments->study);
    command->add_flag("--json", arguments->json, "Print one JSON document");
    command->callback([arguments, &context, &exit_code] { exit_code = compare_paths(*arguments, context.progress); });
}

} // namespace kneepoint::app
