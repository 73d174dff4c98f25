// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy.h"

#include "contains.h"
#include "metric_names.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/stats/unpaired.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace kneepoint::compare {

namespace {

bool same_version(const std::string& a, const std::string& b)
{
    if (a.empty() || b.empty() || a == b) return true;
    const auto x = parse_decimal(a), y = parse_decimal(b);
    if (!x || !y) return !x && !y ? lower_case(a) == lower_case(b) : true; // "N/A" and "Yaml" name no version
    return *x == *y;
}

/// Why two scores of one name must not be compared; empty when they may.
std::string obstacle(const TaskScore& base, const TaskScore& candidate)
{
    if (!base.value || !candidate.value)
        return fmt::format("the {} states no value", base.value ? "candidate" : "base");
    if (!std::isfinite(*base.value) || !std::isfinite(*candidate.value)) return "a value is not a finite number";
    if (!same_version(base.version, candidate.version))
        return fmt::format("task version {} (base) and {} (candidate)", base.version, candidate.version);
    if (base.n_shot && candidate.n_shot && *base.n_shot != *candidate.n_shot)
        return fmt::format("{}-shot (base) and {}-shot (candidate)", *base.n_shot, *candidate.n_shot);
    if (counted_by_tool(base) && counted_by_tool(candidate) && *base.n != *candidate.n)
        return fmt::format("{} (base) and {} documents (candidate)", *base.n, *candidate.n);
    if (base.higher_is_better && candidate.higher_is_better && *base.higher_is_better != *candidate.higher_is_better)
        return "the runs disagree whether higher is better";
    return {};
}

void take_base(AccuracyDelta& delta, const Run& run, const TaskScore& score)
{
    delta.base = score.value;
    delta.base_stderr = score.stderr_value;
    delta.base_n = score.n;
    delta.base_path = run.file() + " › " + score.path;
}

void take_candidate(AccuracyDelta& delta, const Run& run, const TaskScore& score)
{
    delta.candidate = score.value;
    delta.candidate_stderr = score.stderr_value;
    delta.candidate_n = score.n;
    delta.candidate_path = run.file() + " › " + score.path;
}

AccuracyDelta named_like(const TaskScore& score)
{
    AccuracyDelta delta;
    delta.task = score.task;
    delta.alias = display_name(score);
    delta.group = score.group;
    delta.metric = score.metric;
    delta.filter = score.filter;
    delta.is_group = score.is_group;
    delta.depth = score.depth;
    delta.higher_is_better = score.higher_is_better;
    delta.proportion = score.proportion;
    return delta;
}

void compute(AccuracyDelta& delta)
{
    const double base = *delta.base, candidate = *delta.candidate;
    const bool lower = delta.higher_is_better == false;
    if (base != 0) delta.relative_percent = 100 * (candidate - base) / std::fabs(base);
    const double whole = lower ? candidate : base, part = lower ? base : candidate;
    if (whole > 0 && part >= 0) delta.recovery_percent = 100 * part / whole;
    if (!delta.base_stderr || !delta.candidate_stderr) return;
    const auto difference =
        stats::unpaired_difference({base, *delta.base_stderr}, {candidate, *delta.candidate_stderr});
    if (!difference) return;
    delta.test = "unpaired-z";
    delta.standard_error = difference->standard_error;
    delta.z = difference->z;
    delta.p = difference->p;
    delta.interval = difference->interval;
    delta.bounds = one_sided(difference->delta, difference->standard_error);
}

AccuracyDelta matched(const Run& base_run, const TaskScore& base, const Run& candidate_run, const TaskScore& candidate,
                      const stats::BootstrapOptions& bootstrap)
{
    auto delta = named_like(base);
    if (!delta.higher_is_better) delta.higher_is_better = candidate.higher_is_better;
    delta.proportion = base.proportion && candidate.proportion;
    take_base(delta, base_run, base);
    take_candidate(delta, candidate_run, candidate);
    if (base.task != candidate.task || base.metric != candidate.metric || base.filter != candidate.filter)
        delta.caveat = fmt::format("matched under another name: {} {} {} and {} {} {}", base.task, base.metric,
                                   base.filter, candidate.task, candidate.metric, candidate.filter);
    auto why_not = base_run.void_result || candidate_run.void_result
                       ? fmt::format("the {} run is void", base_run.void_result ? "base" : "candidate")
                       : obstacle(base, candidate);
    if (!why_not.empty()) {
        delta.why = "not comparable: " + why_not;
        return delta;
    }
    delta.delta = *base.value == *candidate.value ? 0 : *candidate.value - *base.value;
    compute(delta);
    pair_scores(delta, base_run, base, candidate_run, candidate, bootstrap);
    return delta;
}

AccuracyDelta only_base(const Run& run, const TaskScore& score)
{
    auto delta = named_like(score);
    take_base(delta, run, score);
    delta.why = "only the base has it";
    return delta;
}

AccuracyDelta only_candidate(const Run& run, const TaskScore& score)
{
    auto delta = named_like(score);
    take_candidate(delta, run, score);
    delta.why = "only the candidate has it";
    return delta;
}

/// Marks the one metric of each task that counts in averages.
void mark_primaries(std::vector<AccuracyDelta>& deltas, const std::vector<const TaskScore*>& scores)
{
    std::map<std::string, std::vector<std::size_t>> tasks;
    for (std::size_t i = 0; i < deltas.size(); ++i)
        if (deltas[i].base && deltas[i].candidate) tasks[canonical_name(*scores[i]).task].push_back(i);
    for (const auto& [task, rows] : tasks) {
        std::vector<const TaskScore*> of_task;
        for (const auto row : rows) of_task.push_back(scores[row]);
        deltas[rows[primary_score(of_task)]].primary = true;
    }
}

} // namespace

