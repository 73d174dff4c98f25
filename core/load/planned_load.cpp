// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/measure.h"

#include "kneepoint/base/decimal.h"
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

std::string duration(double seconds)
{
    if (seconds < 120) return format_decimal(seconds, 0) + " s";
    return format_decimal(seconds / 60, 0) + " min";
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
    if (const auto prompt = content.most_prompt_tokens())
        load.tokens = load.requests * (*prompt + content.most_output_tokens());
    return load;
}

std::string to_string(const PlannedLoad& load)
{
    std::string text = counted(std::size_t(load.levels), "level");
    if (load.seconds) text += ", at most " + duration(*load.seconds);
    if (load.requests > 0) {
        text += fmt::format(", at most {}", counted(load.requests, "request"));
        if (load.tokens) text += fmt::format(" and {} tokens", *load.tokens);
        if (load.open_ended > 0)
            text += fmt::format(" at {}", counted(std::size_t(load.levels - load.open_ended), "level"));
    }
    if (load.open_ended > 0)
        text +=
            fmt::format(", and at {} as many requests as the target answers in its time",
                        load.open_ended == load.levels ? "each level" : counted(std::size_t(load.open_ended), "level"));
    return text;
}

} // namespace kneepoint::load
