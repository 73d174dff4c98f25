// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/sim_scheduler.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kneepoint::load {

SimScheduler::SimScheduler(SimModel model, std::uint64_t seed)
    : m_model(std::move(model)), m_cache(m_model.kv_tokens / m_model.block_tokens), m_random(seed)
{}

std::int64_t SimScheduler::blocks_for(int tokens) const
{
    return (tokens + m_model.block_tokens - 1) / m_model.block_tokens;
}

bool SimScheduler::add(SimJob job)
{
    if (blocks_for(job.prompt_tokens + job.output_tokens) > m_cache.blocks()) return false;
    m_waiting.push_back({.job = std::move(job)});
    return true;
}

void SimScheduler::cancel(std::uint64_t id)
{
    const auto has_id = [id](const Request& request) { return request.job.id == id; };
    std::erase_if(m_waiting, has_id);
    const auto found = std::ranges::find_if(m_running, has_id);
    if (found == m_running.end()) return;
    m_cache.release(found->blocks);
    m_running.erase(found);
}

void SimScheduler::preempt_last()
{
    Request& last = m_running.back();
    m_cache.release(last.blocks);
    last.computed = 0;
    last.chunk = 0;
    m_waiting.push_front(std::move(last));
    m_running.pop_back();
    ++m_counters.preemptions;
}

/// Sees to it that the request's next token has a block, at the cost of younger requests, at last of itself.
bool SimScheduler::make_place_for(std::size_t index)
{
    while (m_running[index].blocks.blocks() < blocks_for(m_running[index].known())) {
        if (m_cache.grow(m_running[index].blocks)) continue;
        const bool itself = index + 1 == m_running.size();
        preempt_last();
        if (itself) return false;
    }
    return true;
}

void SimScheduler::schedule_running(int& budget)
{
    for (std::size_t i = 0; i < m_running.size() && budget > 0; ++i) {
        if (!make_place_for(i)) return;
        Request& request = m_running[i];
        request.chunk = std::min(request.known() - request.computed, budget);
        budget -= request.chunk;
    }
}

bool SimScheduler::admit(Request& request)
{
    const auto& hashes = request.job.prefix_hashes;
    std::size_t shared = m_cache.cached_prefix(hashes);
    // The last token of a prompt is always computed: it makes the first output token.
    while (static_cast<int>(shared) * m_model.block_tokens >= request.known()) --shared;
    const auto unnamed = blocks_for(request.known()) - static_cast<std::int64_t>(hashes.size());
    if (!m_cache.take(request.blocks, hashes, shared, unnamed)) return false;
    request.computed = static_cast<int>(shared) * m_model.block_tokens;
    if (!std::exchange(request.counted, true)) {
        m_counters.prefix_queries += request.job.prompt_tokens;
        m_counters.prefix_hits += request.computed;
    }
    return true;
}

void SimScheduler::schedule_waiting(int& budget)
{
    while (budget > 0 && !m_waiting.empty() && std::cmp_less(m_running.size(), m_model.max_batch)) {
        Request& request = m_waiting.front();
        if (!admit(request)) return;
        request.chunk = std::min(request.known() - request.computed, budget);
        budget -= request.chunk;
        m_running.push_back(std::move(request));
        m_waiting.pop_front();
    }
}

SimScheduler::Duration SimScheduler::step_time()
{
    double milliseconds = m_model.step_ms;
    for (const Request& request : m_running) {
        if (request.chunk == 0) continue;
        if (request.decoding())
            milliseconds += m_model.sequence_ms + request.known() * m_model.context_us / 1e3;
        else
            milliseconds += request.chunk * m_model.prefill_us / 1e3;
    }
    std::normal_distribution<double> noise(1.0, m_model.noise);
    if (m_model.noise > 0) milliseconds *= std::clamp(noise(m_random), 0.5, 2.0);
    return Duration(std::llround(milliseconds * 1e6));
}

SimScheduler::Duration SimScheduler::begin_step()
{
    for (Request& request : m_running) request.chunk = 0;
    const auto preemptions = m_counters.preemptions;
    int budget = m_model.step_tokens;
    schedule_running(budget);
    // As in vLLM: nothing new enters in a step that had to push something out.
    if (m_counters.preemptions == preemptions) schedule_waiting(budget);
    m_step_tokens = m_model.step_tokens - budget;
    if (m_step_tokens == 0) return Duration::zero();
    ++m_counters.steps;
    return std::max(step_time(), Duration(1));
}

std::span<const SimToken> SimScheduler::end_step()
{
    m_tokens.clear();
    for (Request& request : m_running) {
        request.computed += std::exchange(request.chunk, 0);
        if (request.computed < request.known()) continue;
        if (request.produced == 0) m_counters.prompt_tokens += request.job.prompt_tokens;
        const bool last = request.produced + 1 >= request.job.output_tokens;
        m_tokens.push_back({.id = request.job.id, .index = request.produced, .last = last});
        ++request.produced;
        if (last) m_cache.release(request.blocks);
    }
    m_counters.output_tokens += static_cast<std::int64_t>(m_tokens.size());
    std::erase_if(m_running, [](const Request& request) { return request.produced >= request.job.output_tokens; });
    return m_tokens;
}

} // namespace kneepoint::load
