// SPDX-License-Identifier: GPL-3.0-or-later
#include "ratio_cells.h"

#include "figures.h"

#include <fmt/format.h>

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
    return number_cell(delta.ratio, 2);
}

Cell change_cell(const Delta& delta)
{
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
