// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/client.h"

#include "clocks.h"
#include "descriptors.h"
#include "worker.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <thread>

namespace kneepoint::load {

namespace {

constexpr auto poll_interval = std::chrono::milliseconds(20);
constexpr auto live_interval = std::chrono::milliseconds(50);

/// Time for the threads to start and to make their first requests.
constexpr std::int64_t start_lead = 20'000'000;

/// As many descriptors as the level's connections need, there from the start.
Result<void> ensure_descriptors(std::uint64_t connections)
{
    constexpr std::uint64_t spare = 64;
    const std::uint64_t allowed = raise_descriptor_limit();
    reserve_descriptors(connections + spare);
    if (allowed >= connections + spare) return {};
    return failure(ErrorKind::invalid,
                   fmt::format("The level needs {} file descriptors and the system allows {}. Raise the limit with "
                               "ulimit -n, or use fewer streams.",
                               connections + spare, allowed));
}

std::vector<WorkerShare> shares(const LevelPlan& level, int threads)
{
    std::vector<WorkerShare> result(static_cast<std::size_t>(threads));
    if (level.open_loop()) {
        const auto times = arrivals(level);
        for (std::size_t i = 0; i < times.size(); ++i) result[i % result.size()].arrivals.push_back({times[i], i});
        const int connections = level.max_concurrency.value_or(0);
        for (int i = 0; i < threads; ++i) {
            const int own = connections / threads + (i < connections % threads);
            result[std::size_t(i)].max_connections = std::size_t(own);
        }
        return result;
    }
    int first = 0;
    for (int i = 0; i < threads; ++i) {
        auto& share = result[std::size_t(i)];
        share.streams = *level.streams / threads + (i < *level.streams % threads);
        share.first_stream = first;
        share.all_streams = *level.streams;
        first += share.streams;
    }
    return result;
}

LiveCounts live_counts(const std::vector<std::unique_ptr<Worker>>& workers, std::int64_t zero)
{
    LiveCounts live;
    live.elapsed_s = static_cast<double>(steady_now() - zero) / 1e9;
    for (const auto& worker : workers) {
        const WorkerCounts& counts = worker->counts();
        live.ok += counts.ok.load(std::memory_order_relaxed);
        live.failed += counts.failed.load(std::memory_order_relaxed);
        live.tokens += counts.tokens.load(std::memory_order_relaxed);
        live.ttft_count += counts.ttft_count.load(std::memory_order_relaxed);
        live.itl_count += counts.itl_count.load(std::memory_order_relaxed);
        live.ttft_sum_ms += static_cast<double>(counts.ttft_ns.load(std::memory_order_relaxed)) / 1e6;
        live.itl_sum_ms += static_cast<double>(counts.itl_ns.load(std::memory_order_relaxed)) / 1e6;
        // Last, so that no request is seen ended and not begun.
        live.begun += counts.begun.load(std::memory_order_relaxed);
    }
    return live;
}

bool too_many_errors(const StopRule& rule, const LiveCounts& live)
{
    const std::uint64_t ended = live.ok + live.failed;
    return rule.error_rate && ended >= rule.errors_judged_from &&
           static_cast<double>(live.failed) > *rule.error_rate * static_cast<double>(ended);
}

/// Watches over the level until its threads have ended.
LevelEnd watch(const std::vector<std::unique_ptr<Worker>>& workers, std::atomic<std::size_t>& running,
               const LevelPlan& level, SharedLevel& shared, const std::stop_token& stop, const LiveListener& listener)
{
    LevelEnd end = LevelEnd::requests;
    auto told = std::chrono::steady_clock::time_point{};
    while (running.load() > 0) {
        std::this_thread::sleep_for(poll_interval);
        const LiveCounts live = live_counts(workers, shared.zero);
        if (stop.stop_requested() && !shared.cut_off.exchange(true)) end = LevelEnd::stopped;
        if (too_many_errors(level.stop, live) && !shared.stop_beginning.exchange(true)) end = LevelEnd::error_rate;
        const auto now = std::chrono::steady_clock::now();
        if (!listener || now - told < live_interval) continue;
        told = now;
        listener(live);
    }
    if (end == LevelEnd::requests && level.stop.seconds &&
        static_cast<double>(steady_now() - shared.zero) / 1e9 >= *level.stop.seconds)
        end = LevelEnd::duration;
    return end;
}

LevelRecords gathered(std::vector<std::unique_ptr<Worker>>& workers)
{
    LevelRecords records;
    records.kernel_stamps = true;
    for (auto& worker : workers) {
        auto& own = worker->records();
        records.requests.insert(records.requests.end(), std::make_move_iterator(own.begin()),
                                std::make_move_iterator(own.end()));
        own = {};
        records.thread_cpu_s.push_back(worker->cpu_seconds());
        records.connections += worker->connections();
        records.late_reads += worker->late_reads();
        records.wakeups += worker->wakeups();
        records.kernel_stamps &= worker->kernel_stamps() || worker->connections() == 0;
        if (const auto trip = worker->round_trip_us())
            records.round_trip_ms = std::min(records.round_trip_ms.value_or(*trip / 1e3), *trip / 1e3);
    }
    std::ranges::sort(records.requests, {}, &RequestRecord::index);
    for (const auto& request : records.requests)
        if (request.end) records.seconds = std::max(records.seconds, static_cast<double>(*request.end) / 1e9);
    return records;
}

} // namespace

std::int64_t wall_now()
{
    return read_clock(CLOCK_REALTIME);
}

std::string_view to_string(LevelEnd end)
{
    switch (end) {
    case LevelEnd::requests:
        return "requests";
    case LevelEnd::duration:
        return "duration";
    case LevelEnd::error_rate:
        return "error_rate";
    case LevelEnd::stopped:
        return "stopped";
    }
    return "stopped";
}

Result<LevelRecords> run_level(const ClientSetup& setup, const LevelPlan& level, const std::stop_token& stop,
                               const LiveListener& live)
{
    std::optional<TlsSettings> tls;
    if (setup.endpoint.tls) {
        auto made = TlsSettings::make(setup.ca_file);
        if (!made) return std::unexpected(made.error());
        tls = std::move(*made);
    }
    if (const auto enough =
            ensure_descriptors(std::uint64_t(level.streams.value_or(level.max_concurrency.value_or(0))));
        !enough)
        return std::unexpected(enough.error());
    // A thread without a stream would have nothing to do; one without a connection could never begin.
    const int most = level.open_loop() ? level.max_concurrency.value_or(setup.threads) : *level.streams;
    SharedLevel shared;
    shared.request_limit = level.stop.requests.value_or(~std::uint64_t{0});
    std::vector<std::unique_ptr<Worker>> workers;
    for (auto& share : shares(level, std::clamp(setup.threads, 1, std::max(most, 1)))) {
        workers.push_back(std::make_unique<Worker>(setup, level, tls ? &*tls : nullptr, shared, std::move(share)));
        if (const auto opened = workers.back()->open(); !opened) return std::unexpected(opened.error());
    }
    const std::int64_t wall_lead = setup.wall_clock() - steady_now();
    shared.zero = steady_now() + start_lead;
    const double started_unix_s = static_cast<double>(shared.zero + wall_lead) / 1e9;
    std::atomic<std::size_t> running = workers.size();
    LevelEnd end{};
    {
        std::vector<std::jthread> threads;
        for (auto& worker : workers)
            threads.emplace_back([&running, w = worker.get()] {
                w->run();
                running.fetch_sub(1);
            });
        end = watch(workers, running, level, shared, stop, live);
    }
    std::int64_t wall_moved = setup.wall_clock() - steady_now() - wall_lead;
    for (const auto& worker : workers) // there and back again is a step, too
        if (std::abs(worker->largest_clock_step()) > std::abs(wall_moved)) wall_moved = worker->largest_clock_step();
    LevelRecords records = gathered(workers);
    records.zero_ns = shared.zero;
    records.started_unix_s = started_unix_s;
    records.end = end;
    records.clock_step_ms = static_cast<double>(wall_moved) / 1e6;
    return records;
}

} // namespace kneepoint::load
