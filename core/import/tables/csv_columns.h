// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guidellm_metrics.h"

#include <optional>
#include <string>
#include <vector>

namespace kneepoint::import {

/// What a column of a GuideLLM CSV holds.
struct CsvColumn {
    enum class Field : std::uint8_t {
        ignored,
        strategy,
        start,
        duration,
        successful,
        incomplete,
        errored,
        mean,
        median,
        stddev,
        percentiles,    ///< a list of [min, p0.1, ..., p99, max] in one cell
        mean_interval,  ///< [low, high] or nothing (0.8.1)
        rank_intervals, ///< {"p95": [low, high], ...} (0.8.1)
        run_id,
        profile,
        backend,
        requests,
        metadata,
        arguments,
    };
    Field field = Field::ignored;
    std::optional<MetricId> metric;
    Population population = Population::successful;
    std::string name; ///< the header's texts, for provenance
};

struct CsvLayout {
    GuidellmShape shape = GuidellmShape::v0_4;
    std::string release;
    std::size_t header_rows = 0;
    std::vector<CsvColumn> columns;
    /// Columns before the first block that a version before 0.7 may add or leave out for one level.
    std::size_t fixed_columns = 0;
    bool optional_blocks = false; ///< the header has such blocks, and its version leaves them out level by level
};

/// Binds the columns by their header texts; empty when the rows are no GuideLLM CSV.
std::optional<CsvLayout> csv_layout(const std::vector<std::vector<std::string>>& rows);

} // namespace kneepoint::import
