// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/schedule.h"

#include "kneepoint/base/decimal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace kneepoint::load {

namespace {

constexpr auto names = std::to_array<std::pair<ProfileKind, std::string_view>>({
    {ProfileKind::synchronous, "synchronous"},
    {ProfileKind::concurrent, "concurrent"},
    {ProfileKind::throughput, "throughput"},
    {ProfileKind::constant, "constant"},
    {ProfileKind::poisson, "poisson"},
    {ProfileKind::gamma, "gamma"},
    {ProfileKind::ramp, "ramp"},
    {ProfileKind::list, "list"},
    {ProfileKind::sweep, "sweep"},
    {ProfileKind::knee, "knee"},
    {ProfileKind::slo, "slo"},
});

LevelPlan level_of(const Profile& profile, ProfileKind kind)
{
    LevelPlan level;
    level.kind = kind;
    level.burstiness = kind == ProfileKind::gamma ? profile.burstiness : 1;
    level.stop = profile.stop;
    level.warmup_seconds = profile.warmup_seconds;
    level.cooldown_seconds = profile.cooldown_seconds;
    level.seed = profile.seed;
    return level;
}

LevelPlan closed_loop(const Profile& profile, ProfileKind kind, int streams)
{
    LevelPlan level = level_of(profile, kind);
    level.streams = streams;
    level.ramp_seconds = profile.ramp_seconds;
    return level;
}

LevelPlan open_loop(const Profile& profile, ProfileKind kind, double rate)
{
    LevelPlan level = level_of(profile, kind);
    level.rate = rate;
    if (profile.kind == ProfileKind::sweep || profile.kind == ProfileKind::slo)
        level.max_concurrency = profile.max_concurrency;
    return level;
}

std::optional<Error> mistake(const Profile& profile)
{
    const auto wrong = [](std::string text) { return Error{ErrorKind::invalid, std::move(text), {}}; };
    const StopRule& stop = profile.stop;
    if (!stop.seconds && !stop.requests)
        return wrong("A level needs an end. Give a number of seconds, of requests, or both.");
    if (stop.seconds && !(*stop.seconds > 0)) return wrong("The seconds of a level must be above 0.");
    if (stop.requests && *stop.requests == 0) return wrong("The requests of a level must be above 0.");
    if (stop.seconds && profile.warmup_seconds + profile.cooldown_seconds >= *stop.seconds)
        return wrong("Warm-up and cool-down leave no time to measure. Shorten them or make the level longer.");
    if (profile.warmup_seconds < 0 || profile.cooldown_seconds < 0 || profile.ramp_seconds < 0 ||
        stop.drain_seconds < 0)
        return wrong("Warm-up, cool-down, ramp and drain cannot be negative.");
    if (!(profile.burstiness > 0)) return wrong("The burstiness must be above 0.");
    if (profile.max_concurrency < 1) return wrong("The largest concurrency must be at least 1.");
    if (profile.search_levels < 1) return wrong("A search needs at least 1 level.");
    return std::nullopt;
}

Result<std::vector<LevelPlan>> by_streams(const Profile& profile)
{
    std::vector<LevelPlan> levels;
    for (const int streams : profile.streams) {
        if (streams < 1) return failure(ErrorKind::invalid, "A number of streams must be at least 1.");
        levels.push_back(closed_loop(profile, ProfileKind::concurrent, streams));
    }
    if (levels.empty()) return failure(ErrorKind::invalid, "The concurrent profile needs numbers of streams.");
    return levels;
}

Result<std::vector<LevelPlan>> by_rates(const Profile& profile)
{
    std::vector<LevelPlan> levels;
    for (const double rate : profile.rates) {
        if (!(rate > 0) || !std::isfinite(rate)) return failure(ErrorKind::invalid, "A rate must be above 0.");
        levels.push_back(open_loop(profile, profile.kind, rate));
    }
    if (levels.empty())
        return failure(ErrorKind::invalid, fmt::format("The {} profile needs rates.", to_string(profile.kind)));
    return levels;
}

Result<std::vector<LevelPlan>> ramp(const Profile& profile)
{
    const auto& rates = profile.rates;
    if (rates.size() != 2 || !(rates[0] >= 0) || !(rates[1] > rates[0]) || !std::isfinite(rates[1]))
        return failure(ErrorKind::invalid, "A ramp needs two rates, the second above the first: --rates 1,20.");
    if (!profile.stop.seconds) return failure(ErrorKind::invalid, "A ramp needs seconds to rise in: --max-seconds.");
    LevelPlan level = open_loop(profile, ProfileKind::ramp, rates[0]);
    level.end_rate = rates[1];
    return std::vector{level};
}

LevelPlan listed(const Profile& profile, const ListedLevel& listed)
{
    switch (listed.kind) {
    case ProfileKind::constant:
    case ProfileKind::poisson:
    case ProfileKind::gamma: {
        LevelPlan level = open_loop(profile, listed.kind, listed.load);
        level.burstiness = listed.burstiness;
        return level;
    }
    default:
        return closed_loop(profile, listed.kind, static_cast<int>(listed.load));
    }
}

} // namespace

