// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::import {

/// "acc_norm,none" is metric "acc_norm" and filter "none"; before 0.4 there is no filter, which means none.
struct MetricKey {
    std::string metric;
    std::string filter;
};
MetricKey metric_key(std::string_view key);
/// "acc_norm_stderr,none" for "acc_norm,none".
std::string stderr_key(std::string_view key);
bool is_stderr_key(std::string_view key);

/// A share of right answers by its name (accuracies, exact match, F1); its value must also lie between 0 and 1.
bool is_proportion(std::string_view metric, double value);
/// What the name of a metric says, for files that do not say it themselves.
std::optional<bool> known_direction(std::string_view metric);

/// Documents behind a mean of 0/1 scores: n = p(1-p)/SE² + 1. Empty unless that is a whole number.
std::optional<std::uint64_t> documents_from_stderr(std::string_view metric, double value, double stderr_value);

} // namespace kneepoint::import
