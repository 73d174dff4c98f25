// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/load/search.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kneepoint::load {

enum class ProfileKind : std::uint8_t {
    synchronous,
    concurrent,
    throughput,
    constant,
    poisson,
    gamma,
    ramp,  ///< a rate that rises from the start of the level to its end
    list,  ///< levels of several kinds
    sweep, ///< synchronous, throughput, and constant rates between them
    knee,  ///< looks for the streams at which latency bends
    slo,   ///< looks for the most load that meets objectives
};
std::optional<ProfileKind> profile_from_text(std::string_view text);
std::string_view to_string(ProfileKind kind);

/// When a level ends: what comes first. A stream or arrival that is not begun by then is not begun.
struct StopRule {
    std::optional<double> seconds;
    std::optional<std::uint64_t> requests;
    /// Share of ended requests that may fail, judged once `errors_judged_from` have ended.
    std::optional<double> error_rate;
    std::uint64_t errors_judged_from = 20;
    /// How long requests in flight may go on after `seconds`; the rest is cut off and counted as incomplete.
    double drain_seconds = 0;

    bool operator==(const StopRule&) const = default;
};

/// One load level: either closed loop (`streams` requests in flight, the next begins when one ends) or open loop
/// (arrivals at times that do not wait for answers).
struct LevelPlan {
    ProfileKind kind = ProfileKind::synchronous; ///< never list, sweep, knee or slo
    std::optional<int> streams;                  ///< closed loop
    std::optional<double> rate;                  ///< open loop, requests a second
    std::optional<double> end_rate;              ///< of a ramp: the rate at the end of its seconds
    double burstiness = 1;                       ///< of gamma: 1 is Poisson, below it bursts, above it is more regular
    std::optional<int> max_concurrency;          ///< open loop: arrivals beyond it wait, and the wait is recorded
    StopRule stop;
    double warmup_seconds = 0;   ///< at the start, not in the statistics
    double cooldown_seconds = 0; ///< at the end, not in the statistics
    double ramp_seconds = 0;     ///< closed loop: the streams begin spread over this time
    std::uint64_t seed = 42;

    bool open_loop() const { return rate.has_value(); }
    /// "synchronous", "16 streams", "constant 2.83 req/s".
    std::string label() const;
    bool operator==(const LevelPlan&) const = default;
};

/// One level of a list.
struct ListedLevel {
    ProfileKind kind = ProfileKind::concurrent;
    double load = 1; ///< streams, or requests a second
    double burstiness = 1;
    bool operator==(const ListedLevel&) const = default;
};
/// "synchronous", "16" or "concurrent:16", "throughput" or "throughput:64", "constant:2.5", "poisson:2.5",
/// "gamma:2.5:0.5" (rate, burstiness), separated by commas. @error invalid, names the part
Result<std::vector<ListedLevel>> parse_level_list(std::string_view text, int throughput_streams);
std::string to_string(const ListedLevel& level);

/// What the user asked for.
struct Profile {
    ProfileKind kind = ProfileKind::synchronous;
    std::vector<int> streams;  ///< of concurrent: a level each
    std::vector<double> rates; ///< of constant, poisson, gamma: a level each; of ramp: the first and the last
    std::vector<ListedLevel> list;
    Slo slo;
    LoadKind search_by = LoadKind::streams; ///< of slo: by rate, arrivals are Poisson's
    double burstiness = 1;
    int sweep_levels = 10;     ///< of sweep: synchronous, throughput and this minus two constant rates
    int search_levels = 20;    ///< of knee and slo: at most
    int max_concurrency = 512; ///< of throughput, of the open loop of sweep and slo, and the most of knee and slo
    StopRule stop;
    double warmup_seconds = 0;
    double cooldown_seconds = 0;
    double ramp_seconds = 0;
    std::uint64_t seed = 42;
};

/// The levels that are known before anything is measured: all of them, a sweep's first two, a search's first.
/// @error invalid when the profile lacks its streams, rates or any end
Result<std::vector<LevelPlan>> first_levels(const Profile& profile);

/// The constant rates of a sweep between the two measured ones (successful requests a second): linspace(synchronous,
/// throughput, levels - 1) without its first value, as GuideLLM does. Empty when they leave no room.
std::vector<double> sweep_rates(double synchronous_rate, double throughput_rate, int levels);
std::vector<LevelPlan> sweep_levels(const Profile& profile, double synchronous_rate, double throughput_rate);

bool is_search(ProfileKind kind);
SearchBounds search_bounds(const Profile& profile);
LevelPlan search_level(const Profile& profile, double load);
/// Requests in flight at most; absent where only the target's answers bound them.
std::optional<int> most_in_flight(const Profile& profile);
/// Levels of a profile at most.
int most_levels(const Profile& profile);

/// Arrival times of an open-loop level in nanoseconds after its start, from its seed: as many as its stop rule lets
/// begin, never more than `arrival_limit`.
std::vector<std::int64_t> arrivals(const LevelPlan& level);
inline constexpr std::uint64_t arrival_limit = 50'000'000;

} // namespace kneepoint::load
