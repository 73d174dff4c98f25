// SPDX-License-Identifier: GPL-3.0-or-later
#include "json.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace kneepoint::app {

namespace {

struct Arguments {
    std::vector<std::string> paths;
    bool json = false;
};

/// Problems of files, runs and levels, and of every pair that was found.
Problems all_problems(const Study& study, Progress& progress)
{
    Problems problems = study.catalogue.problems;
    const auto add = [&](const Problems& more, const std::string& file) {
        for (Problem problem : more) {
            if (problem.file.empty()) problem.file = file;
            if (std::ranges::find(problems, problem) == problems.end()) problems.push_back(std::move(problem));
        }
    };
    for (const Run& run : study.catalogue.runs) {
        add(run.problems, run.file());
        for (const Level& level : run.levels) add(level.problems, run.file());
        add(compare::check_run(run), run.file());
    }
    for (const auto& pair : study.pairing.pairs) {
        const auto subjects = compare::make_subjects(study.catalogue.runs, study.pairing, pair, study.labels);
        for (std::size_t i = 1; i < subjects.size(); ++i) {
            const auto comparison = compare::compare_runs(subjects.front(), subjects[i], study.options, progress);
            const Run* candidate = study.catalogue.run(comparison.candidate);
            add(comparison.problems, candidate ? candidate->file() : "");
            add(compare::check_setups(comparison), candidate ? candidate->file() : "");
        }
    }
    return problems;
}

std::string figure_text(std::optional<double> value)
{
    return value ? readable_figure(shortest_decimal(*value)) : "none";
}

void print_problem(const Problem& p)
{
    fmt::print("{:<8} {}{}: [{}] {}\n", to_string(p.severity), p.file, p.place.empty() ? "" : " › " + p.place, p.code,
               p.text);
    for (const Correction& c : p.corrections)
        fmt::print("{:<8} {}: {} in the file, {} corrected\n", "", c.what, figure_text(c.published),
                   figure_text(c.corrected));
    if (const auto issue = known_issue(p.code); !issue.empty()) fmt::print("{:<8} known: {}\n", "", issue);
}

int check_paths(const Arguments& arguments, Progress& progress)
{
    const auto study = open_study(arguments.paths, progress);
    if (!study) return report_failure(study.error());
    const auto problems = all_problems(*study, progress);
    if (progress.cancelled()) return report_failure({ErrorKind::cancelled, "Stopped.", ""});
    const auto count = [&](Severity severity) {
        return static_cast<std::size_t>(std::ranges::count(problems, severity, &Problem::severity));
    };
    const bool failed = count(Severity::error) > 0 || study->catalogue.runs.empty();
    if (arguments.json) {
        auto skipped = nlohmann::ordered_json::array();
        for (const auto& file : study->catalogue.skipped) skipped.push_back({{"file", file.file}, {"why", file.why}});
        print({{"schema", "kneepoint.check/1"},
               {"runs", study->catalogue.runs.size()},
               {"errors", count(Severity::error)},
               {"warnings", count(Severity::warning)},
               {"notes", count(Severity::note)},
               {"problems", problems_json(problems)},
               {"skipped", skipped}});
    } else {
        for (const Problem& p : problems) print_problem(p);
        fmt::print("{}: {}, {}, {}\n", counted(study->catalogue.runs.size(), "run"),
                   counted(count(Severity::error), "error"), counted(count(Severity::warning), "warning"),
                   counted(count(Severity::note), "note"));
        if (study->catalogue.runs.empty()) fmt::print(stderr, "kneepoint: {}\n", nothing_recognised(study->catalogue));
    }
    return failed ? answer_is_no : done;
}

} // namespace

void add_check(CLI::App& app, Context& context, int& exit_code)
{
    auto* command = app.add_subcommand("check", "List the problems of results and pairs; exit 1 if any is an error");
    const auto arguments = std::make_shared<Arguments>();
    command->add_option("PATH", arguments->paths, "Folders, files or a workspace")->required();
    command->add_flag("--json", arguments->json, "Print one JSON document");
    command->callback([arguments, &context, &exit_code] { exit_code = check_paths(*arguments, context.progress); });
}

} // namespace kneepoint::app
