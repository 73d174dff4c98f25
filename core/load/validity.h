// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/level_result.h"

namespace kneepoint::load {

SelfKnowledge self_knowledge(const LevelRecords& records, std::vector<double> lag_ms);
/// Fills validity and reasons from the other fields. A limit of the client outweighs one of the target: what the client
/// cannot send, the target cannot be judged by.
void judge(LevelResult& result, const LevelRecords& records);

} // namespace kneepoint::load
