// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

namespace kneepoint::load {

/// Sums for the averages that GuideLLM's scheduler_metrics state.
class GuidellmTimes {
public:
    void add(double scheduled, double started, double sent, double end);
    /// @param zero the level's start @param begin,end of the measured window, unix seconds
    nlohmann::ordered_json scheduler_metrics(double zero, double begin, double end,
                                             const nlohmann::ordered_json& requests_made) const;

private:
    double m_count = 0, m_start_delay = 0, m_targeted_delay = 0, m_request_time = 0;
    double m_first_sent = 0, m_last_end = 0;
};

/// "successful", "errored" or "incomplete"
const char* guidellm_status(const nlohmann::json& request);
/// One line of requests.jsonl as GuideLLM lists a request; times become unix seconds.
nlohmann::ordered_json guidellm_request(const nlohmann::json& request, double zero, GuidellmTimes& times);

} // namespace kneepoint::load
