// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/report/overview.h"

#include "accuracy_text.h"
#include "escape.h"
#include "figures.h"
#include "overview_speed.h"
#include "tables.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

using compare::Comparison;

namespace {

/// No other point is at least as good in both and better in one.
bool is_on_front(const OverviewPoint& point, const std::vector<OverviewPoint>& all)
{
    return std::ranges::none_of(all, [&](const OverviewPoint& other) {
        return other.speed >= point.speed && other.recovery >= point.recovery &&
               (other.speed > point.speed || other.recovery > point.recovery);
    });
}

double least_recovery(const compare::Options& options)
{
    return 100 - options.accuracy_margin;
}

/// What the accuracy may have fallen to.
double worst_recovery(const OverviewPoint& point)
{
    return point.recovery_interval ? point.recovery_interval->low : point.recovery;
}

bool is_faster(const OverviewPoint& point, const compare::Options& options)
{
    return point.speed_interval ? point.speed_interval->low > 1 : 100 * (point.speed - 1) > options.similar_percent;
}

std::optional<std::size_t> recommended(const std::vector<OverviewPoint>& points, const compare::Options& options)
{
    std::optional<std::size_t> best;
    for (std::size_t i = 1; i < points.size(); ++i) {
        if (worst_recovery(points[i]) < least_recovery(options) || !is_faster(points[i], options)) continue;
        if (!best || points[i].speed > points[*best].speed) best = i;
    }
    return best;
}

OverviewPoint point_of(const Comparison& comparison, int identity, const SpeedUp& speed)
{
    const auto& summary = comparison.accuracy_summary;
    return {.label = comparison.candidate_label,
            .run = comparison.candidate,
            .identity = identity,
            .speed = speed.value,
            .speed_interval = speed.interval,
            .recovery = *summary.mean_recovery_percent,
            .recovery_interval = summary.mean_recovery_interval,
            .pareto = false,
            .why_speed = speed.why,
            .why_recovery = fmt::format("mean of 100 × candidate / base over {}", enumerated(summary.tasks)),
            .why_no_interval = speed.why_no_interval};
}

std::string with_interval(double value, const std::optional<Interval>& interval, int decimals)
{
    if (!interval) return shown(value, decimals);
    return fmt::format("{} ({} to {})", shown(value, decimals), shown(interval->low, decimals),
                       shown(interval->high, decimals));
}

/// Why the rule leaves a candidate out.
std::string left_out(const OverviewPoint& point, const compare::Options& options)
{
    const auto label = markdown_escaped(point.label);
    if (worst_recovery(point) < least_recovery(options))
        return fmt::format("{} keeps {} % of the accuracy{}", label, shown(point.recovery, 1),
                           point.recovery_interval
                               ? fmt::format(", which may be as little as {} %", shown(worst_recovery(point), 1))
                               : std::string{});
    return fmt::format("{} is not shown to be faster ({})", label, with_interval(point.speed, point.speed_interval, 2));
}

/// What those that are faster than the recommended one lack.
std::string faster_but_left_out(const Overview& overview, const compare::Options& options)
{
    std::vector<std::string> reasons;
    for (std::size_t i = 1; i < overview.points.size(); ++i)
        if (overview.points[i].speed > overview.points[*overview.recommended].speed)
            reasons.push_back(left_out(overview.points[i], options));
    return reasons.empty() ? std::string{} : fmt::format(". Faster but left out: {}", enumerated(reasons));
}

/// The rule, which has to say what "shown" means where nothing is known of noise.
std::string rule_of(const std::vector<OverviewPoint>& points, const compare::Options& options)
{
    const bool by_margin =
        std::any_of(points.begin() + 1, points.end(), [](const OverviewPoint& point) { return !point.speed_interval; });
    return fmt::format("the fastest candidate that is shown to be faster than the base{} and whose mean recovery is at "
                       "least {} % at the lower end of its 95 % interval",
                       by_margin
                           ? fmt::format(" (without an interval: by more than {} %)", exact(options.similar_percent))
                           : std::string{},
                       exact(least_recovery(options)));
}

} // namespace

Overview overview_of(std::span<const Comparison> comparisons, const compare::Options& options)
{
    Overview overview;
    const auto speeds = speed_ups(comparisons, options);
    for (std::size_t i = 0; i < comparisons.size(); ++i) {
        const auto& comparison = comparisons[i];
        if (speeds.of[i] && comparison.accuracy_summary.mean_recovery_percent)
            overview.points.push_back(point_of(comparison, static_cast<int>(i) + 1, *speeds.of[i]));
        else
            overview.notes.push_back(
                fmt::format("{} is left out: it has {}", comparison.candidate_label,
                            speeds.of[i] ? "no accuracy in common with the base" : "no such speed-up"));
    }
    if (overview.points.empty()) return {};
    overview.points.insert(overview.points.begin(), OverviewPoint{.label = comparisons.front().base_label,
                                                                  .run = comparisons.front().base,
                                                                  .speed_interval = {},
                                                                  .recovery_interval = {},
                                                                  .why_speed = "the base itself",
                                                                  .why_recovery = "the base itself"});
    for (auto& point : overview.points) point.pareto = is_on_front(point, overview.points);
    overview.speed = speeds.words;
    overview.rule = rule_of(overview.points, options);
    overview.recommended = recommended(overview.points, options);
    return overview;
}

std::vector<Sentence> recommendation(const Overview& overview, const compare::Options& options)
{
    if (overview.points.empty()) return {};
    std::string outcome;
    if (overview.recommended) {
        const auto& point = overview.points[*overview.recommended];
        outcome = fmt::format("{}, {} times the base with {} % of its accuracy", markdown_escaped(point.label),
                              with_interval(point.speed, point.speed_interval, 2),
                              with_interval(point.recovery, point.recovery_interval, 1)) +
                  faster_but_left_out(overview, options);
    } else {
        std::vector<std::string> reasons;
        for (std::size_t i = 1; i < overview.points.size(); ++i)
            reasons.push_back(left_out(overview.points[i], options));
        outcome = fmt::format("none; {}", enumerated(reasons));
    }
    return {{fmt::format("Recommended by rule ({}): {}. Speed-up: {}.", overview.rule, outcome,
                         markdown_escaped(overview.speed)),
             "recommendation"}};
}

Table overview_table(const Overview& overview)
{
    Table table{"Speed and accuracy",
                {text_column("Run"), number_column("Speed-up"), text_column("95 % interval"),
                 number_column("Mean recovery, %"), text_column("95 % interval"), text_column("Pareto set")},
                {},
                overview.notes};
    const auto interval = [](const std::optional<Interval>& one, int decimals) {
        if (!one) return mark_cell(absent_mark);
        return text_cell(fmt::format("{} to {}", shown(one->low, decimals), shown(one->high, decimals)));
    };
    for (const auto& point : overview.points)
        table.rows.push_back({text_cell(point.label), number_cell(point.speed, 2), interval(point.speed_interval, 2),
                              number_cell(point.recovery, 2), interval(point.recovery_interval, 2),
                              point.pareto ? text_cell("yes") : mark_cell(absent_mark)});
    if (!table.rows.empty()) table.notes.insert(table.notes.begin(), "Speed-up: " + overview.speed + ".");
    return table;
}

} // namespace kneepoint::report
