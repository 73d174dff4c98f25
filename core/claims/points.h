// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "binding.h"

#include <cstdint>
#include <string>
#include <vector>

namespace kneepoint::claims {

/// How a sentence bounds figures.
enum class Shape : std::uint8_t {
    exact,    ///< every point is the figure
    range,    ///< every point lies inside
    up_to,    ///< the largest point is the figure
    at_least, ///< no point lies below
    at_most   ///< no point lies above
};

/// What figures of several rows say of a stated one. The pointers are into the points that were judged.
struct Outcome {
    Verdict verdict = Verdict::unchecked;
    std::vector<const Point*> outside; ///< points that break the claim
    std::vector<const Point*> near;    ///< those that hold only when rounded
    const Point *lowest = nullptr, *highest = nullptr;
    bool cut = false; ///< the stated bound is the computed one without its further digits
};

Outcome judge_points(const std::vector<Point>& points, const Quantity& stated, Shape shape);
/// The value with one decimal more than the stated figure has.
std::string one_more_decimal(double value, const Figure& stated);
/// "38.5 to 45.5%".
std::string spread(const Outcome& outcome, const Figure& stated);

} // namespace kneepoint::claims