std::optional<ProfileKind> profile_from_text(std::string_view text)
{
    const auto found = std::ranges::find(names, text, &std::pair<ProfileKind, std::string_view>::second);
    if (found == names.end()) return std::nullopt;
    return found->first;
}

std::string_view to_string(ProfileKind kind)
{
    return std::ranges::find(names, kind, &std::pair<ProfileKind, std::string_view>::first)->second;
}

std::string LevelPlan::label() const
{
    const auto shown = [](double value) { return format_decimal(value, value < 10 ? 2 : 1); };
    if (rate && end_rate) return fmt::format("ramp {} to {} req/s", shown(*rate), shown(*end_rate));
    if (rate) return fmt::format("{} {} req/s", to_string(kind), shown(*rate));
    if (kind == ProfileKind::concurrent) return fmt::format("{} stream{}", *streams, *streams == 1 ? "" : "s");
    return std::string(to_string(kind));
}

Result<std::vector<LevelPlan>> first_levels(const Profile& profile)
{
    if (const auto wrong = mistake(profile)) return std::unexpected(*wrong);
    const auto invalid = [](std::string text) { return failure(ErrorKind::invalid, std::move(text)); };
    std::vector<LevelPlan> levels;
    switch (profile.kind) {
    case ProfileKind::synchronous:
        return std::vector{closed_loop(profile, ProfileKind::synchronous, 1)};
    case ProfileKind::throughput:
        return std::vector{closed_loop(profile, ProfileKind::throughput, profile.max_concurrency)};
    case ProfileKind::sweep:
        if (profile.sweep_levels < 2) return invalid("A sweep needs at least 2 levels.");
        return std::vector{closed_loop(profile, ProfileKind::synchronous, 1),
                           closed_loop(profile, ProfileKind::throughput, profile.max_concurrency)};
    case ProfileKind::concurrent:
        return by_streams(profile);
    case ProfileKind::constant:
    case ProfileKind::poisson:
    case ProfileKind::gamma:
        return by_rates(profile);
    case ProfileKind::ramp:
        return ramp(profile);
    case ProfileKind::list:
        for (const ListedLevel& level : profile.list) levels.push_back(listed(profile, level));
        if (levels.empty()) return invalid("The list profile needs levels, for example --list 1,16,constant:2.5.");
        return levels;
    case ProfileKind::slo:
        if (profile.slo.objectives.empty())
            return invalid("The slo profile needs objectives, for example --slo \"ttft:p95<=200ms,itl:p99<=50ms\".");
        if (profile.search_by == LoadKind::rate) return std::vector{closed_loop(profile, ProfileKind::synchronous, 1)};
        return std::vector{search_level(profile, 1)};
    case ProfileKind::knee:
        return std::vector{search_level(profile, 1)};
    }
    return levels;
}

bool is_search(ProfileKind kind)
{
    return kind == ProfileKind::knee || kind == ProfileKind::slo;
}

SearchBounds search_bounds(const Profile& profile)
{
    const bool by_rate = profile.kind == ProfileKind::slo && profile.search_by == LoadKind::rate;
    return {.kind = by_rate ? LoadKind::rate : LoadKind::streams,
            .most = by_rate ? std::numeric_limits<double>::infinity() : profile.max_concurrency,
            .levels = profile.search_levels};
}

LevelPlan search_level(const Profile& profile, double load)
{
    if (search_bounds(profile).kind == LoadKind::rate) return open_loop(profile, ProfileKind::poisson, load);
    return closed_loop(profile, ProfileKind::concurrent, static_cast<int>(load));
}

std::optional<int> most_in_flight(const Profile& profile)
{
    if (profile.kind == ProfileKind::sweep || is_search(profile.kind)) return profile.max_concurrency;
    int most = 1;
    for (const LevelPlan& level : first_levels(profile).value_or(std::vector<LevelPlan>())) {
        const auto in_flight = level.streams ? level.streams : level.max_concurrency;
        if (!in_flight) return std::nullopt;
        most = std::max(most, *in_flight);
    }
    return most;
}

int most_levels(const Profile& profile)
{
    if (profile.kind == ProfileKind::sweep) return profile.sweep_levels;
    if (is_search(profile.kind)) return profile.search_levels;
    const auto levels = first_levels(profile);
    return levels ? static_cast<int>(levels->size()) : 0;
}

std::vector<double> sweep_rates(double synchronous_rate, double throughput_rate, int levels)
{
    std::vector<double> rates;
    if (!(throughput_rate > 0)) return rates;
    for (int i = 1; i <= levels - 2; ++i)
        rates.push_back(synchronous_rate + (throughput_rate - synchronous_rate) * i / (levels - 2));
    std::erase_if(rates, [](double rate) { return !(rate > 0); });
    return rates;
}

std::vector<LevelPlan> sweep_levels(const Profile& profile, double synchronous_rate, double throughput_rate)
{
    std::vector<LevelPlan> levels;
    for (const double rate : sweep_rates(synchronous_rate, throughput_rate, profile.sweep_levels))
        levels.push_back(open_loop(profile, ProfileKind::constant, rate));
    return levels;
}

} // namespace kneepoint::load
