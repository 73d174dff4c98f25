// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/sim_scheduler.h"

#include <algorithm>
#include <limits>
#include <map>
#include <queue>
#include <vector>

namespace kneepoint::tests {

/// What a load on the scheduler's virtual clock gave, with the definitions of GuideLLM: latencies of completed
/// requests (ITL: last less first token over the tokens between), tokens per second of all.
struct VirtualResult {
    std::vector<double> ttft_ms;
    std::vector<double> itl_ms;
    std::vector<double> latency_s;
    std::vector<double> concurrency; ///< seen by each arriving request, itself included
    double tokens_per_s = 0;
};

inline double median(std::vector<double> values)
{
    if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
    std::ranges::sort(values);
    const auto middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// Drives a scheduler: requests arrive at given times, or a new one as soon as one of n streams ends.
class VirtualLoad {
public:
    VirtualLoad(const load::SimModel& model, int prompt_tokens, int output_tokens)
        : m_scheduler(model, 42), m_prompt(prompt_tokens), m_output(output_tokens),
          m_front_end_s(model.front_end_ms / 1e3)
    {}

    VirtualResult streams(int count, double seconds)
    {
        m_closed = true;
        for (int i = 0; i < count; ++i) m_arrivals.push(0.0);
        return run(seconds);
    }

    VirtualResult rate(double per_second, double seconds)
    {
        for (int i = 0; i / per_second < seconds; ++i) m_arrivals.push(i / per_second);
        return run(seconds);
    }

private:
    struct Times {
        double arrival = 0;
        double first = 0;
    };

    void add_arrived(double now)
    {
        while (!m_arrivals.empty() && m_arrivals.top() + m_front_end_s <= now) {
            m_times[m_next_id] = {.arrival = m_arrivals.top()};
            m_result.concurrency.push_back(static_cast<double>(m_times.size()));
            m_scheduler.add({.id = m_next_id++, .prompt_tokens = m_prompt, .output_tokens = m_output});
            m_arrivals.pop();
        }
    }

    void record(const load::SimToken& token, double now)
    {
        Times& times = m_times.at(token.id);
        if (token.index == 0) times.first = now;
        if (!token.last) return;
        m_result.ttft_ms.push_back((times.first - times.arrival) * 1e3);
        m_result.itl_ms.push_back((now - times.first) * 1e3 / (m_output - 1));
        m_result.latency_s.push_back(now - times.arrival);
        m_times.erase(token.id);
        if (m_closed) m_arrivals.push(now);
    }

    VirtualResult run(double seconds)
    {
        double now = 0;
        std::size_t tokens = 0;
        while (now < seconds) {
            add_arrived(now);
            const auto step = m_scheduler.begin_step();
            if (step.count() == 0) {
                if (m_arrivals.empty()) break;
                now = std::max(now + 1e-9, m_arrivals.top() + m_front_end_s);
                continue;
            }
            now += std::chrono::duration<double>(step).count();
            if (now > seconds) break;
            for (const load::SimToken& token : m_scheduler.end_step()) {
                ++tokens;
                record(token, now);
            }
        }
        m_result.tokens_per_s = static_cast<double>(tokens) / seconds;
        return m_result;
    }

    load::SimScheduler m_scheduler;
    int m_prompt;
    int m_output;
    double m_front_end_s;
    bool m_closed = false;
    std::uint64_t m_next_id = 1;
    std::priority_queue<double, std::vector<double>, std::greater<>> m_arrivals;
    std::map<std::uint64_t, Times> m_times;
    VirtualResult m_result;
};

} // namespace kneepoint::tests
