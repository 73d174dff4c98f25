// SPDX-License-Identifier: GPL-3.0-or-later
#include "step_log.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace kneepoint::runs {

namespace {

using Seconds = std::chrono::duration<double>;
using Time = std::chrono::system_clock::time_point;

constexpr double latest_time = 253402300800; ///< of the year 10,000

std::optional<Time> time_in(std::string_view text, Seconds offset)
{
    const auto seconds = parse_decimal(text);
    if (!seconds || !(*seconds >= 0 && *seconds < latest_time)) return {};
    return Time(std::chrono::round<Time::duration>(Seconds(*seconds) - offset));
}

std::optional<double> figure_in(std::string_view text)
{
    const auto value = parse_decimal(text);
    return value && std::isfinite(*value) && *value >= 0 ? value : std::nullopt;
}

std::optional<int> status_in(const std::vector<std::string_view>& words)
{
    int status = 0;
    if (words.size() < 4) return {};
    const auto [_, error] = std::from_chars(words[3].data(), words[3].data() + words[3].size(), status);
    return error == std::errc{} ? std::optional(status) : std::nullopt;
}

void take(StepStatus& step, const std::vector<std::string_view>& words, Time at)
{
    if (words[1] == "begin") {
        step.state = StepState::running;
        step.begun = at;
        step.ended.reset();
        step.status.reset();
    } else if (words[1] == "end") {
        step.status = status_in(words);
        step.state = step.status == 0 ? StepState::done : StepState::failed;
        step.ended = at;
    } else if (words[1] == "skip") {
        step.state = StepState::skipped;
        step.ended = at;
    }
}

} // namespace

std::vector<StepStatus> read_steps(const std::vector<Step>& planned, std::string_view text, Seconds clock_offset)
{
    std::vector<StepStatus> steps;
    for (const auto& step : planned) steps.push_back({.id = step.id, .text = step.text, .takes = step.takes});
    for (const auto line : lines(text)) {
        const auto words = split(line, ' ');
        if (words.size() < 3) continue;
        const auto at = time_in(words[2], clock_offset);
        const auto step = std::ranges::find(steps, words[0], &StepStatus::id);
        if (at && step != steps.end()) take(*step, words, *at);
    }
    return steps;
}

std::vector<HostReading> read_readings(std::string_view text, Seconds clock_offset)
{
    std::vector<HostReading> readings;
    for (const auto line : lines(text)) {
        const auto words = split(line, ' ');
        const auto at = time_in(words[0], clock_offset);
        if (!at || words.size() != 7) continue;
        HostReading reading{.at = *at};
        const std::array into{&reading.gpu_percent, &reading.gpu_memory_mib, &reading.gpu_power_w,
                              &reading.running,     &reading.waiting,        &reading.kv_percent};
        for (std::size_t i = 0; i < into.size(); ++i) *into[i] = figure_in(words[i + 1]);
        if (readings.empty() || readings.back().at < reading.at) readings.push_back(reading);
    }
    return readings;
}

std::optional<Seconds> remaining(const std::vector<StepStatus>& steps, Time now)
{
    Seconds left{};
    bool any = false;
    for (const auto& step : steps) {
        if (step.state != StepState::waiting && step.state != StepState::running) continue;
        any = any || step.takes.count() > 0;
        const auto passed = step.begun ? Seconds(now - *step.begun) : Seconds{};
        left += std::max(Seconds{}, step.takes - passed);
    }
    return any ? std::optional(left) : std::nullopt;
}

} // namespace kneepoint::runs
