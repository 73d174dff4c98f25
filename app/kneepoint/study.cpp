// SPDX-License-Identifier: GPL-3.0-or-later
#include "study.h"

#include "choice.h"

#include "kneepoint/base/text.h"
#include "kneepoint/library/workspace.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::app {

namespace fs = std::filesystem;

void add_study_options(CLI::App& command, StudyArguments& arguments)
{
    arguments.command = &command;
    command.add_option("PATH", arguments.paths, "Folders, files or a workspace");
    command.add_option("--base", arguments.base, "Base run: id, file, or folder that holds one");
    command.add_option("--candidate", arguments.candidates, "Candidate run; may be given several times")
        ->expected(1, -1);
    command.add_option("--slo", arguments.slos, "Objective such as \"ttft:p95<=200ms\"; may be given several times");
    command.add_option("--align", arguments.alignment, "How levels find each other")
        ->check(CLI::IsMember({"auto", "streams", "rate", "load", "position"}))
        ->capture_default_str();
    command.add_option("--concurrency", arguments.concurrency, "Statistic that stands for a level's concurrency")
        ->check(CLI::IsMember({"median", "mean"}))
        ->capture_default_str();
    command.add_flag("--include-throughput", arguments.include_throughput,
                     "Count throughput rows for the maximum concurrency");
    command
        .add_option(
            "--accuracy-margin", arguments.accuracy_margin,
            "Loss of accuracy that is accepted: points, or percent of scores that are no proportion; without it "
            "a workspace's, else 1")
        ->check(CLI::Range(0.0, 100.0));
    command
        .add_option("--speed-margin", arguments.speed_margin,
                    "Percent within which latencies and rates count as equivalent")
        ->check(CLI::Range(0.0, 100.0))
        ->capture_default_str();
    command
        .add_option("--overview-load", arguments.overview_load,
                    "Load at which the overview compares speeds; the highest in common without it")
        ->check(CLI::PositiveNumber);
}

std::vector<report::Charted> Study::charted() const
{
    std::vector<report::Charted> runs;
    for (std::size_t i = 0; i < subjects.size(); ++i)
        if (subjects[i].performance) runs.push_back({subjects[i].performance, subjects[i].label, static_cast<int>(i)});
    return runs;
}

namespace {

Result<compare::Options> parse_options(const StudyArguments& arguments)
{
    using compare::Alignment;
    compare::Options options;
    for (const auto& text : arguments.slos) {
        auto slo = compare::parse_slo(text);
        if (!slo) return std::unexpected(slo.error());
        options.slos.push_back(*std::move(slo));
    }
    if (arguments.alignment == "streams") options.alignment = Alignment::streams;
    if (arguments.alignment == "rate") options.alignment = Alignment::rate;
    if (arguments.alignment == "load") options.alignment = Alignment::load;
    if (arguments.alignment == "position") options.alignment = Alignment::position;
    if (arguments.concurrency == "mean") options.concurrency_statistic = Statistic::mean();
    options.include_throughput = arguments.include_throughput;
    options.accuracy_margin = arguments.accuracy_margin.value_or(options.accuracy_margin);
    options.similar_percent = arguments.speed_margin;
    options.overview_load = arguments.overview_load;
    return options;
}

/// What was not said on the command line and a workspace says.
void take_choices(compare::Options& options, const StudyArguments& arguments, const Study& study)
{
    if (study.accuracy_margin && !arguments.accuracy_margin) options.accuracy_margin = *study.accuracy_margin;
    if (!arguments.slos.empty()) return;
    for (const auto& text : study.slos)
        if (auto slo = compare::parse_slo(text)) options.slos.push_back(*std::move(slo));
}

/// @error not_found when no file is a result; the text says what each is instead
Result<Study> open_results(const StudyArguments& arguments, Progress& progress)
{
    auto study = open_study(paths_of(arguments), progress);
    if (!study || !study->catalogue.runs.empty()) return study;
    auto text = nothing_recognised(study->catalogue);
    for (const auto& [file, why] : study->catalogue.skipped) text += fmt::format("\n  {}: {}", file, why);
    return failure(ErrorKind::not_found, text);
}

Result<Study> compared(Study study, Progress& progress)
{
    for (std::size_t i = 1; i < study.subjects.size(); ++i)
        study.comparisons.push_back(
            compare::compare_runs(study.subjects.front(), study.subjects[i], study.options, progress));
    compare::adjust_for_many(study.comparisons);
    if (progress.cancelled()) return failure(ErrorKind::cancelled, "Stopped.");
    return study;
}

} // namespace

