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

} // namespace kneepoint::stats
