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
/// What † stands for, with the definitions; empty for a ratio that carries none.
std::string conversion_note(const compare::Delta& delta);
/// "0.70 to 0.74": 95 % of the ratio.
Cell interval_cell(const compare::Delta& delta);
/// Inconclusive, and not because a loss is shown whose size is open: then no percentage is written.
bool says_nothing(const compare::Delta& delta);
/// "-12.9 %"; "~ (p = 0.31)" where no difference is shown.
Cell change_cell(const compare::Delta& delta);
/// What intervals and marks of these numbers mean.
void add_verdict_notes(Table& table, std::span<const compare::Delta* const> deltas);
Cell judgement_cell(compare::Judgement judgement);

Column convention_column(RatioConvention convention);
Cell convention_cell(const compare::Delta& delta, RatioConvention convention);
/// "Times better (> 1): BF16 / FP8 where ↓, FP8 / BF16 where ↑."
std::string convention_note(const compare::Comparison& comparison, RatioConvention convention);

} // namespace kneepoint::report
