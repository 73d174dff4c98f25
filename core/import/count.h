// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

namespace kneepoint::import {

/// A number of things that a file states; absent when it is none that could be.
inline std::optional<std::uint64_t> as_count(std::optional<double> value)
{
    constexpr double most = 1e15; // beyond it doubles no longer count one by one
    if (!value || !(*value >= 0 && *value <= most)) return std::nullopt;
    return static_cast<std::uint64_t>(std::llround(*value));
}

} // namespace kneepoint::import
