// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/client.h"
#include "kneepoint/results/level.h"

#include <map>
#include <string>
#include <vector>

namespace kneepoint::load {

enum class Validity : std::uint8_t { valid, client_limited, target_saturated };
/// "VALID", "CLIENT-LIMITED", "TARGET-SATURATED"
std::string_view to_string(Validity validity);

/// Tokens that were not alone in their read.
struct MergedTokens {
    std::uint64_t tokens = 0;   ///< events with text, of successful requests in the window
    std::uint64_t merged = 0;   ///< that came in a read behind another
    double itl_uncertainty = 0; ///< share of the time between first and last tokens that they leave open
    double share() const { return tokens > 0 ? static_cast<double>(merged) / static_cast<double>(tokens) : 0; }
};

/// What the client knows of its own part in the numbers.
struct SelfKnowledge {
    Distribution lag_ms; ///< started - scheduled; without a stream's first request, and without those that `waited`
    std::uint64_t waited = 0; ///< came due while the plan allowed no more in flight
    double cpu_share_max = 0; ///< of the busiest I/O thread: CPU time / the level's time
    double cpu_us_per_token = 0;
    std::uint64_t reads = 0;
    std::uint64_t merged_reads =
        0;                        ///< reads that carried several tokens: all but the last may be older than their time
    std::uint64_t late_reads = 0; ///< read more than 1 ms after the kernel had the bytes
    std::uint64_t wakeups = 0;    ///< of the I/O threads; one serves several reads
    MergedTokens merged;
    std::optional<double> round_trip_ms;
    bool kernel_stamps = false;
    double clock_step_ms = 0;
    std::uint64_t connections = 0;
};

/// The part of a level that the statistics look at, in seconds after its start.
struct Window {
    double begin = 0;
    double end = 0;
    double seconds() const { return end - begin; }
};

/// A level's figures. Metrics stand in `level` under their main definition; others beside them by definition id.
struct LevelResult {
    LevelPlan plan;
    Level level;
    std::map<std::string, Distribution> more;      ///< "itl.per_request", "itl.gaps", "ttft.from_schedule", ...
    std::map<std::string, std::uint64_t> outcomes; ///< by outcome class, over all requests
    Window window;
    std::optional<Window> steady; ///< the part of it in which the load was the one asked for
    LevelEnd end = LevelEnd::requests;
    SelfKnowledge self;
    std::optional<double> prefix_cache_share; ///< of the prompts' tokens; absent where the server does not tell
    Validity validity = Validity::valid;
    std::vector<std::string> reasons; ///< why it is not valid; of a valid level, what is to know of its numbers
};

/// Statistics by docs/statistics.md. A request counts when it ended inside the window: begin of the level + warm-up to
/// its end - cool-down.
LevelResult level_result(const LevelPlan& plan, const LevelRecords& records, int index);

/// Statistics of values that each stand for `weight` equal ones; percentiles by linear interpolation.
Distribution describe_weighted(std::vector<std::pair<double, std::uint64_t>> values);

} // namespace kneepoint::load
