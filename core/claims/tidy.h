// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "table.h"

#include <vector>

namespace kneepoint::claims {

/// The tables with their sides in rows, settings and metrics in columns, whichever way the document prints them:
/// - sides in the headers, one metric in several columns ("Old latency | New latency"): a row for each side and
/// setting;
/// - rows that are metrics, columns that are sides ("Benchmark | BF16 | FP8"): turned;
/// - one table for each side, with equal headers and rows, told apart by their titles: joined.
/// Others stay as they are. Each cell remembers where the document has it.
std::vector<Table> tidy_tables(const std::vector<Table>& tables);

/// Beside known benchmarks an average and headers without a family that print the same kind of figure are scores too.
void name_scores(Table& table);

} // namespace kneepoint::claims
