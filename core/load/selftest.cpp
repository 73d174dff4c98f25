// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/selftest.h"

#include "kneepoint/load/client.h"
#include "kneepoint/load/simulator.h"
#include "kneepoint/results/distribution.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <numeric>

namespace kneepoint::load {

namespace {

std::chrono::nanoseconds nanoseconds(double ms)
{
    return std::chrono::nanoseconds(std::llround(ms * 1e6));
}

/// Ticks of all cores since the system's start, and those of them that were idle.
std::array<double, 2> machine_ticks()
{
    std::array<double, 2> ticks{};
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/proc/stat", "r"), &std::fclose);
    if (!file || std::fscanf(file.get(), "cpu ") != 0) return ticks;
    double value = 0;
    // user nice system idle iowait irq softirq steal; guest time is counted in user already
    for (int i = 0; i < 8 && std::fscanf(file.get(), "%lf", &value) == 1; ++i) {
        ticks[0] += value;
        if (i == 3 || i == 4) ticks[1] += value;
    }
    return ticks;
}

double p99_of_size(const std::vector<double>& errors)
{
    std::vector<double> sizes;
    sizes.reserve(errors.size());
    for (const double error : errors) sizes.push_back(std::abs(error));
    return describe(std::move(sizes)).percentile(99).value_or(0);
}

struct Errors {
    std::vector<double> ttft, itl, stamps;
};

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
        if (timeline == told.end() || timeline->second->sent_ns.size() != r.chunks.size()) continue;
        for (std::size_t i = 0; i < r.chunks.size(); ++i)
            errors.stamps.push_back(
                static_cast<double>(r.chunks[i].at + records.zero_ns - timeline->second->sent_ns[i]) / 1e6);
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
    const Distribution itl = describe(errors.itl);
    row.ttft_error_median_ms = describe(errors.ttft).median.value_or(0);
    row.ttft_error_p99_ms = p99_of_size(errors.ttft);
    row.itl_error_median_ms = itl.median.value_or(0);
    row.itl_error_p99_ms = p99_of_size(errors.itl);
    row.itl_sigma_ms = itl.stddev.value_or(0);
    row.stamp_error_median_ms = describe(errors.stamps).median.value_or(0);
    row.stamp_error_p99_ms = p99_of_size(errors.stamps);
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
    const auto before = machine_ticks();
    const auto records = run_level(setup, level, stop);
    const auto after = machine_ticks();
    if (!records) return std::unexpected(records.error());
    if (records->end == LevelEnd::stopped) return failure(ErrorKind::cancelled, "The self-test was stopped.");
    (*simulator)->stop();
    SelfTestRow row =
        row_of(streams, *records, errors_of(*records, (*simulator)->take_timelines(), plan, setup.content));
    const double all = after[0] - before[0];
    row.machine_busy_share = all > 0 ? 1 - (after[1] - before[1]) / all : 0;
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
    nlohmann::ordered_json json{
        {"schema", "kneepoint-load.selftest/1"}, {"ttft_ms", plan.ttft_ms}, {"itl_ms", plan.itl_ms},
        {"output_tokens", plan.output_tokens},   {"threads", plan.threads}, {"rows", nlohmann::ordered_json::array()}};
    for (const SelfTestRow& r : rows)
        json["rows"].push_back(
            {{"streams", r.streams},
             {"requests", r.requests},
             {"failed", r.failed},
             {"tokens", r.tokens},
             {"ttft_error_ms", {{"median", r.ttft_error_median_ms}, {"p99", r.ttft_error_p99_ms}}},
             {"itl_error_ms", {{"median", r.itl_error_median_ms}, {"p99", r.itl_error_p99_ms}}},
             {"itl_sigma_ms", r.itl_sigma_ms},
             {"stamp_error_ms", {{"median", r.stamp_error_median_ms}, {"p99", r.stamp_error_p99_ms}}},
             {"tokens_per_s", r.tokens_per_s},
             {"cpu_us_per_token", r.cpu_us_per_token},
             {"cpu_share", r.cpu_share},
             {"machine_busy_share", r.machine_busy_share},
             {"kernel_time_stamps", r.kernel_stamps}});
    return json.dump(1);
}

} // namespace kneepoint::load
