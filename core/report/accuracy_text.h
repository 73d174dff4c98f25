// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::report {

/// "arc_easy acc_norm", with the filter where there is one.
std::string score_name(const compare::AccuracyDelta& delta);
bool same_score(const compare::AccuracyDelta& a, const compare::AccuracyDelta& b);
/// Same task, metric and filter in a comparison, or null.
const compare::AccuracyDelta* find_score(const compare::Comparison& comparison, const compare::AccuracyDelta& wanted);

/// The one metric of each task that stands for it: those at the top, or all of them when none is there.
std::vector<const compare::AccuracyDelta*> headline_scores(const compare::Comparison& comparison);
/// Union over the comparisons, in their order.
std::vector<const compare::AccuracyDelta*> headline_scores(std::span<const compare::Comparison> comparisons);

/// What follows a mean recovery: ", from 84.76 % (kp_arith exact_match) to 110.10 % (kp_macro acc); kp_text
/// word_perplexity stands apart, because lower is better". Plain text.
std::string recovery_spread(const compare::AccuracySummary& summary);

/// "0.048", "0.0012", "< 0.0001".
std::string p_text(double p);

/// 100 for proportions, which are shown in percent and whose differences are points; 1 otherwise.
double display_scale(const compare::AccuracyDelta& delta);
/// Half the width of a 95 % interval is this many standard errors.
inline constexpr double z95 = 1.959963984540054;

/// How many scores were tested question by question, and how many by their standard errors alone.
struct TestedScores {
    std::size_t paired = 0, unpaired = 0;
};
TestedScores tested_scores(std::span<const compare::Comparison> comparisons);

} // namespace kneepoint::report
