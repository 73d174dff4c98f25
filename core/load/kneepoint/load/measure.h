// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/run_folder.h"

#include <functional>
#include <stop_token>

namespace kneepoint::load {

/// What a display is told while a run goes on. Each may be empty.
struct MeasureListener {
    std::function<void(int index, int levels, const LevelPlan&)> level_begins;
    std::function<void(int index, const LevelPlan&, const LiveCounts&)> live;
    std::function<void(const LevelResult&)> level_ended;
};

/// Measures the levels that the folder does not hold yet, each kept when it ends. A sweep's rates come from its first
/// two levels. @return true when every level is there; false when it was stopped
/// @error unsupported when a sweep's first levels had no success; else of run_level and RunFolder
Result<bool> measure(const RunManifest& manifest, RunFolder& folder, const std::stop_token& stop,
                     const MeasureListener& listener);

/// Requests and output tokens that a profile's known levels send at most, for the plan that is printed first; absent
/// where only time ends them.
struct PlannedLoad {
    int levels = 0;
    std::optional<std::uint64_t> requests, tokens;
};
PlannedLoad planned_load(const Profile& profile, const RequestContent& content, const std::vector<LevelPlan>& levels);

} // namespace kneepoint::load
