// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/report.h"

#include <span>
#include <vector>

// The tables that commands, window and report share.
namespace kneepoint::report {

Table latency_table(const Charted& charted);
Table throughput_table(const Charted& charted);

/// How a ratio is written beside the plain one.
enum class RatioConvention : std::uint8_t {
    above_one_is_better, ///< base / candidate for latencies, candidate / base for rates
    below_one_is_better, ///< candidate / base for latencies, base / candidate for rates
    improvement,         ///< 2 - candidate / base for latencies, candidate / base for rates: version over version
};

inline constexpr RatioConvention plain_convention[] = {RatioConvention::above_one_is_better};

/// The highest set load of each side, then the synchronous and throughput rows.
std::vector<Table> like_for_like_tables(const compare::Comparison& comparison, std::span<const Charted> runs,
                                        const compare::Options& options, std::span<const RatioConvention> conventions);
/// One table per metric, one row per aligned level.
std::vector<Table> level_tables(const compare::Comparison& comparison,
                                std::span<const RatioConvention> conventions = {});
/// What fits on a terminal: the highest set load of each side, TTFT and ITL medians by load, the headline scores.
std::vector<Table> brief_tables(const compare::Comparison& comparison, std::span<const Charted> runs,
                                const compare::Options& options);
/// One table per metric and statistic, one column pair per candidate.
std::vector<Table> equal_load_tables(std::span<const compare::Comparison> comparisons);

/// One table per candidate and metric: the loads at which both sides first reach a latency.
std::vector<Table> equal_latency_tables(std::span<const compare::Comparison> comparisons);
/// One table, a row per candidate and metric.
std::vector<Table> crossover_tables(std::span<const compare::Comparison> comparisons);

struct LabelledCapacity {
    const Run* run = nullptr;
    std::string label;
    compare::Capacity capacity;
};
/// Of every run, the base first; taken from the comparisons where they hold it.
std::vector<LabelledCapacity> capacities(std::span<const Charted> runs,
                                         std::span<const compare::Comparison> comparisons,
                                         const compare::Options& options);
Table capacity_table(std::span<const LabelledCapacity> capacities);
std::vector<Table> slo_tables(std::span<const LabelledCapacity> capacities);

Table accuracy_table(const compare::Comparison& comparison);
/// Recovery with its interval, above chance where that is known, and what changed question by question.
Table flips_table(const compare::Comparison& comparison);
/// McNemar's exact p, mid-p and χ² of each score's flips; no rows without flips.
Table mcnemar_table(const compare::Comparison& comparison);
/// The rows of accuracy_table that stand for a whole task or group at the top, with what they come to below.
Table headline_table(const compare::Comparison& comparison);
/// Tasks by configurations; empty with fewer than two candidates.
std::vector<Table> accuracy_overview(std::span<const compare::Comparison> comparisons);
Table group_check_table(const compare::Comparison& comparison);

Table setup_table(const compare::Comparison& comparison);
Table problems_table(std::span<const Charted> runs, std::span<const compare::Comparison> comparisons);

/// The run of that id, or null.
const Charted* find_run(std::span<const Charted> runs, std::string_view id);

} // namespace kneepoint::report
