// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

#include <nlohmann/json_fwd.hpp>

namespace kneepoint::import {

/// Marks results that ended well and say nothing: no task, no document, no value, or an API client that never asked for
/// the log-probabilities of the prompt. What is only suspicious becomes a warning.
void check_void_results(const nlohmann::ordered_json& file, Run& run);

/// Marks samples whose log-likelihoods are all 0 or all equal: the server returned none.
void check_void_samples(Run& run);

} // namespace kneepoint::import
