// SPDX-License-Identifier: GPL-3.0-or-later
#include "study.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace kneepoint::app {

namespace {

struct Arguments {
    StudyArguments study;
    std::string kind;
    std::string format = "md";
    bool list = false;
};

int list_kinds()
{
    for (const auto& kind : report::table_kinds()) fmt::print("{:<20} {}\n", kind.name, kind.text);
    return done;
}

/// Several tables as one text: Markdown and CSV one after the other, JSON as one array when there are several.
std::string all_tables(const std::vector<report::Table>& tables, const std::string& format)
{
    std::string text;
    for (const auto& table : tables) {
        if (!text.empty()) text += format == "json" ? ",\n" : "\n";
        if (format == "csv")
            text += report::to_csv(table);
        else if (format == "json")
            text += report::to_json(table);
        else
            text += fmt::format("{}{}", table.title.empty() ? "" : table.title + "\n\n", report::to_markdown(table));
    }
    return format == "json" && tables.size() > 1 ? "[" + text + "]\n" : text;
}

int print_table(const Arguments& arguments, Progress& progress)
{
    if (arguments.list) return list_kinds();
    if (arguments.kind.empty())
        return report_failure({ErrorKind::invalid, "Give --kind; --list prints the kinds.", ""});
    const auto study = chart_study(arguments.study, progress);
    if (!study) return report_failure(study.error());
    const auto charted = study->charted();
    if (arguments.kind == "guidellm") {
        for (const auto& run : charted) fmt::print("{}", report::guidellm_console_text(*run.run));
        return done;
    }
    const auto tables = report::make_tables(arguments.kind, charted, study->comparisons, study->options);
    if (!tables) return report_failure(tables.error());
    fmt::print("{}", all_tables(*tables, arguments.format));
    return done;
}

} // namespace

void add_table(CLI::App& app, Context& context, int& exit_code)
{
    auto* command = app.add_subcommand("table", "Print one table");
    const auto arguments = std::make_shared<Arguments>();
    add_study_options(*command, arguments->study);
    command->add_option("--kind", arguments->kind, "Name of the table; --list prints them");
    command->add_option("--format", arguments->format, "md, csv or json")
        ->check(CLI::IsMember({"md", "csv", "json"}))
        ->capture_default_str();
    command->add_flag("--list", arguments->list, "Print the kinds");
    command->callback([arguments, &context, &exit_code] { exit_code = print_table(*arguments, context.progress); });
}

} // namespace kneepoint::app
