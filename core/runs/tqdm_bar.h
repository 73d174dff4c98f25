// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace kneepoint::runs {

/// A bar of tqdm: "Running loglikelihood requests:  46%|####      | 1449/3140 [00:01<00:01, 960.00it/s]".
struct TqdmBar {
    std::string_view what; ///< empty: unnamed
    std::uint64_t done = 0, total = 0;
    std::chrono::duration<double> since{}; ///< it began; 0 where that is not to be read
};

enum class WhichBar { any, unnamed };
std::optional<TqdmBar> last_bar(std::string_view log, WhichBar which);
std::optional<TqdmBar> first_bar(std::string_view log);

} // namespace kneepoint::runs
