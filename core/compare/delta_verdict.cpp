// SPDX-License-Identifier: GPL-3.0-or-later
#include "delta_verdict.h"

#include "figures.h"
#include "ratio_test.h"
#include "request_estimates.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/stats/mann_whitney.h"
#include "kneepoint/stats/runs.h"

#include <fmt/format.h>

#include <cmath>

namespace kneepoint::compare {

namespace {

/// Better or worse by the metric's direction; equivalent within similar_percent.
Judgement judge_change(MetricId metric, double change_percent, double similar_percent)
{
    if (std::fabs(change_percent) <= similar_percent) return Judgement::equivalent;
    switch (metric_info(metric).direction) {
    case Direction::lower_is_better:
        return change_percent < 0 ? Judgement::better : Judgement::worse;
    case Direction::higher_is_better:
        return change_percent > 0 ? Judgement::better : Judgement::worse;
    case Direction::neither:
        break;
    }
    return Judgement::unknown;
}

std::optional<double> rank_test(const std::vector<double>& base, const std::vector<double>& candidate)
{
    const auto test = stats::mann_whitney(base, candidate);
    return test && !base.empty() && !candidate.empty() ? std::optional(test->p) : std::nullopt;
}

/// "; 95 % interval 0.81 to 0.85, p < 0.0001, 812 and 950 requests"
std::string evidence_of(const Delta& delta, std::string_view samples)
{
    return fmt::format("; 95 % interval {} to {}, {}, {} and {} {}", format_decimal(delta.interval->low, 3),
                       format_decimal(delta.interval->high, 3), chance(*delta.p), *delta.base_samples,
                       *delta.candidate_samples, samples);
}

void take_test(Delta& delta, const RatioTest& test, const Options& options)
{
    delta.interval = test.interval;
    delta.p = test.p;
    delta.finding = finding_of(test, metric_info(delta.metric).direction, options.similar_percent);
    delta.verdict = judgement_of(delta.finding, test, options.similar_percent);
}

bool judge_by_runs(Delta& delta, const Noise& noise, const Options& options)
{
    const auto test = test_of_runs(noise.base_runs, noise.candidate_runs);
    if (!test) return false;
    delta.base_samples = noise.base_runs.size();
    delta.candidate_samples = noise.candidate_runs.size();
    take_test(delta, *test, options);
    delta.finding.basis = Basis::runs;
    delta.rank_p = rank_test(noise.base_runs, noise.candidate_runs);
    delta.why += evidence_of(delta, "repetitions") + fmt::format(", their ratio {}", format_decimal(test->ratio, 3));
    if (delta.verdict == Judgement::inconclusive)
        delta.finding.settle = runs_to_settle(noise.base_runs, noise.candidate_runs, options.similar_percent);
    return true;
}

bool judge_by_requests(Delta& delta, const Noise& noise, const Options& options)
{
    if (!noise.base || !noise.candidate) return false;
    const auto test = test_of_requests(*noise.base, *noise.candidate);
    if (!test) return false;
    delta.base_interval = noise.base->interval;
    delta.candidate_interval = noise.candidate->interval;
    delta.base_samples = noise.base->n;
    delta.candidate_samples = noise.candidate->n;
    take_test(delta, *test, options);
    delta.finding.basis = Basis::requests;
    if (delta.statistic == Statistic::median()) delta.rank_p = rank_test(noise.base_batches, noise.candidate_batches);
    delta.why += evidence_of(delta, "requests of one run each");
    if (delta.verdict == Judgement::inconclusive)
        delta.finding.settle = requests_to_settle(*test, std::min(noise.base->n, noise.candidate->n),
                                                  metric_info(delta.metric).direction, options.similar_percent);
    return true;
}

void judge_by_band(Delta& delta, const Options& options)
{
    delta.finding.basis = Basis::band;
    delta.finding.margin = options.similar_percent;
    delta.verdict = judge_change(delta.metric, *delta.change_percent, options.similar_percent);
}

/// Fewer requests than the percentile needs, where their number is known.
bool are_few(const std::optional<std::uint64_t>& count, Statistic statistic)
{
    const auto needed = samples_needed(statistic);
    return needed && count && *count < *needed;
}

std::optional<double> variation_of(const std::vector<double>& runs)
{
    const auto found = stats::run_variation(runs);
    return found ? std::optional(found->coefficient) : std::nullopt;
}

/// "; from run to run the base varies by 1.2 % (3 runs)"
std::string variation_words(const Delta& delta, const Noise& noise)
{
    std::string text;
    const auto add = [&](std::string_view side, const std::optional<double>& variation, std::size_t runs) {
        if (!variation) return;
        text += fmt::format("{}the {} varies by {} % ({} runs)", text.empty() ? "; from run to run " : ", ", side,
                            format_decimal(100 * *variation, 2), runs);
    };
    add("base", delta.base_variation, noise.base_runs.size());
    add("candidate", delta.candidate_variation, noise.candidate_runs.size());
    return text;
}

/// A verdict that rests on one run of a side, where the other shows how far runs move, says what is missing.
void name_missing_runs(Delta& delta, const Noise& noise, const Options& options)
{
    if (delta.base_variation.has_value() == delta.candidate_variation.has_value()) return;
    const double variation = delta.base_variation ? *delta.base_variation : *delta.candidate_variation;
    const auto needed = stats::runs_needed(variation, options.similar_percent / 100);
    const auto have = std::max(noise.base_runs.size(), noise.candidate_runs.size());
    delta.why += fmt::format("; repeat the {}, too", delta.base_variation ? "candidate" : "base");
    if (needed)
        delta.why += fmt::format(": to show {} % takes {} runs a side", shortest_decimal(options.similar_percent),
                                 std::max(*needed, have));
}

} // namespace

bool counts_waves(const Delta& delta)
{
    if (!metric_info(delta.metric).is_rate || delta.metric == MetricId::concurrency) return false;
    return !(delta.all_requests && delta.metric == MetricId::output_tokens_per_second);
}

void leave_open(Delta& delta, std::string_view reason, std::string settle)
{
    if (!delta.ratio || metric_info(delta.metric).direction == Direction::neither) return;
    delta.verdict = Judgement::inconclusive;
    delta.finding.settle = std::move(settle);
    delta.why += fmt::format("; no verdict: {}", reason);
}

void judge(Delta& delta, const Noise& noise, const Options& options)
{
    if (!delta.ratio) return;
    delta.base_samples = noise.base_count;
    delta.candidate_samples = noise.candidate_count;
    delta.base_few_samples = are_few(noise.base_count, delta.statistic);
    delta.candidate_few_samples = are_few(noise.candidate_count, delta.statistic);
    delta.base_variation = variation_of(noise.base_runs);
    delta.candidate_variation = variation_of(noise.candidate_runs);
    delta.why += variation_words(delta, noise);
    name_missing_runs(delta, noise, options);
    if (judge_by_runs(delta, noise, options) || judge_by_requests(delta, noise, options)) return;
    judge_by_band(delta, options);
    if (!delta.few_samples()) return;
    const auto text = [](const auto& count) {
        return count ? std::to_string(*count) : std::string("an unknown number");
    };
    leave_open(
        delta,
        fmt::format("{} and {} requests are too few for {}", text(noise.base_count), text(noise.candidate_count),
                    to_string(delta.statistic)),
        fmt::format("{} needs {} requests a level", to_string(delta.statistic), *samples_needed(delta.statistic)));
}

} // namespace kneepoint::compare
