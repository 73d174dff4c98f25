// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/load/schedule.h"

#include <fmt/format.h>

#include <cmath>

namespace kneepoint::load {

namespace {

constexpr double most_streams = 1'000'000;

bool is_rate(ProfileKind kind)
{
    return kind == ProfileKind::constant || kind == ProfileKind::poisson || kind == ProfileKind::gamma;
}

bool is_streams(double value)
{
    return value >= 1 && value <= most_streams && value == std::floor(value);
}

std::optional<ListedLevel> parse_level(std::string_view text, int throughput_streams)
{
    auto parts = split(text, ':');
    if (parts.size() == 1 && parse_decimal(parts[0])) parts.insert(parts.begin(), "concurrent");
    const auto kind = profile_from_text(trimmed(parts[0]));
    if (!kind) return std::nullopt;
    ListedLevel level{.kind = *kind};
    std::vector<double> numbers;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const auto number = parse_decimal(trimmed(parts[i]));
        if (!number || !std::isfinite(*number) || *number <= 0) return std::nullopt;
        numbers.push_back(*number);
    }
    if (*kind == ProfileKind::synchronous) return numbers.empty() ? std::optional(level) : std::nullopt;
    if (*kind == ProfileKind::throughput && numbers.empty()) numbers.push_back(throughput_streams);
    if (numbers.empty() || numbers.size() > (*kind == ProfileKind::gamma ? 2 : 1)) return std::nullopt;
    level.load = numbers[0];
    if (numbers.size() == 2) level.burstiness = numbers[1];
    const bool closed = *kind == ProfileKind::concurrent || *kind == ProfileKind::throughput;
    if (closed ? !is_streams(level.load) : !is_rate(*kind)) return std::nullopt;
    return level;
}

} // namespace

Result<std::vector<ListedLevel>> parse_level_list(std::string_view text, int throughput_streams)
{
    std::vector<ListedLevel> levels;
    for (const auto part : split(text, ',')) {
        const auto level = parse_level(trimmed(part), throughput_streams);
        if (!level)
            return failure(
                ErrorKind::invalid,
                fmt::format("\"{}\" is no level. Write synchronous, 16 (streams), throughput, throughput:64, "
                            "constant:2.5, poisson:2.5 or gamma:2.5:0.5, separated by commas.",
                            one_line(part, 60)));
        levels.push_back(*level);
    }
    return levels;
}

std::string to_string(const ListedLevel& level)
{
    if (level.kind == ProfileKind::synchronous) return std::string(to_string(level.kind));
    const auto text = fmt::format("{}:{}", to_string(level.kind), shortest_decimal(level.load));
    return level.kind == ProfileKind::gamma ? text + ":" + shortest_decimal(level.burstiness) : text;
}

} // namespace kneepoint::load
