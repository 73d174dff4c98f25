// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/knee.h"

#include "disturbed.h"
#include "parallel.h"

#include "kneepoint/stats/quantile.h"

#include <boost/math/tools/minima.hpp>

#include <limits>

namespace kneepoint::stats {

namespace {

constexpr std::size_t least_points = 4;
constexpr double least_chord_distance = 0.1, least_slope_change = 0.2;
constexpr int corners_per_gap = 32; ///< tried between two neighbouring levels

struct LogPoint {
    double x, y;
};

/// Empty when a load or latency has no logarithm.
std::vector<LogPoint> logarithms(std::span<const CurvePoint> curve)
{
    std::vector<LogPoint> result;
    for (const auto& point : curve) {
        if (!(point.x > 0) || !(point.y > 0)) return {};
        result.push_back({std::log(point.x), std::log(point.y)});
    }
    return result;
}

std::optional<Knee> knee_by_chord(std::span<const CurvePoint> curve, const std::vector<LogPoint>& points)
{
    const auto &first = points.front(), &last = points.back();
    if (!(last.y > first.y)) return std::nullopt;
    std::size_t farthest = 0;
    double distance = 0;
    for (std::size_t i = 1; i + 1 < points.size(); ++i) {
        const double x = (points[i].x - first.x) / (last.x - first.x);
        const double y = (points[i].y - first.y) / (last.y - first.y);
        if (x - y > distance) {
            distance = x - y;
            farthest = i;
        }
    }
    if (distance < least_chord_distance) return std::nullopt;
    return Knee{curve[farthest].x, curve[farthest].y, distance};
}

/// y = level + before x (x - corner) left of the corner, level + after x (x - corner) right of it.
struct Bend {
    double corner = 0, level = 0, before = 0, after = 0;
    double squares = std::numeric_limits<double>::infinity();
};

/// Least squares for a given corner: linear in level, before and after, whose regressors left and right never overlap.
Bend fitted(const std::vector<LogPoint>& points, double corner)
{
    double n = 0, y = 0, left = 0, left_left = 0, left_y = 0, right = 0, right_right = 0, right_y = 0;
    for (const auto& point : points) {
        const double x = point.x - corner;
        n += 1;
        y += point.y;
        (x < 0 ? left : right) += x;
        (x < 0 ? left_left : right_right) += x * x;
        (x < 0 ? left_y : right_y) += x * point.y;
    }
    Bend bend{.corner = corner};
    bend.level = (y - left * left_y / left_left - right * right_y / right_right) /
                 (n - left * left / left_left - right * right / right_right);
    bend.before = (left_y - left * bend.level) / left_left;
    bend.after = (right_y - right * bend.level) / right_right;
    bend.squares = 0;
    for (const auto& point : points) {
        const double x = point.x - corner;
        const double residual = point.y - bend.level - x * (x < 0 ? bend.before : bend.after);
        bend.squares += residual * residual;
    }
    return bend;
}

/// The best corner near one that was tried, inside its gap; there the sum of squares is smooth.
Bend refined(const std::vector<LogPoint>& points, const Bend& tried, std::size_t gap)
{
    const double low = points[gap].x, high = points[gap + 1].x, step = (high - low) / corners_per_gap;
    constexpr int bits = 24; // of a double's minimum no more can be told
    const auto squares = [&](double corner) { return fitted(points, corner).squares; };
    const auto found = boost::math::tools::brent_find_minima(squares, std::max(low, tried.corner - step),
                                                             std::min(high, tried.corner + step), bits);
    return found.second < tried.squares ? fitted(points, found.first) : tried;
}

std::optional<Knee> knee_by_two_lines(std::span<const CurvePoint> curve, const std::vector<LogPoint>& points)
{
    Bend best;
    std::size_t gap = 0;
    // Two points on each side at least, so that each line is one.
    for (std::size_t i = 1; i + 2 < points.size(); ++i)
        for (int part = 0; part <= corners_per_gap; ++part) {
            const double corner = std::lerp(points[i].x, points[i + 1].x, part / double(corners_per_gap));
            const auto bend = fitted(points, corner);
            if (!(bend.squares < best.squares)) continue;
            best = bend;
            gap = i;
        }
    if (gap > 0) best = refined(points, best, gap);
    if (!(best.after - best.before >= least_slope_change)) return std::nullopt;
    // exp(log x) may lie a rounding beyond the levels it came from.
    const double load = std::clamp(std::exp(best.corner), curve.front().x, curve.back().x);
    return Knee{load, interpolate(curve, load)->value, best.after - best.before};
}

} // namespace

std::optional<Knee> knee(std::span<const CurvePoint> curve, KneeMethod method)
{
    const auto points = logarithms(curve);
    if (points.size() < least_points) return std::nullopt;
    return method == KneeMethod::chord ? knee_by_chord(curve, points) : knee_by_two_lines(curve, points);
}

std::optional<KneeInterval> knee_interval(std::span<const CurvePoint> curve, std::span<const double> relative_errors,
                                          KneeMethod method, const BootstrapOptions& options)
{
    if (!are_errors_of(relative_errors, curve)) return std::nullopt;
    std::vector<std::optional<Knee>> knees(options.draws);
    const bool done = in_blocks(options.draws, 16, options.threads, options.stop, [&](std::size_t i, std::size_t last) {
        for (; i < last; ++i) {
            Random random(options.seed, 0, i);
            knees[i] = knee(disturbed(curve, relative_errors, random), method);
        }
    });
    std::vector<double> loads;
    for (const auto& found : knees)
        if (found) loads.push_back(found->load);
    if (!done || loads.empty() || 2 * loads.size() < knees.size()) return std::nullopt;
    std::ranges::sort(loads);
    const double outside = (1 - options.confidence) / 2;
    return KneeInterval{{sorted_quantile(loads, outside), sorted_quantile(loads, 1 - outside)},
                        1 - static_cast<double>(loads.size()) / static_cast<double>(knees.size()),
                        options.draws,
                        options.seed};
}

} // namespace kneepoint::stats
