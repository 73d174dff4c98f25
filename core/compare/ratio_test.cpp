// SPDX-License-Identifier: GPL-3.0-or-later
#include "ratio_test.h"

#include "figures.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/stats/runs.h"
#include "kneepoint/stats/tails.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace kneepoint::compare {

namespace {

constexpr double freedom_of_batches = 9; ///< ten batches (stats/quantile.h)

/// The end of a 95 % interval moved to where a one-sided 95 % bound lies.
double bound(double ratio, double end, double freedom)
{
    const double share = stats::student_quantile(0.95, freedom) / stats::student_quantile(0.975, freedom);
    return ratio * std::exp(share * std::log(end / ratio));
}

RatioTest tested(double ratio, const Interval& interval, double p, double freedom)
{
    return {ratio, interval, {bound(ratio, interval.low, freedom), bound(ratio, interval.high, freedom)}, p};
}

/// p of the interval's own end that faces 1: where that end is 1, p is 5 %.
double p_of(double ratio, const Interval& interval, double freedom)
{
    if (ratio == 1) return 1;
    const double facing = std::fabs(std::log(ratio > 1 ? ratio / interval.low : interval.high / ratio));
    if (facing == 0) return 0;
    return stats::two_sided_t_p(std::fabs(std::log(ratio)) / facing * stats::student_quantile(0.975, freedom), freedom);
}

bool is_positive(const Interval& interval)
{
    return interval.low > 0 && std::isfinite(interval.high);
}

} // namespace

std::optional<RatioTest> test_of_runs(std::span<const double> base, std::span<const double> candidate)
{
    const auto found = stats::ratio_of_runs(base, candidate);
    if (!found || !is_positive(found->interval)) return std::nullopt;
    return tested(found->value, found->interval, found->p, found->freedom);
}

std::optional<RatioTest> test_of_requests(const stats::QuantileEstimate& base, const stats::QuantileEstimate& candidate)
{
    const auto found = stats::ratio_of_quantiles(base, candidate);
    if (!found || !is_positive(found->interval)) return std::nullopt;
    return tested(found->value, found->interval, p_of(found->value, found->interval, freedom_of_batches),
                  freedom_of_batches);
}

Finding finding_of(const RatioTest& test, Direction direction, double margin)
{
    Finding finding{.margin = margin, .settle = {}};
    if (direction == Direction::neither) return finding;
    const bool lower = direction == Direction::lower_is_better;
    const bool gain = lower ? test.ratio < 1 : test.ratio > 1;
    if (test.p >= significance)
        finding.difference = Difference::none_shown;
    else
        finding.difference = gain ? Difference::better : Difference::worse;
    // The worst and the best that the ratio may be, as a share that is lost.
    const double most = lower ? test.bounds.high - 1 : 1 - test.bounds.low;
    const double least = lower ? test.bounds.low - 1 : 1 - test.bounds.high;
    finding.loss = 100 * most <= margin ? Loss::acceptable : 100 * least > margin ? Loss::beyond : Loss::undecided;
    return finding;
}

Judgement judgement_of(const Finding& finding, const RatioTest& test, double margin)
{
    if (finding.difference == Difference::untested) return Judgement::unknown;
    if (100 * (1 - test.bounds.low) <= margin && 100 * (test.bounds.high - 1) <= margin) return Judgement::equivalent;
    if (finding.difference == Difference::better) return Judgement::better;
    const bool lost = finding.difference == Difference::worse && finding.loss == Loss::beyond;
    return lost ? Judgement::worse : Judgement::inconclusive;
}

std::string requests_to_settle(const RatioTest& test, std::size_t requests, Direction direction, double margin)
{
    const double up = std::log(test.interval.high / test.ratio), down = std::log(test.ratio / test.interval.low);
    const double at = std::log(test.ratio), top = std::log1p(margin / 100), bottom = std::log1p(-margin / 100);
    constexpr double never = std::numeric_limits<double>::infinity();
    const auto shrink = [](double distance, double room) { return room > 0 ? distance / room : never; };
    // Until both ends lie within the margin, or the one that faces it leaves it (a loss) or leaves equality (a gain).
    const double within = std::max(shrink(up, top - at), shrink(down, at - bottom));
    const bool lower = direction == Direction::lower_is_better;
    const double beyond = at > 0 ? shrink(down, lower ? at - top : at) : shrink(up, lower ? -at : bottom - at);
    const double factor = std::min(within, beyond);
    const double needed = std::ceil(static_cast<double>(requests) * std::max(1.0, factor * factor));
    if (!(needed < 1e7)) return {};
    return fmt::format("about {} requests a level would settle it", format_decimal(needed, 0));
}

std::string runs_to_settle(std::span<const double> base, std::span<const double> candidate, double margin)
{
    const auto a = stats::run_variation(base), b = stats::run_variation(candidate);
    if (!a || !b) return {};
    const double coefficient = std::hypot(a->coefficient, b->coefficient) / std::sqrt(2.0);
    const auto runs = std::min(base.size(), candidate.size());
    const auto shown = stats::detectable_change(coefficient, runs);
    const auto needed = stats::runs_needed(coefficient, margin / 100);
    if (!shown) return {};
    auto text = fmt::format("{} repetitions can show {} % or more", runs, format_decimal(100 * *shown, 1));
    if (needed) text += fmt::format("; for {} % run {}", shortest_decimal(margin), *needed);
    return text;
}

} // namespace kneepoint::compare
