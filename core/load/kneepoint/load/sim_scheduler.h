// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/sim_kv_cache.h"
#include "kneepoint/load/sim_model.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <random>
#include <span>
#include <vector>

namespace kneepoint::load {

/// One request as the scheduler sees it.
struct SimJob {
    std::uint64_t id = 0;
    int prompt_tokens = 1;
    int output_tokens = 1;
    std::vector<std::uint64_t> prefix_hashes{}; ///< of the full blocks of the prompt; empty: nothing is shared
};

/// One token that came out at the end of a step.
struct SimToken {
    std::uint64_t id = 0;
    int index = 0; ///< 0 is the first token of the request
    bool last = false;
};

/// The continuous batching of vLLM's V1 engine on a virtual clock: each step computes one token for every decoding
/// request, and prompt chunks from what is left of the step's token budget; requests wait for a place in the batch and
/// for KV blocks, first come first served; when a decode finds no block, the youngest request gives up its blocks and
/// is computed again later. Deterministic for a seed; knows no sockets and no real time.
class SimScheduler {
public:
    using Duration = std::chrono::nanoseconds;

    /// Counted since the start.
    struct Counters {
        std::int64_t steps = 0;
        std::int64_t preemptions = 0;
        std::int64_t prefix_queries = 0; ///< prompt tokens looked up
        std::int64_t prefix_hits = 0;    ///< prompt tokens found
        std::int64_t prompt_tokens = 0;  ///< prompt tokens of requests whose prefill ended, found ones included
        std::int64_t output_tokens = 0;
    };

    SimScheduler(SimModel model, std::uint64_t seed);

    /// @return false when the request can never run: longer than the whole KV cache
    bool add(SimJob job);
    /// Forgets a request and frees what it held; one that is not there any more is ignored.
    void cancel(std::uint64_t id);

    /// Chooses the work of the next step.
    /// @return how long it takes; zero when there is nothing to do
    Duration begin_step();
    /// Ends the step that begin_step chose. @return its tokens, valid until the next call
    std::span<const SimToken> end_step();

    std::size_t running() const { return m_running.size(); }
    std::size_t waiting() const { return m_waiting.size(); }
    double kv_usage() const { return m_cache.usage(); }
    const Counters& counters() const { return m_counters; }
    const SimModel& model() const { return m_model; }
    /// Tokens computed in the step that begin_step chose.
    int step_tokens() const { return m_step_tokens; }

private:
    struct Request {
        SimJob job;
        int computed = 0; ///< tokens whose keys and values are in the cache
        int produced = 0; ///< output tokens so far
        int chunk = 0;    ///< tokens computed in the step under way
        bool counted = false;
        SimKvCache::Holding blocks{};
        int known() const { return job.prompt_tokens + produced; }
        bool decoding() const { return computed + 1 == known() && produced > 0; }
    };
    void schedule_running(int& budget);
    void schedule_waiting(int& budget);
    bool admit(Request& request);
    bool make_place_for(std::size_t index);
    void preempt_last();
    Duration step_time();
    std::int64_t blocks_for(int tokens) const;

    SimModel m_model;
    SimKvCache m_cache;
    std::vector<Request> m_running; ///< oldest first
    std::deque<Request> m_waiting;
    std::vector<SimToken> m_tokens;
    std::mt19937_64 m_random;
    Counters m_counters;
    int m_step_tokens = 0;
};

} // namespace kneepoint::load
