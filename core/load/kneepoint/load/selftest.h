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

/// What the client read of a server whose times are known, at one number of streams.
struct SelfTestRow {
    int streams = 0;
    std::uint64_t requests = 0, failed = 0, tokens = 0;
    /// Read minus the plan's exact times: the client's error and the simulator's own lateness together.
    double ttft_error_median_ms = 0, ttft_error_p99_ms = 0, itl_error_median_ms = 0, itl_error_p99_ms = 0;
    double itl_sigma_ms = 0;
    /// Token read minus token written, by the simulator's own record: the client's error and the loopback's time.
    double stamp_error_median_ms = 0, stamp_error_p99_ms = 0;
    double tokens_per_s = 0, cpu_us_per_token = 0, cpu_share = 0;
    double machine_busy_share = 0; ///< of all cores, by everything that ran on the machine
    bool kernel_stamps = false;
};

/// Measures this program's own simulator in exact mode. @param ended called after each row
/// The numbers of streams that say most of a run with so many requests in flight: the usual ones below, and that one.
std::vector<int> selftest_streams(int most_in_flight);

Result<std::vector<SelfTestRow>> selftest(const SelfTestPlan& plan, const std::stop_token& stop,
                                          const std::function<void(const SelfTestRow&)>& ended = {});
std::string selftest_json(const SelfTestPlan& plan, const std::vector<SelfTestRow>& rows);

} // namespace kneepoint::load
