// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/level.h"

#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::import {

/// Sets strategy, rate, streams and limit of a level from GuideLLM's name of it: "synchronous", "throughput",
/// "throughput@8", "constant@2.83", "poisson@5.00", "concurrent@16". A name without a number sets the strategy only.
void set_load_from_name(Level& level, std::string_view name);

/// GuideLLM's strategy words that differ between versions: "trace" is a replay, "asynchronous" and "async" do not tell.
Strategy guidellm_strategy(std::string_view type);

/// Gives each level its index and its label: "synchronous", "throughput", "constant 2.83 req/s", "16 streams";
/// "constant #3" where the rate is not stated and the strategy occurs more than once. A label that a level of unknown
/// strategy has already is kept.
void label_levels(std::vector<Level>& levels);

/// Every figure is 0 or absent: what tables of 0.4 and later hold where nothing completed.
bool all_zero(const Distribution& figures);

} // namespace kneepoint::import
