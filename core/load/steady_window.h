// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/level_result.h"

namespace kneepoint::load {

/// The part of the window in which the load was the one asked for: closed loop, all streams had begun and none had
/// ended for good; open loop, from the median latency after the start to the last arrival. Nothing when there is none.
std::optional<Window> steady_window(const LevelPlan& plan, const LevelRecords& records, const Window& window);

/// What is to say when little of the window was steady; empty otherwise.
std::string steady_remark(const std::optional<Window>& steady, const Window& window);

} // namespace kneepoint::load