Result<Study> open_study(const std::vector<std::string>& paths, Progress& progress)
{
    if (paths.empty()) return failure(ErrorKind::invalid, "Name a folder, a file or a workspace.");
    Study study;
    std::vector<fs::path> roots;
    std::vector<compare::PairChoice> choices;
    std::map<std::string, std::string> schemes;
    for (const auto& path : paths) {
        std::error_code error;
        if (!fs::exists(path, error)) return failure(ErrorKind::not_found, "No such file or folder.", path);
        if (!fs::is_regular_file(path, error) || !library::is_workspace(path)) {
            roots.emplace_back(path);
            continue;
        }
        const auto workspace = library::load_workspace(path);
        if (!workspace) return std::unexpected(workspace.error());
        for (const auto& folder : workspace->folders) roots.push_back(fs::path(path).parent_path() / folder);
        for (const auto& choice : workspace->pairs) choices.push_back({choice.base, choice.candidates});
        study.labels.insert(workspace->labels.begin(), workspace->labels.end());
        schemes.insert(workspace->schemes.begin(), workspace->schemes.end());
        study.slos.insert(study.slos.end(), workspace->slos.begin(), workspace->slos.end());
        if (workspace->accuracy_margin) study.accuracy_margin = workspace->accuracy_margin;
    }
    study.catalogue = library::scan(roots, progress);
    if (progress.cancelled()) return failure(ErrorKind::cancelled, "Stopped.");
    for (Run& run : study.catalogue.runs)
        if (const auto given = schemes.find(run.id); given != schemes.end()) {
            run.setup.scheme = given->second;
            run.setup.scheme_source = "workspace";
        }
    study.pairing = compare::find_pairs(study.catalogue.runs, choices);
    return study;
}

std::string nothing_recognised(const library::Catalogue& catalogue)
{
    if (catalogue.files == 0) return "No results were recognised: there is no file here.";
    return fmt::format("No results were recognised among {}.", counted(catalogue.files, "file"));
}

Problems found_problems(const Study& study)
{
    Problems problems;
    const auto add = [&](const Problems& more) {
        for (const Problem& problem : more)
            if (std::ranges::find(problems, problem) == problems.end()) problems.push_back(problem);
    };
    add(study.catalogue.problems);
    for (const Run& run : study.catalogue.runs) add(run.problems);
    return problems;
}

Result<Study> compare_study(const StudyArguments& arguments, Progress& progress)
{
    const auto options = parse_options(arguments);
    if (!options) return std::unexpected(options.error());
    auto study = open_results(arguments, progress);
    if (!study) return study;
    study->options = *options;
    take_choices(study->options, arguments, *study);
    if (const auto chosen = choose(*study, arguments); !chosen) return std::unexpected(chosen.error());
    return compared(*std::move(study), progress);
}

Result<Study> chart_study(const StudyArguments& arguments, Progress& progress)
{
    auto study = compare_study(arguments, progress);
    if (study || study.error().kind != ErrorKind::not_found || !arguments.base.empty()) return study;
    auto single = open_results(arguments, progress);
    if (!single) return single;
    single->options = *parse_options(arguments);
    take_choices(single->options, arguments, *single);
    std::vector<const Run*> runs;
    for (const Run& run : single->catalogue.runs)
        if (run.kind == RunKind::performance || run.kind == RunKind::accuracy) runs.push_back(&run);
    const auto labels = compare::short_labels(runs, single->labels);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        compare::Subject subject;
        subject.id = runs[i]->id;
        subject.label = labels[i];
        (runs[i]->kind == RunKind::performance ? subject.performance : subject.accuracy) = runs[i];
        single->subjects.push_back(std::move(subject));
    }
    return single;
}

} // namespace kneepoint::app
