// SPDX-License-Identifier: GPL-3.0-or-later
#include "json.h"

#include "kneepoint/base/decimal.h"
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
        const bool damaged = std::ranges::any_of(
            study.catalogue.problems, [](const Problem& problem) { return problem.severity == Severity::error; });
        return failure(damaged ? ErrorKind::unreadable : ErrorKind::unsupported, why, arguments.file);
    }
    std::string text = "It holds several runs; name one with --run:";
    for (const Run& run : runs) text += fmt::format("\n  {}  {}", run.id, run.label());
    return failure(ErrorKind::invalid, text, arguments.file);
}

/// Every score of an accuracy run; the report's accuracy tables need a pair.
report::Table scores_table(const Run& run)
{
    report::Table table{
        "Scores", {{"Task"}, {"Metric"}, {"Filter"}, {"n", true}, {"Value", true}, {"± se", true}}, {}, {}};
    const auto number = [](std::optional<double> value) -> report::Cell {
        return {value ? format_decimal(*value, 4) : "–", value};
    };
    for (const TaskScore& score : run.scores) {
        std::string task;
        for (int i = 0; i < score.depth; ++i) task += "– ";
        table.rows.push_back({{task + score.task},
                              {score.metric},
                              {score.filter == "none" ? "" : score.filter},
                              {score.n ? fmt::to_string(*score.n) : "–"},
                              number(score.value),
                              number(score.stderr_value)});
    }
    return table;
}

void print_table(const report::Table& table)
{
    fmt::print("\n{}\n\n{}", table.title, report::to_text(table));
}

void print_text(const Run& run, const Problems& of_file)
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
    for (const std::string_view kind : {"latency", "throughput"}) {
        const auto tables = report::make_tables(kind, std::span(&charted, 1), {}, {});
        if (tables) std::ranges::for_each(*tables, print_table);
    }
    if (!run.scores.empty()) print_table(scores_table(run));

    std::string problems;
    for (const Problems& list : {of_file, run.problems})
        for (const auto& problem : list) problems += fmt::format("{}: {}\n", to_string(problem.severity), problem.text);
    for (const auto& level : run.levels)
        for (const auto& problem : level.problems)
            problems += fmt::format("{}: {}: {}\n", to_string(problem.severity), level.label, problem.text);
    if (!problems.empty()) fmt::print("\n{}", problems);
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
        print_text(**run, study->catalogue.problems);
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
