// SPDX-License-Identifier: GPL-3.0-or-later
#include "json.h"

#include "kneepoint/base/text.h"
#include "kneepoint/report/overview.h"
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

/// A sentence of the report without its Markdown: escapes, emphasis and code.
std::string plain(std::string_view markdown)
{
    std::string text;
    for (std::size_t i = 0; i < markdown.size(); ++i) {
        const char c = markdown[i];
        if (c == '\\' && i + 1 < markdown.size())
            text += markdown[++i];
        else if (c != '`' && c != '*')
            text += c;
    }
    return text;
}

/// Errors and warnings as lines; notes are counted, there can be many.
void print_problems(const report::Table& table)
{
    std::size_t notes = 0;
    for (const auto& row : table.rows) {
        if (row[0].text == to_string(Severity::note))
            ++notes;
        else
            fmt::print("{}: {}: {}\n", row[0].text, row[1].text, row[2].text);
    }
    if (notes > 0) fmt::print("{}: `kneepoint table --kind problems` lists them.\n", counted(notes, "note"));
}

void print_text(const Study& study)
{
    for (const auto& sentence : report::verdict(study.comparisons, study.options))
        fmt::print("{}\n", plain(sentence.text));
    const auto overview = report::overview_of(study.comparisons, study.options);
    for (const auto& sentence : report::recommendation(overview, study.options))
        fmt::print("{}\n", plain(sentence.text));
    const auto charted = study.charted();
    for (const std::string_view kind : {"brief", "overview", "capacity", "crossover", "slo", "setup", "problems"}) {
        const auto tables = report::make_tables(kind, charted, study.comparisons, study.options);
        if (!tables) continue;
        for (const auto& table : *tables) {
            if (table.rows.empty()) continue;
            fmt::print("\n{}\n\n", table.title);
            if (kind == "problems")
                print_problems(table);
            else
                fmt::print("{}", report::to_text(table));
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
