// SPDX-License-Identifier: GPL-3.0-or-later
#include "steady_window.h"

#include "kneepoint/base/decimal.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace kneepoint::load {

namespace {

constexpr double least_share = 0.5;

double seconds(Nanoseconds at)
{
    return static_cast<double>(at) / 1e9;
}

/// After the last beginning the requests in flight only become fewer.
Window all_streams_busy(const std::vector<RequestRecord>& requests, int streams)
{
    Nanoseconds all_begun = 0, last_begun = 0;
    for (const RequestRecord& r : requests) {
        last_begun = std::max(last_begun, r.started.value_or(r.scheduled));
        if (r.index < std::uint64_t(streams)) all_begun = std::max(all_begun, r.started.value_or(r.scheduled));
    }
    Nanoseconds first_end = *requests.front().end;
    bool any = false;
    for (const RequestRecord& r : requests)
        if (*r.end >= last_begun && (!any || *r.end < first_end)) {
            first_end = *r.end;
            any = true;
        }
    return {seconds(all_begun), seconds(first_end)};
}

/// Until as many end as begin, the requests in flight become more at any rate.
Window arrivals_and_ends(const std::vector<RequestRecord>& requests)
{
    std::vector<double> latencies;
    Nanoseconds last = 0;
    for (const RequestRecord& r : requests) {
        last = std::max(last, r.scheduled);
        if (r.outcome == OutcomeClass::ok) latencies.push_back(seconds(*r.end - r.scheduled));
    }
    return {describe(std::move(latencies)).median.value_or(0), seconds(last)};
}

} // namespace

std::optional<Window> steady_window(const LevelPlan& plan, const LevelRecords& records, const Window& window)
{
    // A ramp is never steady.
    if (records.requests.empty() || plan.end_rate) return std::nullopt;
    Window steady =
        plan.streams ? all_streams_busy(records.requests, *plan.streams) : arrivals_and_ends(records.requests);
    steady.begin = std::max(steady.begin, window.begin);
    steady.end = std::min(steady.end, window.end);
    if (steady.seconds() <= 0) return std::nullopt;
    return steady;
}

std::string steady_remark(const std::optional<Window>& steady, const Window& window)
{
    const double share = steady ? steady->seconds() / window.seconds() : 0;
    if (window.seconds() <= 0 || share >= least_share) return {};
    if (!steady) return "The load was never steady: the level is too short for it.";
    return fmt::format("The load was steady in {} % of the window only: a longer level says more.",
                       format_decimal(100 * share, 0));
}

} // namespace kneepoint::load
