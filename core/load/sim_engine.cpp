// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_engine.h"

#include <algorithm>
#include <deque>
#include <queue>
#include <unordered_set>

namespace kneepoint::load {

namespace {

class ExactEngine final : public SimEngine {
public:
    explicit ExactEngine(const ExactTimes& times) : m_ttft(times.ttft.count()), m_itl(times.itl.count()) {}

    bool add(SimJob job, SimTime received) override
    {
        m_alive.insert(job.id);
        m_due.push({.due = received + m_ttft, .id = job.id, .index = 0, .count = job.output_tokens});
        return true;
    }

    void cancel(std::uint64_t id) override { m_alive.erase(id); }

    std::optional<SimTime> next() const override
    {
        return m_due.empty() ? std::nullopt : std::optional(m_due.top().due);
    }

    void advance(SimTime now, std::vector<DueToken>& tokens) override
    {
        while (!m_due.empty() && m_due.top().due <= now) {
            Entry entry = m_due.top();
            m_due.pop();
            if (!m_alive.contains(entry.id)) continue;
            const bool last = entry.index + 1 >= entry.count;
            const bool bunched = !last && entry.due + m_itl <= now;
            tokens.push_back({{.id = entry.id, .index = entry.index, .last = last}, entry.due, bunched});
            if (last) {
                m_alive.erase(entry.id);
                continue;
            }
            ++entry.index;
            entry.due += m_itl;
            m_due.push(entry);
        }
    }

    EngineState state() const override { return {.running = m_alive.size()}; }

private:
    struct Entry {
        SimTime due = 0;
        std::uint64_t id = 0;
        int index = 0;
        int count = 0;
        bool operator>(const Entry& other) const { return due != other.due ? due > other.due : id > other.id; }
    };
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> m_due;
    std::unordered_set<std::uint64_t> m_alive; ///< the entries of others are passed over when they come up
    SimTime m_ttft = 0;
    SimTime m_itl = 0;
};

class ModelEngine final : public SimEngine {
public:
    ModelEngine(const SimModel& model, std::uint64_t seed)
        : m_scheduler(model, seed), m_front_end(static_cast<SimTime>(model.front_end_ms * 1e6))
    {}

    bool add(SimJob job, SimTime received) override
    {
        // A job that can never fit is refused now, not after the front end.
        const auto blocks = m_scheduler.model().kv_tokens / m_scheduler.model().block_tokens;
        if (job.prompt_tokens + job.output_tokens > blocks * m_scheduler.model().block_tokens) return false;
        m_arriving.push_back({received + m_front_end, std::move(job)});
        return true;
    }

    void cancel(std::uint64_t id) override
    {
        std::erase_if(m_arriving, [id](const Arrival& arrival) { return arrival.job.id == id; });
        m_scheduler.cancel(id);
    }

    std::optional<SimTime> next() const override
    {
        if (m_step_end) return m_step_end;
        return m_arriving.empty() ? std::nullopt : std::optional(m_arriving.front().at);
    }

    void advance(SimTime now, std::vector<DueToken>& tokens) override
    {
        while (const auto due = next()) {
            if (*due > now) return;
            if (m_step_end) end_step(tokens, now);
            while (!m_arriving.empty() && m_arriving.front().at <= *due) {
                m_scheduler.add(std::move(m_arriving.front().job));
                m_arriving.pop_front();
            }
            const auto length = m_scheduler.begin_step();
            m_step_end = length.count() > 0 ? std::optional(*due + length.count()) : std::nullopt;
        }
    }

    EngineState state() const override
    {
        return {.running = m_scheduler.running(),
                .waiting = m_scheduler.waiting() + m_arriving.size(),
                .kv_usage = m_scheduler.kv_usage(),
                .counters = m_scheduler.counters()};
    }

private:
    struct Arrival {
        SimTime at = 0;
        SimJob job;
    };

    void end_step(std::vector<DueToken>& tokens, SimTime now)
    {
        // Two steps ended before the server woke up: readers will find their tokens together.
        const bool bunched = *m_step_end + static_cast<SimTime>(m_scheduler.model().step_ms * 1e6) <= now;
        for (const SimToken& token : m_scheduler.end_step())
            tokens.push_back({token, *m_step_end, bunched && !token.last});
    }

    SimScheduler m_scheduler;
    SimTime m_front_end = 0;
    std::optional<SimTime> m_step_end; ///< empty: no step is under way
    std::deque<Arrival> m_arriving;
};

} // namespace

std::unique_ptr<SimEngine> exact_engine(const ExactTimes& times)
{
    return std::make_unique<ExactEngine>(times);
}

std::unique_ptr<SimEngine> model_engine(const SimModel& model, std::uint64_t seed)
{
    return std::make_unique<ModelEngine>(model, seed);
}

} // namespace kneepoint::load
