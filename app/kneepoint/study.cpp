// SPDX-License-Identifier: GPL-3.0-or-later
#include "study.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "kneepoint/library/workspace.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::app {

namespace fs = std::filesystem;

void add_study_options(CLI::App& command, StudyArguments& arguments)
{
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
    return options;
}

bool is_below(std::string_view file, std::string_view folder)
{
    return file == folder || (file.starts_with(folder) && (file.substr(folder.size()).starts_with('/') ||
                                                           file.substr(folder.size()).starts_with('!')));
}

/// Runs that a text names: by id, else as the file or folder it names on disk.
std::vector<const Run*> named_runs(const Study& study, const std::string& text)
{
    std::vector<const Run*> found;
    if (const Run* run = study.catalogue.run(text)) return {run};
    std::error_code error;
    const auto wanted = fs::weakly_canonical(text, error);
    if (error) return found;
    for (const Run& run : study.catalogue.runs) {
        const auto names_it = [&](const SourceFile& source) {
            return is_below(utf8_path(fs::weakly_canonical(study.catalogue.base, error) / source.file),
                            utf8_path(wanted));
        };
        if (std::ranges::any_of(run.provenance.files, names_it)) found.push_back(&run);
    }
    return found;
}

std::string describe(const Run& run)
{
    return fmt::format("{}  {:<12} {}  ({})", run.id, to_string(run.kind), run.label(), run.file());
}

/// The one load test and the one accuracy run that a text names.
Result<compare::Subject> named_subject(const Study& study, const std::string& text)
{
    compare::Subject subject;
    std::string listed;
    std::size_t measured = 0, performance = 0, accuracy = 0;
    for (const Run* run : named_runs(study, text)) {
        if (run->kind == RunKind::performance) {
            subject.performance = run;
            ++performance;
        } else if (run->kind == RunKind::accuracy) {
            subject.accuracy = run;
            ++accuracy;
        } else {
            continue;
        }
        ++measured;
        listed += "\n  " + describe(*run);
    }
    if (measured == 0)
        return failure(ErrorKind::invalid,
                       fmt::format("\"{}\" names no run; `kneepoint import` lists the runs and their ids.", text));
    if (performance > 1 || accuracy > 1)
        return failure(ErrorKind::invalid, fmt::format("\"{}\" holds several runs; name one of them:{}", text, listed));
    subject.id = subject.performance ? subject.performance->id : subject.accuracy->id;
    return subject;
}

std::string pair_text(const Study& study, const compare::Pair& pair)
{
    auto text = fmt::format("--base {}", pair.base);
    for (const auto& id : pair.candidates) text += " --candidate " + id;
    if (const Run* base = study.catalogue.run(pair.base)) text += fmt::format("\n      {}", base->label());
    return text + "; " + pair.why;
}

/// The only pair of load tests, else the only pair of accuracy runs.
Result<compare::Pair> only_pair(const Study& study)
{
    std::vector<const compare::Pair*> choices;
    for (const auto kind : {RunKind::performance, RunKind::accuracy}) {
        for (const auto& pair : study.pairing.pairs)
            if (pair.kind == kind) choices.push_back(&pair);
        if (!choices.empty()) break;
    }
    if (choices.size() == 1) return *choices.front();
    if (choices.empty()) {
        std::string reasons;
        for (const auto& [id, why] : study.pairing.unpaired)
            if (const Run* run = study.catalogue.run(id)) reasons += fmt::format("\n  {}: {}", describe(*run), why);
        return failure(ErrorKind::not_found,
                       "Nothing here pairs as base and candidate; name them with --base and --candidate." + reasons);
    }
    std::string text = "Several pairs are here; choose one:";
    for (const auto* pair : choices) text += "\n  " + pair_text(study, *pair);
    return failure(ErrorKind::invalid, text);
}

/// A named pair: the runs as said, with what the pairing knows of their accuracy runs and context.
Result<std::vector<compare::Subject>> named_subjects(const Study& study, const StudyArguments& arguments)
{
    std::vector<compare::Subject> named;
    std::vector<std::string> texts{arguments.base};
    texts.insert(texts.end(), arguments.candidates.begin(), arguments.candidates.end());
    compare::Pair pair;
    for (const auto& text : texts) {
        auto subject = named_subject(study, text);
        if (!subject) return std::unexpected(subject.error());
        if (named.empty())
            pair.base = subject->id;
        else
            pair.candidates.push_back(subject->id);
        named.push_back(*std::move(subject));
    }
    auto subjects = compare::make_subjects(study.catalogue.runs, study.pairing, pair, study.labels);
    for (std::size_t i = 0; i < subjects.size() && i < named.size(); ++i)
        if (named[i].accuracy) subjects[i].accuracy = named[i].accuracy;
    return subjects;
}

Result<void> choose(Study& study, const StudyArguments& arguments)
{
    if (arguments.base.empty() != arguments.candidates.empty())
        return failure(ErrorKind::invalid, "Give both --base and --candidate, or neither.");
    if (!arguments.base.empty()) {
        auto subjects = named_subjects(study, arguments);
        if (!subjects) return std::unexpected(subjects.error());
        study.subjects = *std::move(subjects);
        return {};
    }
    const auto pair = only_pair(study);
    if (!pair) return std::unexpected(pair.error());
    study.subjects = compare::make_subjects(study.catalogue.runs, study.pairing, *pair, study.labels);
    return {};
}

/// The paths of a command: those given, else the runs named by --base and --candidate when they are files.
std::vector<std::string> paths_of(const StudyArguments& arguments)
{
    if (!arguments.paths.empty()) return arguments.paths;
    std::vector<std::string> paths;
    if (!arguments.base.empty()) paths.push_back(arguments.base);
    paths.insert(paths.end(), arguments.candidates.begin(), arguments.candidates.end());
    return paths;
}

Result<Study> compared(Study study, Progress& progress)
{
    for (std::size_t i = 1; i < study.subjects.size(); ++i)
        study.comparisons.push_back(
            compare::compare_runs(study.subjects.front(), study.subjects[i], study.options, progress));
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

Result<Study> compare_study(const StudyArguments& arguments, Progress& progress)
{
    const auto options = parse_options(arguments);
    if (!options) return std::unexpected(options.error());
    auto study = open_study(paths_of(arguments), progress);
    if (!study) return study;
    study->options = *options;
    if (const auto chosen = choose(*study, arguments); !chosen) return std::unexpected(chosen.error());
    return compared(*std::move(study), progress);
}

Result<Study> chart_study(const StudyArguments& arguments, Progress& progress)
{
    auto study = compare_study(arguments, progress);
    if (study || study.error().kind != ErrorKind::not_found || !arguments.base.empty()) return study;
    auto single = open_study(paths_of(arguments), progress);
    if (!single) return single;
    single->options = *parse_options(arguments);
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
