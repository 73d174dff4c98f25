// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace kneepoint::runs {

/// "--- step 0013", with which a job's script begins a step's part of the log. It ends its line; before it may stand
/// what a tool did not end.
struct StepMark {
    std::size_t at = 0; ///< in the line
    std::string_view id;
};

inline std::optional<StepMark> mark_at_end(std::string_view line)
{
    constexpr std::string_view words = "--- step ";
    const auto at = line.rfind(words);
    if (at == std::string_view::npos) return {};
    const auto id = line.substr(at + words.size());
    const bool number = !id.empty() && id.size() <= 20 && id.find_first_not_of("0123456789") == std::string_view::npos;
    return number ? std::optional(StepMark{.at = at, .id = id}) : std::nullopt;
}

} // namespace kneepoint::runs
