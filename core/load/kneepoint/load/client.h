// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/endpoint.h"
#include "kneepoint/load/prefix_cache.h"
#include "kneepoint/load/record.h"
#include "kneepoint/load/request_content.h"
#include "kneepoint/load/schedule.h"

#include <functional>
#include <stop_token>
#include <vector>

namespace kneepoint::load {

/// Nanoseconds since 1970.
std::int64_t wall_now();

/// How long each part of a request may take, in seconds.
struct TimeLimits {
    double connect = 10;
    double first_byte = 300;
    double stall = 60; ///< between two reads once bytes came
    double total = 900;
};

/// Everything a level needs to be sent.
struct ClientSetup {
    Endpoint endpoint;
    Address address;
    RequestContent content;
    TimeLimits limits;
    int threads = 1;
    std::string ca_file;                      ///< further certificate authorities, PEM; empty for the system's
    std::int64_t (*wall_clock)() = &wall_now; ///< a test's may step
};

/// Counts of a level in progress.
struct LiveCounts {
    double elapsed_s = 0;
    std::uint64_t begun = 0, ok = 0, failed = 0, tokens = 0;
    std::uint64_t ttft_count = 0, itl_count = 0;
    double ttft_sum_ms = 0, itl_sum_ms = 0;

    std::uint64_t in_flight() const { return begun - ok - failed; }
};
using LiveListener = std::function<void(const LiveCounts&)>;

enum class LevelEnd : std::uint8_t { requests, duration, error_rate, stopped };
std::string_view to_string(LevelEnd end);

/// What a level left behind.
struct LevelRecords {
    std::vector<RequestRecord> requests; ///< by index
    std::int64_t zero_ns = 0;            ///< steady clock at the level's start
    double started_unix_s = 0;           ///< wall clock there
    double seconds = 0;                  ///< up to its last event
    LevelEnd end = LevelEnd::requests;
    std::vector<double> thread_cpu_s;    ///< CPU time of each I/O thread
    std::optional<double> round_trip_ms; ///< least that the kernel measured on any connection
    bool kernel_stamps = false;          ///< every read had one
    std::uint64_t late_reads = 0;        ///< of those with a stamp, read more than 1 ms after it
    std::uint64_t wakeups = 0;           ///< of the I/O threads, for reads and whatever else was to be done
    double clock_step_ms = 0;            ///< how far the wall clock left the steady one, or its largest step
    std::uint64_t connections = 0;
    /// The server's own counts right before and after the level.
    std::optional<PrefixCacheCounts> cache_before, cache_after;
};

/// Sends one level and waits for its end. @param live called at most 20 times a second from the calling thread
/// @error invalid when a limit of the system is below what the level needs; io when no thread or queue can be made
Result<LevelRecords> run_level(const ClientSetup& setup, const LevelPlan& level, const std::stop_token& stop,
                               const LiveListener& live = {});

} // namespace kneepoint::load
