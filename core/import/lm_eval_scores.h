// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"
#include "lm_eval_shape.h"

#include <nlohmann/json_fwd.hpp>

namespace kneepoint::import {

/// Appends a row per task or group, metric and filter to run.scores, and what is odd about them to run.problems.
void read_lm_eval_scores(const nlohmann::ordered_json& file, const LmEvalShape& shape, Run& run);

} // namespace kneepoint::import
