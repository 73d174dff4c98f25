// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/compare/comparison.h"

#include "accuracy.h"
#include "alignment.h"
#include "capacity.h"
#include "check_pair.h"
#include "convert_definitions.h"
#include "delta.h"
#include "repetitions.h"
#include "request_estimates.h"
#include "setup_differences.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <set>

namespace kneepoint::compare {

namespace {

void add_all(Problems& problems, Problems more)
{
    std::ranges::move(more, std::back_inserter(problems));
}

std::vector<AlignedLevel> aligned_levels(Sides& sides, const Aligned& aligned, const Options& options,
                                         Progress& progress)
{
    const auto &base = sides.base, &candidate = sides.candidate;
    std::vector<AlignedLevel> levels;
    const auto wanted = compared_statistics(base, candidate);
    for (const auto& pair : aligned.pairs) {
        if (progress.cancelled()) return levels;
        const auto& level = pair.base ? base.levels[static_cast<std::size_t>(*pair.base)]
                                      : candidate.levels[static_cast<std::size_t>(*pair.candidate)];
        levels.push_back({.index = static_cast<int>(levels.size()),
                          .label = level.label,
                          .load = pair.load,
                          .base_level = pair.base,
                          .candidate_level = pair.candidate,
                          .interpolated = pair.interpolated && !pair.exact,
                          .excluded = pair.excluded,
                          .few_waves = few_waves(base, candidate, pair),
                          .note = pair.note,
                          .deltas = level_deltas(sides, pair, wanted, options)});
        progress.report(static_cast<double>(levels.size()) / static_cast<double>(aligned.pairs.size()), level.label);
    }
    return levels;
}

void add_levels(Comparison& result, Sides& sides, Options options, Progress& progress)
{
    const auto &base = sides.base, &candidate = sides.candidate;
    const auto aligned = align_levels(base, candidate, options);
    result.alignment = aligned.used;
    result.alignment_why = aligned.why;
    if (aligned.fallen_back)
        result.problems.push_back(
            {Severity::warning,
             "alignment-not-possible",
             fmt::format("The runs cannot be compared by {} as asked for: they have none in common.",
                         options.alignment == Alignment::rate ? "target rate" : "streams"),
             candidate.file(),
             {}});
    result.levels = aligned_levels(sides, aligned, options, progress);
    if (aligned.used != Alignment::load) return;
    options.alignment = Alignment::position;
    result.rows = aligned_levels(sides, align_levels(base, candidate, options), options, progress);
}

void add_performance(Comparison& result, Sides sides, const Options& options, Progress& progress)
{
    const auto &base = sides.base, &candidate = sides.candidate;
    add_levels(result, sides, options, progress);
    result.base_capacity = capacity_from(sides.base_requests, options);
    result.candidate_capacity = capacity_from(sides.candidate_requests, options);
    result.equal_load = equal_load(sides, options);
    result.equal_latency = equal_latency(base, candidate, options);
    result.crossovers = crossovers_of(sides, options);
    for (const auto& [run, side] : {std::pair(&base, "base"), std::pair(&candidate, "candidate")})
        if (run->void_result)
            result.problems.push_back({Severity::error,
                                       "void-run",
                                       fmt::format("The {} load test is void: no request succeeded.", side),
                                       run->file(),
                                       {}});
    if (auto note = started_apart(base, candidate)) result.problems.push_back(std::move(*note));
}

/// One note for each metric of a side that was converted to the other's definition.
Problems conversion_notes(const Run& run, std::string_view side)
{
    std::set<MetricId> seen;
    Problems notes;
    for (const auto& level : run.levels)
        for (const auto& [metric, values] : level.metrics) {
            if (values.converted_from.empty() || !seen.insert(metric).second) continue;
            notes.push_back(
                {Severity::note, "definitions-converted",
                 fmt::format("{} of the {} is converted from {} to {}{}.", metric_info(metric).name, side,
                             values.converted_from, values.definition,
                             values.median ? ", request by request" : "; the file allows it for the mean only"),
                 run.file(), values.path});
        }
    return notes;
}

/// One warning for each metric that the two tools define in two ways.
Problems definition_problems(const Run& base, const Run& candidate)
{
    Problems problems;
    for (const auto& one : definitions_that_differ(base, candidate))
        problems.push_back({Severity::warning, "definitions-differ",
                            fmt::format("{} is not compared: the base defines it as {}, the candidate as {}.",
                                        metric_info(one.metric).name, one.base, one.candidate),
                            candidate.file(), one.candidate_path});
    return problems;
}

void add_accuracy(Comparison& result, const Subject& left, const Subject& right, const Options& options,
                  Progress& progress)
{
    const Run &base = *left.accuracy, &candidate = *right.accuracy;
    result.base_accuracy = base.id;
    result.candidate_accuracy = candidate.id;
    auto matched = accuracy_deltas(base, candidate, options, progress);
    result.accuracy_summary = accuracy_summary(base, candidate, matched, progress);
    result.accuracy = std::move(matched.deltas);
    if (!left.accuracy_repetitions.empty() || !right.accuracy_repetitions.empty()) {
        add_run_variation(result.accuracy, left, right);
        for (auto& delta : result.accuracy)
            if (delta.delta) judge_accuracy(delta, options.accuracy_margin); // the reasons say it
        add_all(result.problems, joined_files(base, left.accuracy_repetitions, "base"));
        add_all(result.problems, joined_files(candidate, right.accuracy_repetitions, "candidate"));
    }
    add_all(result.problems, accuracy_pair_problems(base, candidate, result.accuracy));
    add_all(result.problems, check_questions(base, candidate));
}

/// The repetitions by the definitions of the run that stands for them.
struct Repetitions {
    std::deque<Run> converted = {};
    std::vector<const Run*> runs = {};

