// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kneepoint::compare {

/// A level's metric by another definition; from the requests where the file lists the counted ones, else only the mean,
/// which follows from the means of latency, TTFT and output tokens. Empty where the file does not allow it.
std::optional<Distribution> converted(const Level& level, MetricId metric, std::string_view definition);

/// The definition that most of these runs follow or can be brought to, the newer tool's and then the first run's where
/// several serve as well; empty when no run states one. Null runs are passed over.
std::string one_definition(std::span<const Run* const> runs, MetricId metric);

} // namespace kneepoint::compare
