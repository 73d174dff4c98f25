// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

#include <nlohmann/json_fwd.hpp>

namespace kneepoint::import {

/// The data of a page of GuideLLM 0.3 to 0.7: window.benchmarks, runInfo and workloadDetails, keys in camel case. It
/// holds no concurrency, no load value and no request counts.
Run run_of_html_0_3(const nlohmann::ordered_json& benchmarks, const nlohmann::ordered_json& run_info,
                    const nlohmann::ordered_json& details);

/// window.GUIDELLM_REPORT of 0.8: p95 and p99 of the latencies (no means, no medians), rates of all requests.
Run run_of_html_0_8(const nlohmann::ordered_json& report);

} // namespace kneepoint::import
