// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/report.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Sentences by rule. A rule that does not hold gives none; what speaks against a sentence stands in it.
namespace kneepoint::report {

/// "carries 29 % more load (44 vs 34 concurrent requests at the highest set load)"; "was tried up to ..." when the
/// requests/s at those loads point the other way
std::optional<std::string> load_clause(const compare::Comparison& comparison, const compare::Options& options);
/// "24 to 36 % lower ITL at equal load"
std::optional<std::string> equal_load_clause(const compare::Comparison& comparison, MetricId metric);
/// "needs 17 to 31 % less time per token (ITL ratio 0.69 to 0.83, 1 to 128 streams)"; for runs of the same loads
std::optional<std::string> same_load_clause(const compare::Comparison& comparison);
/// "has ITL ratio 0.99 and TTFT ratio 1.00 with one request at a time, no other load in common"; for runs that share
/// no load that was set
std::optional<std::string> unset_load_clause(const compare::Comparison& comparison);
/// "no loss shown (4 tasks, margin 1 pt)"
std::optional<std::string> accuracy_clause(const compare::Comparison& comparison, const compare::Options& options);

/// "TTFT median of FP8 is higher at 1 of 8 loads (52.4 against 42.5 ms at 2 streams).": what the headline, which speaks
/// of tokens, leaves out.
std::vector<Sentence> ttft_losses(const compare::Comparison& comparison);

/// TTFT and ITL (medians) at the highest set load of each side, with the rows that say otherwise.
std::optional<Sentence> highest_load_sentence(const compare::Comparison& comparison, std::span<const Charted> runs,
                                              const compare::Options& options);

/// Which degradation ratio is larger, over which loads, and what it does not mean.
std::vector<Sentence> degradation_sentences(const compare::Comparison& comparison);

/// The load up to which both sides meet each objective.
std::vector<Sentence> slo_sentences(const compare::Comparison& comparison);

/// Levels measured on both sides, row against row.
std::vector<const compare::AlignedLevel*> measured_rows(const compare::Comparison& comparison);

/// "FP8 stops being better in TTFT median from 12.3 concurrent requests on (95 % 10.1 to 14).", and where none crosses.
std::vector<Sentence> crossover_sentences(const compare::Comparison& comparison);

/// The knee of that metric by the method preferred, or null.
const compare::KneePoint* knee_of(const compare::Capacity& capacity, MetricId metric);
/// "18.3 (two lines, 95 % 15 to 22)"
std::string knee_text(const compare::KneePoint& knee);

/// "44" or "37.5"
std::string load_text(double load);
/// "streams" where a number of them set the load, else "concurrent requests"
std::string_view load_unit(Strategy strategy);

} // namespace kneepoint::report
