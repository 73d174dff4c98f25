// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules.h"

#include "figures.h"
#include "level_text.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kneepoint::report {

using compare::Comparison;

std::string load_text(double load)
{
    const auto text = format_decimal(load, 1);
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

std::string_view load_unit(Strategy strategy)
{
    return strategy == Strategy::concurrent ? "streams" : "concurrent requests";
}

namespace {

bool same_loads(const Comparison& comparison)
{
    return comparison.alignment == compare::Alignment::streams || comparison.alignment == compare::Alignment::rate;
}

bool has_ratios(const Comparison& comparison)
{
    const auto has_one = [](const compare::AlignedLevel& level) {
        return std::ranges::any_of(level.deltas, [](const auto& delta) { return delta.ratio.has_value(); });
    };
    return std::ranges::any_of(comparison.levels, has_one) || std::ranges::any_of(comparison.rows, has_one);
}

/// Requests/s that a side carried at its highest set load.
std::optional<double> rate_at(const Comparison& comparison, std::optional<int> wanted,
                              std::optional<int> compare::AlignedLevel::* side,
                              std::optional<double> compare::Delta::* value)
{
    for (const auto& level : comparison.rows.empty() ? comparison.levels : comparison.rows)
        if (wanted && level.*side == wanted)
            if (const auto* delta = find_delta(level, MetricId::requests_per_second, Statistic::mean()))
                return delta->*value;
    return std::nullopt;
}

/// A faster server holds fewer requests at one rate: where rate and concurrency point different ways, neither side is
/// said to carry more.
std::optional<std::string> rates_disagree(const Comparison& comparison, double b, double c)
{
    const auto base = rate_at(comparison, comparison.base_capacity->max_level, &compare::AlignedLevel::base_level,
                              &compare::Delta::base);
    const auto candidate = rate_at(comparison, comparison.candidate_capacity->max_level,
                                   &compare::AlignedLevel::candidate_level, &compare::Delta::candidate);
    if (!base || !candidate || c == b || (c > b ? *candidate > *base : *candidate < *base)) return std::nullopt;
    const auto rate = [](double value) { return with_unit(value, MetricId::requests_per_second); };
    return fmt::format("was tried up to {} concurrent requests ({}) against {} ({})", load_text(c), rate(*candidate),
                       load_text(b), rate(*base));
}

/// A list of streams, or a sweep that chose its rates itself, stops where it was told to: only highest loads that were
/// set alike say what a side carries.
std::optional<std::string> set_differently(const Comparison& comparison)
{
    const auto& base = *comparison.base_capacity;
    const auto& candidate = *comparison.candidate_capacity;
    const bool other_profile = std::ranges::any_of(
        comparison.setup_differences, [](const auto& difference) { return difference.what == "load.profile"; });
    if (base.max_strategy == candidate.max_strategy && !other_profile) return std::nullopt;
    return fmt::format("was tried up to {} {} against {} {} (loads set in different ways)",
                       load_text(*candidate.max_concurrency), load_unit(candidate.max_strategy),
                       load_text(*base.max_concurrency), load_unit(base.max_strategy));
}

} // namespace

std::optional<std::string> load_clause(const Comparison& comparison)
{
    // Two runs of one list carry what the list says, and a run without results carries nothing.
    if (same_loads(comparison) || !has_ratios(comparison)) return std::nullopt;
    const auto& base = comparison.base_capacity;
    const auto& candidate = comparison.candidate_capacity;
    if (!base || !candidate || !base->max_concurrency || !candidate->max_concurrency) return std::nullopt;
    const double b = *base->max_concurrency;
    const double c = *candidate->max_concurrency;
    if (b <= 0) return std::nullopt;
    if (auto clause = set_differently(comparison)) return clause;
    if (auto clause = rates_disagree(comparison, b, c)) return clause;
    const double change = 100 * (c / b - 1);
    const auto figures =
        fmt::format("({} vs {} concurrent requests at the highest set load)", load_text(c), load_text(b));
    if (format_decimal(std::fabs(change), 0) == "0") return fmt::format("carries the same load {}", figures);
    return fmt::format("carries {} {} load {}", percent_range(change, change), change > 0 ? "more" : "less", figures);
}

namespace {

constexpr std::string_view no_change = "0 %";

struct Range {
    double low = 0, high = 0;
    std::size_t below = 0, above = 0, count = 0;
};

Range range_of(const std::vector<double>& ratios)
{
    Range range{.count = ratios.size()};
    if (ratios.empty()) return range;
    const auto [low, high] = std::ranges::minmax(ratios);
    range.low = low;
    range.high = high;
    for (const double ratio : ratios) ++(ratio < 1 ? range.below : range.above);
    return range;
}

std::string ratio_text(const Range& range)
{
    const auto low = format_decimal(range.low, 2);
    const auto high = format_decimal(range.high, 2);
    return low == high ? low : fmt::format("{} to {}", low, high);
}

/// "24 to 36 %" when every ratio lies on one side of 1, else nothing.
std::optional<std::string> one_sided(const Range& range)
{
    if (range.below != range.count && range.above != range.count) return std::nullopt;
    return percent_range(100 * (range.low - 1), 100 * (range.high - 1));
}

} // namespace

std::optional<std::string> equal_load_clause(const Comparison& comparison, MetricId metric)
{
    std::vector<double> ratios;
    for (const auto& one : comparison.equal_load)
        if (one.metric == metric && one.statistic == Statistic::median()) ratios.push_back(one.ratio);
    if (ratios.empty()) return std::nullopt;
    const auto range = range_of(ratios);
    const auto name = metric == MetricId::request_latency ? "request latency" : metric_info(metric).name;
    if (const auto percent = one_sided(range)) {
        if (*percent == no_change) return fmt::format("the same {} at equal load", name);
        return fmt::format("{} {} {} at equal load", *percent, range.below ? "lower" : "higher", name);
    }
    return fmt::format("lower {} at {} of {} equal loads (ratio {})", name, range.below, range.count,
                       ratio_text(range));
}

namespace {

struct SharedLoad {
    const compare::AlignedLevel* level;
    double itl_ratio;
};

std::vector<SharedLoad> shared_loads(const Comparison& comparison)
{
    std::vector<SharedLoad> loads;
    for (const auto& level : comparison.levels) {
        const auto* delta = find_delta(level, MetricId::itl, Statistic::median());
        if (!level.excluded && level.load && delta && delta->ratio) loads.push_back({&level, *delta->ratio});
    }
    std::ranges::stable_sort(loads, {}, [](const SharedLoad& one) { return *one.level->load; });
    return loads;
}

/// "and carries 1.6× the output at 128 streams"
std::string output_clause(const compare::AlignedLevel& level, std::string_view unit)
{
    const auto* delta = find_delta(level, MetricId::output_tokens_per_second, Statistic::mean());
    if (!delta || !delta->ratio) return {};
    return fmt::format(" and gives {}× the output at {} {}", format_decimal(*delta->ratio, 1), load_text(*level.load),
                       unit);
}

} // namespace

std::optional<std::string> same_load_clause(const Comparison& comparison)
{
    if (!same_loads(comparison)) return std::nullopt;
    const auto loads = shared_loads(comparison);
    if (loads.empty()) return std::nullopt;
    std::vector<double> ratios;
    for (const auto& one : loads) ratios.push_back(one.itl_ratio);
    const auto range = range_of(ratios);
    const auto unit = comparison.alignment == compare::Alignment::streams ? load_unit(Strategy::concurrent)
                                                                          : unit_symbol(Unit::requests_per_second);
    const auto first = load_text(*loads.front().level->load);
    const auto last = load_text(*loads.back().level->load);
    const auto span =
        loads.size() == 1 ? fmt::format("{} {}", last, unit) : fmt::format("{} to {} {}", first, last, unit);
    const auto evidence = fmt::format("(ITL ratio {}, {})", ratio_text(range), span);
    const auto whole =
        std::ranges::find_if(loads.rbegin(), loads.rend(), [](const SharedLoad& one) { return !one.level->few_waves; });
    const auto output = whole == loads.rend() ? std::string{} : output_clause(*whole->level, unit);
    const auto percent = one_sided(range);
    if (percent == no_change) return fmt::format("needs the same time per token {}{}", evidence, output);
    if (percent)
        return fmt::format("needs {} {} time per token {}{}", *percent, range.below ? "less" : "more", evidence,
                           output);
    return fmt::format("needs less time per token at {} of {} loads {}{}", range.below, range.count, evidence, output);
}

std::vector<const compare::AlignedLevel*> measured_rows(const Comparison& comparison)
{
    std::vector<const compare::AlignedLevel*> rows;
    for (const auto& level : comparison.rows.empty() ? comparison.levels : comparison.rows)
        if (level.base_level && level.candidate_level && !level.interpolated) rows.push_back(&level);
    return rows;
}

} // namespace kneepoint::report
