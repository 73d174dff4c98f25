// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/curve.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::stats {

std::vector<CurvePoint> curve(std::vector<CurvePoint> points)
{
    std::erase_if(points, [](const CurvePoint& p) { return !std::isfinite(p.x) || !std::isfinite(p.y); });
    std::ranges::stable_sort(points, {}, &CurvePoint::x);
    std::vector<CurvePoint> result;
    for (std::size_t first = 0, last = 0; first < points.size(); first = last) {
        double sum = 0;
        for (last = first; last < points.size() && points[last].x == points[first].x; ++last) sum += points[last].y;
        result.push_back({points[first].x, sum / static_cast<double>(last - first), points[first].source});
    }
    return result;
}

std::optional<Interpolated> interpolate(std::span<const CurvePoint> curve, double x)
{
    const auto above = std::ranges::lower_bound(curve, x, {}, &CurvePoint::x);
    if (above == curve.end() || std::isnan(x)) return std::nullopt;
    if (above->x == x) return Interpolated{above->y, *above, *above};
    if (above == curve.begin()) return std::nullopt;
    const auto& below = *(above - 1);
    return Interpolated{std::lerp(below.y, above->y, (x - below.x) / (above->x - below.x)), below, *above};
}

std::optional<Interpolated> first_x_at(std::span<const CurvePoint> curve, double y)
{
    for (std::size_t i = 0; i < curve.size(); ++i) {
        if (curve[i].y == y) return Interpolated{curve[i].x, curve[i], curve[i]};
        if (i + 1 == curve.size() || (curve[i].y < y) == (curve[i + 1].y < y) || curve[i + 1].y == y) continue;
        const auto &below = curve[i], &above = curve[i + 1];
        return Interpolated{std::lerp(below.x, above.x, (y - below.y) / (above.y - below.y)), below, above};
    }
    return std::nullopt;
}

namespace {

std::optional<EqualPoint> equal_point(const std::optional<Interpolated>& base,
                                      const std::optional<Interpolated>& candidate)
{
    if (!base || !candidate || !(base->value > 0)) return std::nullopt;
    return EqualPoint{*base, *candidate, candidate->value / base->value};
}

} // namespace

std::optional<EqualPoint> at_equal_load(std::span<const CurvePoint> base, std::span<const CurvePoint> candidate,
                                        double load)
{
    return equal_point(interpolate(base, load), interpolate(candidate, load));
}

std::optional<EqualPoint> at_equal_latency(std::span<const CurvePoint> base, std::span<const CurvePoint> candidate,
                                           double latency)
{
    return equal_point(first_x_at(base, latency), first_x_at(candidate, latency));
}

} // namespace kneepoint::stats
