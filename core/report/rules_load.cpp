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

std::optional<std::string> load_clause(const Comparison& comparison, const compare::Options& options)
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
    if (std::fabs(change) <= options.similar_percent) return fmt::format("carries about the same load {}", figures);
    return fmt::format("carries {} {} load {}", percent_range(change, change), change > 0 ? "more" : "less", figures);
}

namespace {

using compare::Judgement;

/// Ratios of one metric over several loads, counted by their verdicts.
struct Range {
    double low = 0, high = 0;
    std::size_t better = 0, worse = 0, equal = 0, count = 0;

    void add(double ratio, Judgement verdict)
    {
        low = count == 0 ? ratio : std::min(low, ratio);
        high = count == 0 ? ratio : std::max(high, ratio);
        better += verdict == Judgement::better ? 1 : 0;
        worse += verdict == Judgement::worse ? 1 : 0;
        equal += verdict == Judgement::equivalent ? 1 : 0;
        ++count;
    }
};

std::string ratio_text(const Range& range)
{
    const auto low = format_decimal(range.low, 2);
    const auto high = format_decimal(range.high, 2);
    return low == high ? low : fmt::format("{} to {}", low, high);
}

/// "24 to 36 %"
std::string percent_text(const Range& range)
{
    return percent_range(100 * (range.low - 1), 100 * (range.high - 1));
}

/// What is said of each kind of load when they differ: "less time per token at 3 of 5 loads, the same at 1, more at 1".
std::string by_verdict(const Range& range, std::string_view what, std::string_view loads)
{
    const std::pair<std::size_t, std::string> parts[] = {
        {range.better, "less"},
        {range.worse, "more"},
        {range.equal, "about the same"},
        {range.count - range.better - range.worse - range.equal, "no difference shown in"},
    };
    std::vector<std::string> texts;
    for (const auto& [count, word] : parts) {
        if (count == 0) continue;
        if (texts.empty())
            texts.push_back(fmt::format("{} {} at {} of {} {}", word, what, count, range.count, loads));
        else
            texts.push_back(
                fmt::format("{} at {}", word == "no difference shown in" ? "no difference shown" : word, count));
    }
    return join(texts, ", ");
}

} // namespace

std::optional<std::string> equal_load_clause(const Comparison& comparison, MetricId metric)
{
    Range range;
    for (const auto& one : comparison.equal_load)
        if (one.metric == metric && one.statistic == Statistic::median()) range.add(one.ratio, one.verdict);
    if (range.count == 0) return std::nullopt;
    const auto name = metric == MetricId::request_latency ? "request latency" : metric_info(metric).name;
    if (range.better == range.count) return fmt::format("{} lower {} at equal load", percent_text(range), name);
    if (range.worse == range.count) return fmt::format("{} higher {} at equal load", percent_text(range), name);
    if (range.equal == range.count) return fmt::format("the same {} at equal load", name);
    return fmt::format("{} (ratio {})", by_verdict(range, name, "equal loads"), ratio_text(range));
}

namespace {

struct SharedLoad {
    const compare::AlignedLevel* level;
    const compare::Delta* itl;
};

std::vector<SharedLoad> shared_loads(const Comparison& comparison)
{
    std::vector<SharedLoad> loads;
    for (const auto& level : comparison.levels) {
        const auto* delta = find_delta(level, MetricId::itl, Statistic::median());
        if (!level.excluded && level.load && delta && delta->ratio) loads.push_back({&level, delta});
    }
    std::ranges::stable_sort(loads, {}, [](const SharedLoad& one) { return *one.level->load; });
    return loads;
}

/// "and gives 1.6× the output at 128 streams"
std::string output_clause(const compare::AlignedLevel& level, std::string_view unit)
{
    const auto* delta = find_delta(level, MetricId::output_tokens_per_second, Statistic::mean());
    if (!delta || !delta->ratio) return {};
    const bool same = delta->verdict == Judgement::equivalent;
    return fmt::format(" and gives {} output at {} {}",
                       same ? "about the same" : format_decimal(*delta->ratio, 1) + "× the", load_text(*level.load),
                       unit);
}

std::string time_per_token(const Range& range)
{
    if (range.better == range.count) return percent_text(range) + " less time per token";
    if (range.worse == range.count) return percent_text(range) + " more time per token";
    if (range.equal == range.count) return "the same time per token";
    return by_verdict(range, "time per token", "loads");
}

} // namespace

std::optional<std::string> same_load_clause(const Comparison& comparison)
{
    if (!same_loads(comparison)) return std::nullopt;
    const auto loads = shared_loads(comparison);
    if (loads.empty()) return std::nullopt;
    Range range;
    for (const auto& one : loads) range.add(*one.itl->ratio, one.itl->verdict);
    const auto unit = comparison.alignment == compare::Alignment::streams ? load_unit(Strategy::concurrent)
                                                                          : unit_symbol(Unit::requests_per_second);
    const auto first = load_text(*loads.front().level->load);
    const auto last = load_text(*loads.back().level->load);
    const auto span =
        loads.size() == 1 ? fmt::format("{} {}", last, unit) : fmt::format("{} to {} {}", first, last, unit);
    const auto whole =
        std::ranges::find_if(loads.rbegin(), loads.rend(), [](const SharedLoad& one) { return !one.level->few_waves; });
    return fmt::format("needs {} (ITL ratio {}, {}){}", time_per_token(range), ratio_text(range), span,
                       whole == loads.rend() ? std::string{} : output_clause(*whole->level, unit));
}

std::vector<const compare::AlignedLevel*> measured_rows(const Comparison& comparison)
{
    std::vector<const compare::AlignedLevel*> rows;
    for (const auto& level : comparison.rows.empty() ? comparison.levels : comparison.rows)
        if (level.base_level && level.candidate_level && !level.interpolated) rows.push_back(&level);
    return rows;
}

} // namespace kneepoint::report
