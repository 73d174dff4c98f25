// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/compare/comparison.h"
#include "kneepoint/report/charts.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::report {

struct Cell {
    std::string text;            ///< as shown, rounded
    std::optional<double> value; ///< unrounded, for CSV and JSON
    bool operator==(const Cell&) const = default;
};

struct Column {
    std::string header; ///< with the unit
    bool numeric = false;
    bool operator==(const Column&) const = default;
};

struct Table {
    std::string title;
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;
    std::vector<std::string> notes; ///< below the table
    bool operator==(const Table&) const = default;
};

std::string to_markdown(const Table& table); ///< GitHub table, numbers right-aligned, padded
std::string to_text(const Table& table);     ///< the same for a terminal: nothing is escaped
std::string to_csv(const Table& table);      ///< unrounded numbers
std::string to_json(const Table& table);     ///< {"schema":"kneepoint.table/1",...}, absent numbers null

/// Both tables of a run in GuideLLM's own console layout of 0.4 to 0.5.1, cell for cell.
std::string guidellm_console_text(const Run& run);

/// Names for --kind: "latency", "throughput", "brief", "side-by-side", "equal-load", "equal-latency", "crossover",
/// "overview", "slo", "capacity", "accuracy", "setup", "problems", "guidellm".
std::span<const KindInfo> table_kinds();
Result<std::vector<Table>> make_tables(std::string_view kind, std::span<const Charted> runs,
                                       std::span<const compare::Comparison> comparisons,
                                       const compare::Options& options);

} // namespace kneepoint::report
