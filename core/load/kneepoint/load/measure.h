// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/run_folder.h"

#include <functional>
#include <stop_token>
#include <string>

namespace kneepoint::load {

/// What a display is told while a run goes on. Each may be empty.
struct MeasureListener {
    std::function<void(int index, int levels, const LevelPlan&)> level_begins;
    std::function<void(int index, const LevelPlan&, const LiveCounts&)> live;
    std::function<void(const LevelResult&)> level_ended;
    std::function<void(const Conclusion&)> concluded; ///< of a search, at its end
};

/// Measures the levels that the folder does not hold yet, each kept when it ends. A sweep's rates come from its first
/// two levels. @return true when every level is there; false when it was stopped
/// @error unsupported when a sweep's first levels had no success; else of run_level and RunFolder
Result<bool> measure(const RunManifest& manifest, RunFolder& folder, const std::stop_token& stop,
                     const MeasureListener& listener);

/// What a profile sends at most, for the plan that is told before anything is sent.
struct PlannedLoad {
    int levels = 0;                ///< at most
    std::optional<double> seconds; ///< all levels together, at most
    std::uint64_t requests = 0;    ///< of the levels where that is known
    /// Of those requests, and of one request: prompt and answer. Absent for prompts of unknown length.
    std::optional<std::uint64_t> tokens, tokens_each;
    int open_ended = 0; ///< levels that send as many requests as are answered in their time, or at a rate not known yet
    std::optional<int> in_flight; ///< at most; absent for arrivals that do not wait
};
PlannedLoad planned_load(const Profile& profile, const RequestContent& content);
/// "at most 1200 requests with 460800 tokens", "as many requests as ..., 16 in flight and 384 tokens each at most"
std::string to_string(const PlannedLoad& load);

} // namespace kneepoint::load
