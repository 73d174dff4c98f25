// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guidellm_metrics.h"
#include "guidellm_outline.h"

#include "kneepoint/import/import.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace kneepoint::import {

/// The shape of a report by what it holds; empty when it is none of GuideLLM's.
std::optional<GuidellmShape> guidellm_shape(const nlohmann::ordered_json& root);
/// "guidellm/0.6": the shape, or the version within one shape where the content tells.
std::string guidellm_format(const nlohmann::ordered_json& root, GuidellmShape shape);

/// The runs of a report: one, or one for each report that a file of GuideLLM 0.1 holds.
std::vector<Run> guidellm_runs(const nlohmann::ordered_json& root, GuidellmShape shape, const Outline& outline);

/// Model, scheme and the facts of a run's setup.
void read_guidellm_setup(Run& run, const nlohmann::ordered_json& root, GuidellmShape shape);
/// The same for one report of GuideLLM 0.1, whose arguments stand inside it.
void read_guidellm_setup_0_1(Run& run, const nlohmann::ordered_json& report, const std::string& path);
/// A warning for each API key that stands readable in the report. The keys themselves go nowhere.
Problems exposed_keys(const nlohmann::ordered_json& root);

/// Knee and goodput searches of GuideLLM 0.8.1. Sets the intervals of SLO attainment of the levels that were probes.
void read_guidellm_conclusions(Run& run, const nlohmann::ordered_json& root);

/// Labels, times and problems of a run whose levels are read.
void finish_guidellm_run(Run& run);

} // namespace kneepoint::import
