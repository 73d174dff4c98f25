// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tables.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

// What the tables of a pair share: a number's name, its ratio in each convention, its change and verdict.
namespace kneepoint::report {

struct Number {
    MetricId metric;
    Statistic statistic;
};

bool lower_is_better(MetricId metric);
/// "TTFT median, ms ↓"
std::string with_arrow(Number number);

/// candidate / base; a mark where both sides have the number and are still not comparable.
Cell ratio_cell(const compare::Delta& delta);
Cell change_cell(const compare::Delta& delta);
Cell judgement_cell(compare::Judgement judgement);

Column convention_column(RatioConvention convention);
Cell convention_cell(const compare::Delta& delta, RatioConvention convention);
/// "Times better (> 1): BF16 / FP8 where ↓, FP8 / BF16 where ↑."
std::string convention_note(const compare::Comparison& comparison, RatioConvention convention);

} // namespace kneepoint::report
