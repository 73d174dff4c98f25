// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/group_mean.h"

#include <cmath>

namespace kneepoint::stats {

std::optional<double> weighted_mean(std::span<const Member> members)
{
    double sum = 0, size = 0;
    for (const auto& member : members) {
        sum += member.value * member.size;
        size += member.size;
    }
    return size > 0 ? std::optional(sum / size) : std::nullopt;
}

std::optional<double> plain_mean(std::span<const Member> members)
{
    if (members.empty()) return std::nullopt;
    double sum = 0;
    for (const auto& member : members) sum += member.value;
    return sum / static_cast<double>(members.size());
}

std::optional<double> pooled_standard_error(std::span<const Member> members)
{
    double squares = 0, size = 0;
    for (const auto& member : members) {
        squares += (member.size - 1) * member.size * member.standard_error * member.standard_error;
        size += member.size;
    }
    const double freedom = size - static_cast<double>(members.size());
    if (!(freedom > 0) || squares < 0) return std::nullopt;
    return std::sqrt(squares / freedom / size);
}

std::optional<Estimate> stratified_mean(std::span<const Member> members)
{
    const auto mean = weighted_mean(members);
    if (!mean) return std::nullopt;
    double squares = 0, size = 0;
    for (const auto& member : members) {
        if (!(member.standard_error >= 0)) return std::nullopt;
        squares += member.size * member.standard_error * member.size * member.standard_error;
        size += member.size;
    }
    return Estimate{*mean, std::sqrt(squares) / size};
}

} // namespace kneepoint::stats
