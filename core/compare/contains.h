// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <functional>

namespace kneepoint::compare {

/// std::ranges::contains, which GCC 12 does not have yet.
constexpr bool contains(const auto& range, const auto& value, auto projection)
{
    return std::ranges::find(range, value, projection) != std::ranges::end(range);
}

constexpr bool contains(const auto& range, const auto& value)
{
    return contains(range, value, std::identity{});
}

} // namespace kneepoint::compare