bool counted_by_tool(const TaskScore& score)
{
    return score.n && score.n_source != "stderr"; // computed from a rounded standard error it is only about right
}

void conclude(AccuracyDelta& delta, double margin)
{
    add_recovery(delta);
    test_margin(delta, margin);
    judge_accuracy(delta, margin);
}

std::string task_version(const TaskScore& score)
{
    const auto number = parse_decimal(score.version);
    return number ? shortest_decimal(*number) : std::string(); // "N/A" and "Yaml" name no version
}

Matched accuracy_deltas(const Run& base, const Run& candidate, const Options& options, Progress& progress)
{
    std::map<ScoreName, std::vector<const TaskScore*>> waiting;
    for (auto score = candidate.scores.rbegin(); score != candidate.scores.rend(); ++score)
        waiting[canonical_name(*score)].push_back(&*score);

    const auto bootstrap = affordable_bootstrap(base, progress);
    Matched result;
    std::vector<const TaskScore*> sources;
    for (const auto& score : base.scores) {
        if (progress.cancelled()) return {};
        auto& partners = waiting[canonical_name(score)];
        const auto* partner = partners.empty() ? nullptr : partners.back();
        result.deltas.push_back(partner ? matched(base, score, candidate, *partner, bootstrap)
                                        : only_base(base, score));
        if (partner) partners.pop_back();
        result.scores.emplace_back(&score, partner);
        sources.push_back(&score);
    }
    for (const auto& score : candidate.scores)
        if (contains(waiting[canonical_name(score)], &score)) {
            result.deltas.push_back(only_candidate(candidate, score));
            result.scores.emplace_back(nullptr, &score);
            sources.push_back(&score);
        }
    mark_primaries(result.deltas, sources);
    pair_groups(result, base, candidate, bootstrap);
    for (auto& delta : result.deltas)
        if (delta.delta) conclude(delta, options.accuracy_margin);
    return result;
}

} // namespace kneepoint::compare
