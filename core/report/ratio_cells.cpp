// SPDX-License-Identifier: GPL-3.0-or-later
#include "ratio_cells.h"

#include "figures.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

using compare::Comparison;
using compare::Delta;

bool lower_is_better(MetricId metric)
{
    return metric_info(metric).direction == Direction::lower_is_better;
}

std::string with_arrow(Number number)
{
    const auto header = metric_header(number.metric, number.statistic);
    switch (metric_info(number.metric).direction) {
    case Direction::lower_is_better:
        return header + " ↓";
    case Direction::higher_is_better:
        return header + " ↑";
    case Direction::neither:
        break;
    }
    return header;
}

Cell judgement_cell(compare::Judgement judgement)
{
    if (judgement == compare::Judgement::unknown) return mark_cell(absent_mark);
    return text_cell(fmt::format("{} {}", compare::symbol(judgement), compare::to_string(judgement)));
}

Cell ratio_cell(const Delta& delta)
{
    if (delta.base && delta.candidate && !delta.ratio) return mark_cell(not_comparable_mark);
    auto cell = number_cell(delta.ratio, 2);
    if (delta.ratio && delta.converted) cell.text += converted_mark;
    if (delta.few_samples() && delta.ratio) cell.text += few_samples_mark;
    return cell;
}

std::string conversion_note(const Delta& delta)
{
    if (!delta.ratio || !delta.converted) return {};
    return fmt::format("{} {}: one side is converted to the other's definition: {}", converted_mark,
                       metric_name(delta.metric, delta.statistic), delta.why);
}

Cell interval_cell(const Delta& delta)
{
    if (!delta.interval) return mark_cell(absent_mark);
    return text_cell(fmt::format("{} to {}", shown(delta.interval->low, 2), shown(delta.interval->high, 2)));
}

bool says_nothing(const Delta& delta)
{
    using enum compare::Difference;
    return delta.verdict == compare::Judgement::inconclusive && delta.finding.difference != better &&
           delta.finding.difference != worse;
}

Cell change_cell(const Delta& delta)
{
    if (says_nothing(delta))
        return text_cell(delta.p ? fmt::format("{} (p = {})", nothing_shown_mark, shown(*delta.p, 2))
                                 : std::string(nothing_shown_mark));
    if (!delta.change_percent) return mark_cell(delta.base && delta.candidate ? not_comparable_mark : absent_mark);
    return {signed_percent(*delta.change_percent), delta.change_percent};
}

Column convention_column(RatioConvention convention)
{
    switch (convention) {
    case RatioConvention::above_one_is_better:
        return number_column("Times better (> 1)");
    case RatioConvention::below_one_is_better:
        return number_column("Ratio (< 1 is better)");
    case RatioConvention::improvement:
        return number_column("Improvement (> 1)");
    }
    return number_column({});
}

namespace {

std::optional<double> converted(const Delta& delta, RatioConvention convention)
{
    if (!delta.ratio || *delta.ratio == 0) return std::nullopt;
    const bool lower = lower_is_better(delta.metric);
    switch (convention) {
    case RatioConvention::above_one_is_better:
        return lower ? 1 / *delta.ratio : *delta.ratio;
    case RatioConvention::below_one_is_better:
        return lower ? *delta.ratio : 1 / *delta.ratio;
    case RatioConvention::improvement:
        return lower ? 2 - *delta.ratio : *delta.ratio;
    }
    return std::nullopt;
}

} // namespace

Cell convention_cell(const Delta& delta, RatioConvention convention)
{
    if (delta.base && delta.candidate && !delta.ratio) return mark_cell(not_comparable_mark);
    const auto value = converted(delta, convention);
    const bool rate = convention == RatioConvention::improvement && !lower_is_better(delta.metric);
    auto cell = number_cell(value, rate ? 3 : 2);
    if (rate && value) cell.text += "x"; // as version tables write it: 1.44 less time, but 1.440x the rate
    return cell;
}

void add_verdict_notes(Table& table, std::span<const Delta* const> deltas)
{
    const auto any = [&](const auto& holds) {
        return std::ranges::any_of(deltas, [&](const Delta* delta) { return holds(*delta); });
    };
    if (any([](const Delta& delta) { return delta.finding.basis == compare::Basis::requests; }))
        table.notes.emplace_back(
            "95 % intervals of the ratio are from the requests of one run of each side: what moves "
            "from run to run is not in them.");
    if (any([](const Delta& delta) { return delta.finding.basis == compare::Basis::runs; }))
        table.notes.emplace_back("95 % intervals of the ratio are from the repetitions of the level.");
    if (any(says_nothing)) table.notes.push_back(fmt::format("{} no difference is shown.", nothing_shown_mark));
    if (any([](const Delta& delta) { return delta.few_samples(); }))
        table.notes.push_back(fmt::format(
            "{} fewer requests than the percentile needs to be told from the largest values.", few_samples_mark));
}

std::string convention_note(const Comparison& comparison, RatioConvention convention)
{
    const auto& b = comparison.base_label;
    const auto& c = comparison.candidate_label;
    const auto header = convention_column(convention).header;
    switch (convention) {
    case RatioConvention::above_one_is_better:
        return fmt::format("{}: {} / {} where ↓, {} / {} where ↑.", header, b, c, c, b);
    case RatioConvention::below_one_is_better:
        return fmt::format("{}: {} / {} where ↓, {} / {} where ↑.", header, c, b, b, c);
    case RatioConvention::improvement:
        return fmt::format("{}: 2 - {} / {} where ↓, which is 1 + the share of time saved and no speedup; {} / {} "
                           "where ↑.",
                           header, c, b, c, b);
    }
    return {};
}

} // namespace kneepoint::report
