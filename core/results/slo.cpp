// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/results/slo.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace kneepoint {

namespace {

constexpr std::string_view allowed =
    "Write it as metric:statistic<=limit, for example ttft:p95<=200ms or output_tokens_per_s:mean>=500tok/s, several "
    "separated by commas. Metrics: ttft, itl, tpot, request_latency, requests_per_s, output_tokens_per_s, "
    "total_tokens_per_s. Statistics: mean, median, p90, p95, p99, min, max. Units: ms, s, req/s, tok/s.";

std::unexpected<Error> refused(std::string_view part, std::string_view why)
{
    return failure(ErrorKind::invalid, fmt::format("The objective \"{}\" {}. {}", one_line(part), why, allowed));
}

/// "200ms" as its number and its unit.
std::pair<std::string_view, std::string> number_and_unit(std::string_view text)
{
    const auto end = text.find_last_of("0123456789.");
    const auto cut = end == std::string_view::npos ? 0 : end + 1;
    return {text.substr(0, cut), lower_case(trimmed(text.substr(cut)))};
}

/// What a limit in `unit` is multiplied with to be in the metric's own unit; empty when it is a unit of another kind.
std::optional<double> scale(std::string_view unit, Unit own)
{
    if (unit.empty() || unit == unit_symbol(own)) return 1;
    if (own == Unit::milliseconds && unit == "s") return 1000;
    if (own == Unit::seconds && unit == "ms") return 0.001;
    return std::nullopt;
}

Statistic usual_statistic(MetricId metric)
{
    return metric_info(metric).is_rate ? Statistic::mean() : Statistic::percentile(95);
}

struct Comparison {
    std::string_view sign;
    bool at_most;
};
constexpr auto comparisons = std::to_array<Comparison>({{"<=", true}, {">=", false}, {"≤", true}, {"≥", false}});

Result<Objective> parse_objective(std::string_view part)
{
    const auto sign = std::ranges::find_if(
        comparisons, [&](const Comparison& c) { return part.find(c.sign) != std::string_view::npos; });
    if (sign == comparisons.end()) return refused(part, "has no <= or >=");
    const auto at = part.find(sign->sign);
    const auto left = split(part.substr(0, at), ':');
    if (left.size() > 2) return refused(part, "has more than one colon");

    const auto metric = metric_from_text(left.front());
    if (!metric) return refused(part, "names no metric that is known");
    const auto direction = metric_info(*metric).direction;
    if (direction != Direction::neither && sign->at_most != (direction == Direction::lower_is_better))
        return refused(part, fmt::format("turns {} around: {} is better, so write {}", metric_info(*metric).name,
                                         sign->at_most ? "more" : "less", sign->at_most ? ">=" : "<="));
    Objective objective{*metric, usual_statistic(*metric), sign->at_most, 0};
    if (left.size() == 2) {
        const auto statistic = statistic_from_text(left.back());
        if (!statistic) return refused(part, "names no statistic that is known");
        objective.statistic = *statistic;
    }

    const auto [number, unit] = number_and_unit(trimmed(part.substr(at + sign->sign.size())));
    const auto limit = parse_decimal(number);
    if (!limit || !std::isfinite(*limit) || *limit < 0)
        return refused(part, "has no limit that is a number of at least 0");
    const auto factor = scale(unit, metric_info(*metric).unit);
    if (!factor) return refused(part, fmt::format("has a unit that {} is not measured in", metric_info(*metric).name));
    objective.limit = unit == "ms" && *factor != 1 ? *limit / 1000 : *limit * *factor;
    return objective;
}

/// The metric's key without its unit of time: "itl_ms" is "itl", "output_tokens_per_s" stays.
std::string_view plain_id(const MetricInfo& info)
{
    if (info.unit == Unit::milliseconds) return info.key.substr(0, info.key.size() - std::string_view("_ms").size());
    if (info.unit == Unit::seconds) return info.key.substr(0, info.key.size() - std::string_view("_s").size());
    return info.key;
}

} // namespace

std::string to_string(const Objective& objective)
{
    const auto& info = metric_info(objective.metric);
    return fmt::format("{}:{}{}{}{}", plain_id(info), to_string(objective.statistic),
                       objective.at_most ? "<=" : ">=", shortest_decimal(objective.limit), unit_symbol(info.unit));
}

Result<Slo> parse_slo(std::string_view text)
{
    Slo slo;
    std::vector<std::string> normalised;
    for (const auto part : split(text, ',')) {
        auto objective = parse_objective(trimmed(part));
        if (!objective) return std::unexpected(std::move(objective.error()));
        normalised.push_back(to_string(*objective));
        slo.objectives.push_back(*objective);
    }
    slo.text = join(normalised, ",");
    return slo;
}

std::string in_words(const Objective& objective)
{
    const auto& info = metric_info(objective.metric);
    const auto unit = unit_symbol(info.unit);
    return fmt::format("{} {} {} {}{}{}", info.name, to_string(objective.statistic), objective.at_most ? "≤" : "≥",
                       shortest_decimal(objective.limit), unit.empty() ? "" : " ", unit);
}

std::string in_words(const Slo& slo)
{
    std::vector<std::string> parts;
    for (const auto& objective : slo.objectives) parts.push_back(in_words(objective));
    return join(parts, " and ");
}

} // namespace kneepoint
