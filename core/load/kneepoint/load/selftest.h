// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace kneepoint::load {

struct SelfTestPlan {
    std::vector<int> streams{1, 10, 100, 500, 1000};
    double ttft_ms = 50;
    double itl_ms = 10;
    std::uint32_t output_tokens = 100;
    double seconds = 5; ///< for each number of streams
    int threads = 1;
};

/// Of errors in milliseconds: their median, and the 99th percentile and the maximum of their size.
struct ErrorFigures {
    double median_ms = 0, p99_ms = 0, max_ms = 0;
    double sigma_ms = 0; ///< standard deviation
};

/// What the client read of a server whose times are known, at one number of streams.
struct SelfTestRow {
    int streams = 0;
    std::uint64_t requests = 0, failed = 0, tokens = 0;
    /// Read minus the plan's exact times: the client's error and the endpoint's own lateness together.
    ErrorFigures ttft, itl;
    /// Read minus what the endpoint did, by its own record of requests received and tokens written: the client's error
    /// and the loopback's time.
    ErrorFigures client_ttft, client_itl;
    ErrorFigures stamp;         ///< a token's time read minus written
    ErrorFigures endpoint_late; ///< a token's time written minus told: the cores were not free, or not fast enough
    double tokens_per_s = 0, cpu_us_per_token = 0, cpu_share = 0;
    double machine_busy_share = 0; ///< of the cores that this program may use, by everything that ran on them
    double stolen_ms = 0;          ///< of these cores, by the host of a virtual machine; told in steps of 10 ms
    bool kernel_stamps = false;
};

/// Measures this program's own simulator in exact mode. @param ended called after each row
/// The numbers of streams that say most of a run with so many requests in flight: the usual ones below, and that one.
std::vector<int> selftest_streams(int most_in_flight);

Result<std::vector<SelfTestRow>> selftest(const SelfTestPlan& plan, const std::stop_token& stop,
                                          const std::function<void(const SelfTestRow&)>& ended = {});
std::string selftest_json(const SelfTestPlan& plan, const std::vector<SelfTestRow>& rows);

} // namespace kneepoint::load
