// SPDX-License-Identifier: GPL-3.0-or-later
#include "points.h"

#include "kneepoint/base/decimal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kneepoint::claims {

namespace {

/// The figure cut off at the decimals of another.
double cut_off(double value, const Figure& stated)
{
    const double unit = 2 * stated.half_unit;
    return std::floor(value / unit + 1e-9) * unit;
}

void judge_bound(Outcome& outcome, const Point& point, const Figure& bound, bool is_upper)
{
    const bool inside = is_upper ? point.value <= bound.value + 1e-9 : point.value >= bound.value - 1e-9;
    if (inside) return;
    const auto verdict = judge(bound, point.value, point.bounds);
    if (verdict != Verdict::contradicts) {
        outcome.near.push_back(&point);
    } else if (is_upper && std::fabs(cut_off(point.value, bound) - bound.value) < 1e-9) {
        outcome.near.push_back(&point);
        outcome.cut = true;
    } else {
        outcome.outside.push_back(&point);
    }
}

/// "More than 98 %" is no matter of rounding the figure, as the end of a range is; only of what its inputs may have
/// been and of a tenth of a printed unit.
void judge_limit(Outcome& outcome, const Point& point, const Figure& limit, bool is_upper)
{
    const double beyond = is_upper ? point.value - limit.value : limit.value - point.value;
    if (beyond <= 1e-9) return;
    const double possible = is_upper ? point.bounds.low - limit.value : limit.value - point.bounds.high;
    const double slack = (limit.approximate ? 2 : 0.2) * limit.half_unit;
    (possible <= 1e-9 || beyond <= slack ? outcome.near : outcome.outside).push_back(&point);
}

/// "Up to 28 %".
void judge_largest(Outcome& outcome, const Point& largest, const Figure& stated)
{
    outcome.verdict = judge(stated, largest.value, largest.bounds);
    if (outcome.verdict == Verdict::contradicts && std::fabs(cut_off(largest.value, stated) - stated.value) < 1e-9) {
        outcome.cut = true;
        outcome.near.push_back(&largest);
        outcome.verdict = Verdict::rounded;
        return;
    }
    if (outcome.verdict == Verdict::contradicts) outcome.outside.push_back(&largest);
    // Stated at fewer decimals than it has: true only when rounded.
    const bool equal = std::fabs(largest.value - stated.value) < 1e-9;
    if (outcome.verdict == Verdict::holds && !equal && largest.value > stated.value) outcome.verdict = Verdict::rounded;
}

} // namespace

Outcome judge_points(const std::vector<Point>& points, const Quantity& stated, Shape shape)
{
    Outcome outcome;
    const auto [lowest, highest] = std::ranges::minmax_element(points, {}, &Point::value);
    outcome.lowest = &*lowest;
    outcome.highest = &*highest;
    if (shape == Shape::up_to) {
        judge_largest(outcome, *highest, stated.low);
        return outcome;
    }
    for (const auto& point : points) {
        if (shape == Shape::range) {
            judge_bound(outcome, point, stated.low, false);
            judge_bound(outcome, point, stated.high, true);
            continue;
        }
        if (shape == Shape::at_least || shape == Shape::at_most) {
            judge_limit(outcome, point, shape == Shape::at_most ? stated.high : stated.low, shape == Shape::at_most);
            continue;
        }
        const auto verdict = judge(stated.low, point.value, point.bounds);
        if (verdict == Verdict::contradicts) outcome.outside.push_back(&point);
        if (verdict == Verdict::rounded) outcome.near.push_back(&point);
    }
    outcome.verdict = !outcome.outside.empty() ? Verdict::contradicts
                      : !outcome.near.empty()  ? Verdict::rounded
                                               : Verdict::holds;
    return outcome;
}

std::string one_more_decimal(double value, const Figure& stated)
{
    return format_decimal(snapped(value), stated.decimals + 1);
}

std::string spread(const Outcome& outcome, const Figure& stated)
{
    const auto blank = stated.unit.empty() || stated.unit == "%" || stated.unit == "x" ? "" : " ";
    const auto low = one_more_decimal(outcome.lowest->value, stated),
               high = one_more_decimal(outcome.highest->value, stated);
    if (low == high) return low + blank + stated.unit;
    return fmt::format("{} to {}{}{}", low, high, blank, stated.unit);
}

} // namespace kneepoint::claims
