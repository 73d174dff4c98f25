// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/metric.h"

#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::import {

/// The generations of GuideLLM's report. Told by content, because the version a file states is often wrong.
enum class GuidellmShape : std::uint8_t { v0_1, v0_2, v0_3, v0_4, v0_5, v0_7, v0_8 };

/// "0.1", "0.2", "0.3", "0.4", "0.5" (0.5 and 0.6 have one shape), "0.7", "0.8".
std::string_view to_string(GuidellmShape shape);

/// Which requests a statistic is over.
enum class Population : std::uint8_t { successful, all };

/// The metric of a key in a report's `metrics`, also as the CSV heads write it: "time_to_first_token_ms",
/// "Time to first token ms", "Time to First Token".
std::optional<MetricId> guidellm_metric(std::string_view key);

/// How GuideLLM of that generation computes the metric: an id of definition_catalogue().
std::string guidellm_definition(MetricId metric, GuidellmShape shape, Population population = Population::successful);

/// TTFT, TTFOT, ITL, TPOT and request latency: a value of 0 means that there was none (GuideLLM 0.4 and later).
bool zero_means_missing(MetricId metric);

} // namespace kneepoint::import