    Repetitions(const std::vector<const Run*>& all, const Run& shown)
    {
        for (const auto* run : all) {
            auto copy = brought_to(*run, shown);
            runs.push_back(copy ? &converted.emplace_back(*std::move(copy)) : run);
        }
    }
};

/// By one definition where the files allow it.
void add_load_tests(Comparison& result, const Subject& base, const Subject& candidate, const Options& options,
                    Progress& progress)
{
    const auto one = to_one_definition(*base.performance, *candidate.performance);
    const Run& a = one.base ? *one.base : *base.performance;
    const Run& b = one.candidate ? *one.candidate : *candidate.performance;
    Sides sides{a, b};
    const Repetitions of_base(base.repetitions, a), of_candidate(candidate.repetitions, b);
    sides.base_repetitions = of_base.runs;
    sides.candidate_repetitions = of_candidate.runs;
    add_performance(result, std::move(sides), options, progress);
    add_all(result.problems, joined_files(a, of_base.runs, "base"));
    add_all(result.problems, joined_files(b, of_candidate.runs, "candidate"));
    add_all(result.problems, definition_problems(a, b));
    if (one.base) add_all(result.problems, conversion_notes(a, "base"));
    if (one.candidate) add_all(result.problems, conversion_notes(b, "candidate"));
}

} // namespace

Comparison compare_runs(const Subject& base, const Subject& candidate, const Options& options, Progress& progress)
{
    Comparison result;
    result.base = base.id;
    result.candidate = candidate.id;
    result.base_label = base.label;
    result.candidate_label = candidate.label;
    result.setup_differences = setup_differences(base, candidate);
    if (base.id == candidate.id)
        result.problems.push_back({Severity::warning,
                                   "same-run",
                                   "The run is compared with itself: every ratio is 1 and says nothing.",
                                   {},
                                   {}});
    if (base.performance && candidate.performance) {
        add_load_tests(result, base, candidate, options, progress);
        add_all(result.problems, check_load_pair(base, candidate, result));
    }
    if (base.accuracy && candidate.accuracy) add_accuracy(result, base, candidate, options, progress);
    return result;
}

} // namespace kneepoint::compare
