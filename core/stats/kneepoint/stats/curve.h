// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace kneepoint::stats {

struct CurvePoint {
    double x = 0, y = 0;
    std::size_t source = 0; ///< the caller's index, kept to say between which points a value lies
    bool operator==(const CurvePoint&) const = default;
};

struct Interpolated {
    double value = 0;
    CurvePoint below, above; ///< equal when x was measured itself
};

/// The points by ascending x, ready for interpolate(); points that are not finite are left out, points of equal x
/// become one with the mean y and the first one's source.
std::vector<CurvePoint> curve(std::vector<CurvePoint> points);

/// Linear interpolation between the neighbours of x. Never extrapolates: empty outside the measured range.
std::optional<Interpolated> interpolate(std::span<const CurvePoint> curve, double x);

/// The lowest x at which the curve takes the value y, between the points it lies between: the load at which a latency
/// is first reached. Empty when the curve never takes it.
std::optional<Interpolated> first_x_at(std::span<const CurvePoint> curve, double y);

/// Two curves at one x (the same load) or at one y (the same latency).
struct EqualPoint {
    Interpolated base, candidate; ///< y of each at one load; x of each at one latency
    double ratio = 1;             ///< candidate / base
};

/// Both curves at one load. Empty outside either's measured range or when the base is not above 0.
std::optional<EqualPoint> at_equal_load(std::span<const CurvePoint> base, std::span<const CurvePoint> candidate,
                                        double load);

/// The loads at which each curve first reaches one latency: a ratio of 1.2 means 20 % more load at that latency. Empty
/// when a curve never takes it or the base's load is not above 0.
std::optional<EqualPoint> at_equal_latency(std::span<const CurvePoint> base, std::span<const CurvePoint> candidate,
                                           double latency);

} // namespace kneepoint::stats
