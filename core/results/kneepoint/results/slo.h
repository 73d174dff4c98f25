// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/results/metric.h"

#include <string>
#include <string_view>
#include <vector>

namespace kneepoint {

/// One condition on a level: "ttft:p95<=200ms". Limits are in the metric's own unit.
struct Objective {
    MetricId metric = MetricId::ttft;
    Statistic statistic = Statistic::percentile(95);
    bool at_most = true; ///< <= ; false: >=
    double limit = 0;
    bool operator==(const Objective&) const = default;
};

/// All conditions must hold: "ttft:p95<=200ms,itl:p99<=50ms".
struct Slo {
    std::vector<Objective> objectives;
    std::string text; ///< normalised
    bool operator==(const Slo&) const = default;
};

/// Reads the text of --slo. Units ms, s, tok/s, req/s are converted to the metric's unit; without a unit the metric's
/// own is meant. @error invalid, names the part and lists what is allowed
Result<Slo> parse_slo(std::string_view text);
std::string to_string(const Objective& objective);
/// For sentences: "TTFT p95 ≤ 200 ms", objectives joined by "and".
std::string in_words(const Objective& objective);
std::string in_words(const Slo& slo);

} // namespace kneepoint
