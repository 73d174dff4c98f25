// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace kneepoint::runs {

namespace {

std::optional<double> seconds_in(std::string_view text)
{
    const auto value = parse_decimal(text);
    return value && std::isfinite(*value) && *value >= 0 ? value : std::nullopt;
}

/// So many numbers, or none of them.
template<std::size_t N>
std::optional<std::array<std::uint64_t, N>> numbers_in(std::string_view text)
{
    const auto words = split(text, ' ');
    std::array<std::uint64_t, N> numbers{};
    if (words.size() != N) return {};
    for (std::size_t i = 0; i < N; ++i) {
        const auto* const end = words[i].data() + words[i].size();
        if (const auto [at, error] = std::from_chars(words[i].data(), end, numbers[i]);
            error != std::errc{} || at != end)
            return {};
    }
    return numbers;
}

std::optional<Probe::Log> log_in(std::string_view text)
{
    const auto numbers = numbers_in<3>(text);
    if (!numbers) return {};
    return Probe::Log{.inode = (*numbers)[0], .size = (*numbers)[1], .from = (*numbers)[2], .bytes = {}};
}

void take_sizes(Probe& probe, std::string_view text)
{
    const auto numbers = numbers_in<2>(text);
    if (!numbers) return;
    probe.steps_size = (*numbers)[0];
    probe.readings_size = (*numbers)[1];
}

void take_mark(Probe& probe, std::string_view name)
{
    if (name == "started") probe.started = true;
    if (name == "cancel") probe.cancel = true;
    if (name == "cancelled") probe.cancelled = true;
    if (name == "timedout") probe.timed_out = true;
    if (name == "done") probe.done = true;
    if (name == "partial") probe.partial = true;
}

void take(Probe& probe, std::string_view key, std::string_view value)
{
    const auto add_line = [&](std::string& text) { text.append(value).append("\n"); };
    if (key == "absent") probe.absent = true;
    if (key == "now") probe.now = seconds_in(value);
    if (key == "boot_here") probe.boot_here = value;
    if (key == "boot") probe.boot = value;
    if (key == "start") probe.start = seconds_in(value);
    if (key == "beat") probe.beat = seconds_in(value);
    if (key == "supervisor") probe.supervisor_alive = true;
    if (key == "recorder") probe.recorder_alive = true;
    if (key == "exit") probe.exit = value;
    if (key == "has") take_mark(probe, value);
    if (key == "why") probe.why = one_line(value, 400);
    if (key == "said") add_line(probe.said);
    if (key == "step") add_line(probe.steps);
    if (key == "reading") add_line(probe.readings);
    if (key == "sizes") take_sizes(probe, value);
}

} // namespace

Probe read_probe(std::string_view text)
{
    Probe probe;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const auto blank = line.find(' ');
        const auto key = line.substr(0, blank);
        const auto value = blank == std::string_view::npos ? std::string_view() : line.substr(blank + 1);
        if (key == "log") {
            probe.log = log_in(value);
            if (probe.log) probe.log->bytes = text; // the last that comes, any bytes
            break;
        }
        take(probe, key, value);
    }
    return probe;
}

} // namespace kneepoint::runs
