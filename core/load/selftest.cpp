// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/selftest.h"

#include "core_ticks.h"
#include "kneepoint/load/client.h"
#include "kneepoint/load/simulator.h"
#include "kneepoint/results/distribution.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace kneepoint::load {

namespace {

std::chrono::nanoseconds nanoseconds(double ms)
{
    return std::chrono::nanoseconds(std::llround(ms * 1e6));
}

ErrorFigures figures_of(const std::vector<double>& errors_ms)
{
    std::vector<double> sizes;
    sizes.reserve(errors_ms.size());
    for (const double error : errors_ms) sizes.push_back(std::abs(error));
    const Distribution own = describe(errors_ms);
    const Distribution size = describe(std::move(sizes));
    return {.median_ms = own.median.value_or(0),
            .p99_ms = size.percentile(99).value_or(0),
            .max_ms = size.max.value_or(0),
            .sigma_ms = own.stddev.value_or(0)};
}

struct Errors {
    std::vector<double> ttft, itl, client_ttft, client_itl, stamps, late;
};

/// @param zero_ns added to the record's times gives the timeline's
void add_client_errors(Errors& errors, const RequestRecord& r, const SimTimeline& told, std::int64_t zero_ns)
{
    const auto behind_ms = [&](std::size_t i) {
        return static_cast<double>(r.chunks[i].at + zero_ns - told.sent_ns[i]) / 1e6;
    };
    errors.client_ttft.push_back(static_cast<double>(told.received_ns - *r.sent - zero_ns) / 1e6 + behind_ms(0));
    for (std::size_t i = 0; i < r.chunks.size(); ++i) {
        errors.stamps.push_back(behind_ms(i));
        errors.late.push_back(static_cast<double>(told.sent_ns[i] - told.due_ns[i]) / 1e6);
        if (i > 0) errors.client_itl.push_back(behind_ms(i) - behind_ms(i - 1));
    }
}

Errors errors_of(const LevelRecords& records, const std::vector<SimTimeline>& timelines, const SelfTestPlan& plan,
                 const RequestContent& content)
{
    std::map<std::string, const SimTimeline*> told;
    for (const SimTimeline& timeline : timelines) told[timeline.request_id] = &timeline;
    Errors errors;
    for (const RequestRecord& r : records.requests) {
        if (r.outcome != OutcomeClass::ok) continue;
        errors.ttft.push_back(static_cast<double>(*r.first_token - *r.sent) / 1e6 - plan.ttft_ms);
        for (std::size_t i = 1; i < r.chunks.size(); ++i)
            errors.itl.push_back(static_cast<double>(r.chunks[i].at - r.chunks[i - 1].at) / 1e6 - plan.itl_ms);
        const auto timeline = told.find(request_id(content, r.index));
        if (timeline != told.end() && !r.chunks.empty() && timeline->second->sent_ns.size() == r.chunks.size())
            add_client_errors(errors, r, *timeline->second, records.zero_ns);
    }
    return errors;
}

SelfTestRow row_of(int streams, const LevelRecords& records, const Errors& errors)
{
    SelfTestRow row{.streams = streams};
    row.requests = records.requests.size();
    for (const RequestRecord& r : records.requests) {
        row.failed += r.outcome != OutcomeClass::ok;
        row.tokens += r.output_tokens();
    }
    row.ttft = figures_of(errors.ttft);
    row.itl = figures_of(errors.itl);
    row.client_ttft = figures_of(errors.client_ttft);
    row.client_itl = figures_of(errors.client_itl);
    row.stamp = figures_of(errors.stamps);
    row.endpoint_late = figures_of(errors.late);
    double cpu = 0;
    for (const double thread : records.thread_cpu_s) cpu += thread;
    row.cpu_share = cpu / records.seconds;
    row.tokens_per_s = static_cast<double>(row.tokens) / records.seconds;
    row.cpu_us_per_token = row.tokens > 0 ? cpu * 1e6 / static_cast<double>(row.tokens) : 0;
    row.kernel_stamps = records.kernel_stamps;
    return row;
}

/// About so long, and so that no two streams begin at the same phase of the ITL: tokens that are due together would
/// wait for each other in the server.
double ramp_seconds(const SelfTestPlan& plan, int streams, double about_s)
{
    std::int64_t steps = std::max(1L, std::lround(about_s * 1e3 / plan.itl_ms));
    while (std::gcd(steps, std::int64_t{streams}) != 1) ++steps;
    return static_cast<double>(steps) * plan.itl_ms / 1e3;
}

Result<SelfTestRow> measured_row(const SelfTestPlan& plan, int streams, const std::stop_token& stop)
{
    SimulatorOptions options;
    options.exact = {.ttft = nanoseconds(plan.ttft_ms), .itl = nanoseconds(plan.itl_ms)};
    options.keep_timelines = true;
    auto simulator = Simulator::start(std::move(options));
    if (!simulator) return std::unexpected(simulator.error());
    ClientSetup setup;
    setup.threads = plan.threads;
    setup.content.model = "simulated";
    setup.content.prompt_tokens = 16;
    setup.content.output_tokens = plan.output_tokens;
    const auto endpoint = endpoint_from_url((*simulator)->url());
    if (!endpoint) return std::unexpected(endpoint.error());
    setup.endpoint = *endpoint;
    const auto address = resolve(*endpoint);
    if (!address) return std::unexpected(address.error());
    setup.address = *address;
    LevelPlan level;
    level.kind = ProfileKind::concurrent;
    level.streams = streams;
    // Whole requests only: as many as every stream can end in the time, at least one each.
    const double request_s = (plan.ttft_ms + plan.itl_ms * (plan.output_tokens - 1)) / 1e3;
    level.stop.requests = std::uint64_t(streams) * std::uint64_t(std::max(1.0, plan.seconds / request_s));
    // A server has its streams at every phase of a step; all beginning at once would measure the burst alone.
    level.ramp_seconds = ramp_seconds(plan, streams, std::min(request_s, plan.seconds));
    const CoreTicks before = core_ticks();
    const auto records = run_level(setup, level, stop);
    const CoreTicks after = core_ticks();
    if (!records) return std::unexpected(records.error());
    if (records->end == LevelEnd::stopped) return failure(ErrorKind::cancelled, "The self-test was stopped.");
    (*simulator)->stop();
    SelfTestRow row =
        row_of(streams, *records, errors_of(*records, (*simulator)->take_timelines(), plan, setup.content));
    const double all_s = after.all_s - before.all_s;
    row.machine_busy_share = all_s > 0 ? 1 - (after.idle_s - before.idle_s) / all_s : 0;
    row.stolen_ms = (after.stolen_s - before.stolen_s) * 1e3;
    return row;
}

} // namespace

