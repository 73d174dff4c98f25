// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/measure.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

namespace kneepoint::load {

namespace {

/// Requests that the level can send at most, where that is known beforehand.
std::optional<std::uint64_t> most_requests(const LevelPlan& level)
{
    if (level.rate) return arrivals(level).size();
    return level.stop.requests;
}

} // namespace

PlannedLoad planned_load(const Profile& profile, const RequestContent& content)
{
    PlannedLoad load;
    load.levels = most_levels(profile);
    if (profile.stop.seconds) load.seconds = load.levels * (*profile.stop.seconds + profile.stop.drain_seconds);
    const auto levels = first_levels(profile);
    if (!levels) return load;
    for (std::size_t i = 0; i < levels->size(); ++i) {
        LevelPlan level = (*levels)[i];
        level.seed += i; // as measure does
        if (const auto requests = most_requests(level))
            load.requests += *requests;
        else
            ++load.open_ended;
    }
    // What a sweep or a search goes on with is not known yet, but where it ends by requests.
    const int later = load.levels - int(levels->size());
    if (profile.stop.requests)
        load.requests += std::uint64_t(later) * *profile.stop.requests;
    else
        load.open_ended += later;
    load.in_flight = most_in_flight(profile);
    if (const auto prompt = content.most_prompt_tokens()) {
        load.tokens_each = *prompt + content.most_output_tokens();
        load.tokens = load.requests * *load.tokens_each;
    }
    return load;
}

std::string to_string(const PlannedLoad& load)
{
    const auto levels = [](int n) { return counted(static_cast<std::size_t>(n), "level"); };
    std::string known, open;
    if (load.requests > 0) {
        known = "at most " + counted(load.requests, "request");
        if (load.tokens) known += fmt::format(" with {} tokens", *load.tokens);
        if (load.open_ended > 0) known += " at " + levels(load.levels - load.open_ended);
    }
    if (load.open_ended > 0) {
        open = "as many requests as are answered in time";
        if (load.requests > 0) open += " at " + levels(load.open_ended);
        if (load.in_flight) open += fmt::format(", {} in flight at most", *load.in_flight);
        if (load.tokens_each) open += fmt::format(", {} tokens each at most", *load.tokens_each);
    }
    return known + (known.empty() || open.empty() ? "" : "; ") + open;
}

} // namespace kneepoint::load
