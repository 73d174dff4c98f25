// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "table.h"

#include "kneepoint/base/progress.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kneepoint::claims {

/// A figure of a run that a cell could print.
struct Measured {
    double value = 0; ///< in the unit of the column
    std::string what; ///< "TTFT p95", "arc_easy acc_norm"
    const Run* run = nullptr;
    std::string place; ///< inside its file
    std::optional<double> stderr_value;
    std::optional<std::uint64_t> n;
};

/// Figures of a level that a column may show, the likeliest statistic first; empty when its header names no metric.
std::vector<Measured> of_level(const Run& run, const Level& level, const Column& column);
/// Scores of a run that a column of a table may show, the likeliest first. A task must be named by the column, the
/// title or the row.
std::vector<Measured> of_scores(const Run& run, const Table& table, const Column& column, const Row& row);

/// Finds the runs that rows of the document are about and checks their cells against them. Cells that a run confirms
/// take its unrounded figure. Rows are found by name; rows that are levels of one run by the figures themselves.
/// @param bound_runs how many runs some row states
std::vector<Claim> check_measured(std::vector<Table>& tables, std::span<const Run> runs, Problems& problems,
                                  std::size_t& bound_runs, Progress& progress);

} // namespace kneepoint::claims
