// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

#include <span>
#include <vector>

namespace kneepoint::import {

/// The server logs, GPU samples and model configurations that describe how a performance or accuracy run was made:
/// those in its folder or the one above whose names share a word with it ("nvidia-smi_sweep.csv" and "sweep.json"), or
/// whose names hold no word of their own ("server.log"). A server log of another model is none of them.
std::vector<const Run*> context_of(const Run& run, std::span<const Run> runs);

/// Copies what the context states into the setups of performance and accuracy runs (GPU, server flags, KV cache, power
/// cap), its precision scheme where it is better evidence than a name, and its notes. What a run states itself stays.
void adopt_context(std::vector<Run>& runs);

} // namespace kneepoint::import
