// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/schedule.h"

#include "kneepoint/base/decimal.h"
#include "random.h"

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
    {ProfileKind::sweep, "sweep"},
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
    if (profile.kind == ProfileKind::sweep) level.max_concurrency = profile.max_concurrency;
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
    return std::nullopt;
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
    if (rate) return fmt::format("{} {} req/s", to_string(kind), format_decimal(*rate, *rate < 10 ? 2 : 1));
    if (kind == ProfileKind::concurrent) return fmt::format("{} stream{}", *streams, *streams == 1 ? "" : "s");
    return std::string(to_string(kind));
}

Result<std::vector<LevelPlan>> first_levels(const Profile& profile)
{
    if (const auto wrong = mistake(profile)) return std::unexpected(*wrong);
    std::vector<LevelPlan> levels;
    switch (profile.kind) {
    case ProfileKind::synchronous:
        return std::vector{closed_loop(profile, ProfileKind::synchronous, 1)};
    case ProfileKind::throughput:
        return std::vector{closed_loop(profile, ProfileKind::throughput, profile.max_concurrency)};
    case ProfileKind::sweep:
        if (profile.sweep_levels < 2) return failure(ErrorKind::invalid, "A sweep needs at least 2 levels.");
        return std::vector{closed_loop(profile, ProfileKind::synchronous, 1),
                           closed_loop(profile, ProfileKind::throughput, profile.max_concurrency)};
    case ProfileKind::concurrent:
        for (const int streams : profile.streams) {
            if (streams < 1) return failure(ErrorKind::invalid, "A number of streams must be at least 1.");
            levels.push_back(closed_loop(profile, ProfileKind::concurrent, streams));
        }
        if (levels.empty()) return failure(ErrorKind::invalid, "The concurrent profile needs numbers of streams.");
        return levels;
    case ProfileKind::constant:
    case ProfileKind::poisson:
    case ProfileKind::gamma:
        for (const double rate : profile.rates) {
            if (!(rate > 0) || !std::isfinite(rate)) return failure(ErrorKind::invalid, "A rate must be above 0.");
            levels.push_back(open_loop(profile, profile.kind, rate));
        }
        if (levels.empty())
            return failure(ErrorKind::invalid, fmt::format("The {} profile needs rates.", to_string(profile.kind)));
        return levels;
    }
    return levels;
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

std::vector<std::int64_t> arrivals(const LevelPlan& level)
{
    std::vector<std::int64_t> times;
    if (!level.rate) return times;
    const std::uint64_t most = std::min(level.stop.requests.value_or(arrival_limit), arrival_limit);
    const double end = level.stop.seconds.value_or(std::numeric_limits<double>::infinity());
    Random random(level.seed);
    double at = 0;
    // A constant rate is i / rate, not a sum of gaps, so that no rounding accumulates.
    for (std::uint64_t i = 0; i < most && at < end; ++i) {
        times.push_back(std::llround(at * 1e9));
        at = level.kind == ProfileKind::constant
                 ? static_cast<double>(i + 1) / *level.rate
                 : at + random.gamma(level.burstiness) / (level.burstiness * *level.rate);
    }
    return times;
}

} // namespace kneepoint::load