std::vector<int> selftest_streams(int most_in_flight)
{
    std::vector<int> streams = SelfTestPlan{}.streams;
    const int most = std::clamp(most_in_flight, 1, streams.back());
    std::erase_if(streams, [&](int n) { return n >= most; });
    streams.push_back(most);
    return streams;
}

Result<std::vector<SelfTestRow>> selftest(const SelfTestPlan& plan, const std::stop_token& stop,
                                          const std::function<void(const SelfTestRow&)>& ended)
{
    std::vector<SelfTestRow> rows;
    for (const int streams : plan.streams) {
        if (streams < 1) return failure(ErrorKind::invalid, "A number of streams must be at least 1.");
        const auto row = measured_row(plan, streams, stop);
        if (!row) return std::unexpected(row.error());
        rows.push_back(*row);
        if (ended) ended(*row);
    }
    return rows;
}

std::string selftest_json(const SelfTestPlan& plan, const std::vector<SelfTestRow>& rows)
{
    using Json = nlohmann::ordered_json;
    const auto error = [](const ErrorFigures& e) { return Json{{"median", e.median_ms}, {"p99", e.p99_ms}}; };
    Json json{{"schema", "kneepoint-load.selftest/1"}, {"ttft_ms", plan.ttft_ms}, {"itl_ms", plan.itl_ms},
              {"output_tokens", plan.output_tokens},   {"threads", plan.threads}, {"rows", Json::array()}};
    for (const SelfTestRow& r : rows)
        json["rows"].push_back({{"streams", r.streams},
                                {"requests", r.requests},
                                {"failed", r.failed},
                                {"tokens", r.tokens},
                                {"ttft_error_ms", error(r.ttft)},
                                {"itl_error_ms", error(r.itl)},
                                {"itl_sigma_ms", r.itl.sigma_ms},
                                {"client_ttft_error_ms", error(r.client_ttft)},
                                {"client_itl_error_ms", error(r.client_itl)},
                                {"client_itl_sigma_ms", r.client_itl.sigma_ms},
                                {"stamp_error_ms", error(r.stamp)},
                                {"endpoint_late_ms",
                                 {{"median", r.endpoint_late.median_ms},
                                  {"p99", r.endpoint_late.p99_ms},
                                  {"max", r.endpoint_late.max_ms}}},
                                {"tokens_per_s", r.tokens_per_s},
                                {"cpu_us_per_token", r.cpu_us_per_token},
                                {"cpu_share", r.cpu_share},
                                {"machine_busy_share", r.machine_busy_share},
                                {"stolen_ms", r.stolen_ms},
                                {"kernel_time_stamps", r.kernel_stamps}});
    return json.dump(1);
}

} // namespace kneepoint::load
