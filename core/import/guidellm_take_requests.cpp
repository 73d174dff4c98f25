// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_benchmark.h"
#include "json_at.h"
#include "kneepoint/base/text.h"

#include <utility>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

void append(RequestColumns& to, const RequestColumns& from)
{
    const auto add = [](auto& column, const auto& more) { column.insert(column.end(), more.begin(), more.end()); };
    add(to.start_s, from.start_s);
    add(to.latency_s, from.latency_s);
    add(to.ttft_ms, from.ttft_ms);
    add(to.itl_ms, from.itl_ms);
    add(to.tpot_ms, from.tpot_ms);
    add(to.prompt_tokens, from.prompt_tokens);
    add(to.output_tokens, from.output_tokens);
    add(to.outcome, from.outcome);
}

std::optional<std::uint64_t>& count_of(RequestCounts& counts, Outcome outcome)
{
    switch (outcome) {
    case Outcome::successful:
        return counts.successful;
    case Outcome::errored:
        return counts.errored;
    case Outcome::incomplete:
        return counts.incomplete;
    }
    return counts.successful;
}

void note_damage(Level& level, const RequestList& list)
{
    const auto add = [&level](std::uint64_t n, std::string_view code, std::string_view one, std::string_view many) {
        if (n == 0) return;
        level.problems.push_back({Severity::warning,
                                  std::string(code),
                                  "Left out of the listed requests: " + counted(n, one, many) + ".",
                                  {},
                                  level.path + ".requests"});
    };
    add(list.damaged, "requests-damaged", "damaged entry", "damaged entries");
    add(list.negative, "negative-time", "negative time", "negative times");
    add(list.not_finite, "not-finite", "value that is no finite number", "values that are no finite numbers");
    add(list.wrong_type, "wrong-type", "value of a wrong type", "values of a wrong type");
}

} // namespace

void take_requests(Level& level, const Json* list, const Outline& outline, Outcome outcome)
{
    auto& count = count_of(level.listed, outcome);
    if (!list || !list->is_array()) return;
    count = list->size();
    if (list->size() != 1 || !list->front().is_string()) return;
    const RequestList* requests = marked_list(outline, list->front().get_ref<const std::string&>());
    if (!requests) return;
    count = requests->columns.size();
    append(level.columns, requests->columns);
    note_damage(level, *requests);
    if (!requests->first_error.empty())
        level.problems.push_back({Severity::note,
                                  "first-error",
                                  "The first request that failed: " + requests->first_error,
                                  {},
                                  level.path + ".requests.errored"});
}

} // namespace kneepoint::import
