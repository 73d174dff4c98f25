// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_effects.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kneepoint::app {

namespace {

using load::ProfileKind;

/// An option of the load and the profiles that look at it.
struct Effect {
    const char* option;
    std::vector<ProfileKind> profiles;
};

const std::vector<Effect> effects{
    {"--streams", {ProfileKind::concurrent}},
    {"--rates", {ProfileKind::constant, ProfileKind::poisson, ProfileKind::gamma, ProfileKind::ramp}},
    {"--list", {ProfileKind::list}},
    {"--slo", {ProfileKind::slo}},
    {"--search", {ProfileKind::slo}},
    {"--levels", {ProfileKind::sweep, ProfileKind::knee, ProfileKind::slo}},
    {"--burstiness", {ProfileKind::gamma}},
    {"--max-concurrency",
     {ProfileKind::throughput, ProfileKind::list, ProfileKind::sweep, ProfileKind::knee, ProfileKind::slo}},
    {"--ramp-s",
     {ProfileKind::concurrent, ProfileKind::throughput, ProfileKind::list, ProfileKind::sweep, ProfileKind::knee,
      ProfileKind::slo}},
};

/// An option that changes nothing unless another is given.
struct Need {
    const char* option;
    const char* needed;
};

constexpr auto needs = std::to_array<Need>({
    {"--drain-s", "--max-seconds"},
    {"--prefixes", "--prefix-tokens"},
    {"--dataset-order", "--dataset"},
});

std::string listed(const std::vector<ProfileKind>& profiles)
{
    std::vector<std::string> names;
    for (const ProfileKind profile : profiles) names.emplace_back(to_string(profile));
    return join(names, ", ");
}

std::unexpected<Error> refused(std::string text)
{
    return failure(ErrorKind::invalid, std::move(text));
}

bool asks_for_stream(const load::Profile& profile)
{
    return std::ranges::any_of(profile.slo.objectives, [](const auto& objective) {
        return objective.metric == MetricId::ttft || objective.metric == MetricId::itl;
    });
}

} // namespace

Result<void> refuse_without_effect(const RunOptions& options, const load::Profile& profile)
{
    const auto given = [&](const char* option) { return options.given.contains(option); };
    for (const Effect& effect : effects)
        if (given(effect.option) && std::ranges::find(effect.profiles, profile.kind) == effect.profiles.end())
            return refused(
                fmt::format("{0} has no effect with the profile {1}: it belongs to {2}. Leave out {0}, or choose "
                            "another --profile.",
                            effect.option, to_string(profile.kind), listed(effect.profiles)));
    for (const Need& need : needs)
        if (given(need.option) && !given(need.needed))
            return refused(fmt::format("{} has no effect without {}.", need.option, need.needed));
    if (given("--ca-file") && !options.target.starts_with("https://"))
        return refused("--ca-file has no effect with a target that is not https.");
    if (options.no_stream && asks_for_stream(profile))
        return refused("--no-stream measures no TTFT and no ITL, so that no load would meet these objectives.");
    return {};
}

} // namespace kneepoint::app
