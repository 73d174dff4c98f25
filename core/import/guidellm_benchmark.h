// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guidellm_metrics.h"
#include "guidellm_outline.h"

#include "kneepoint/results/level.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace kneepoint::import {

/// One benchmark of GuideLLM 0.2 and later.
Level read_benchmark(const nlohmann::ordered_json& benchmark, GuidellmShape shape, const Outline& outline,
                     std::string path);

/// One benchmark of GuideLLM 0.1, which holds requests only: its statistics are computed here.
/// @param mode the run's: "asynchronous" benchmarks are of a constant rate unless it is "poisson"
Level read_benchmark_0_1(const nlohmann::ordered_json& benchmark, std::string_view mode, const Outline& outline,
                         std::string path);

/// Takes the lists of requests that a benchmark refers to into the level's columns and counts.
void take_requests(Level& level, const nlohmann::ordered_json* list, const Outline& outline, Outcome outcome);

/// What the file itself says about the level that a reader should know: nothing succeeded, zeros for missing values,
/// counts that disagree, the tool's own warnings.
void add_level_problems(Level& level, const nlohmann::ordered_json& benchmark, GuidellmShape shape);

/// One note for all levels that list fewer requests than they count, and one for those that list more.
Problems listing_notes(const std::vector<Level>& levels);

} // namespace kneepoint::import
