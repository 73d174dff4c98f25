// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/report.h"

#include <string>
#include <string_view>
#include <vector>

// A function per section; an empty result leaves the section out.
namespace kneepoint::report {

using Blocks = std::vector<Block>;

Blocks summary_blocks(const ReportInput& input);
Blocks overview_blocks(const ReportInput& input);
Blocks hardware_blocks(const ReportInput& input);
Blocks models_blocks(const ReportInput& input);
Blocks performance_blocks(const ReportInput& input);
Blocks capacity_blocks(const ReportInput& input);
Blocks latency_blocks(const ReportInput& input);
Blocks degradation_blocks(const ReportInput& input);
Blocks equal_load_blocks(const ReportInput& input);
Blocks crossover_blocks(const ReportInput& input);
Blocks side_by_side_blocks(const ReportInput& input);
Blocks slo_blocks(const ReportInput& input);
Blocks accuracy_blocks(const ReportInput& input);
Blocks setup_blocks(const ReportInput& input);
Blocks problems_blocks(const ReportInput& input);
Blocks methods_blocks(const ReportInput& input);
/// How the scores were compared, as far as it occurs.
Bullets accuracy_methods(const ReportInput& input);
Blocks sources_blocks(const ReportInput& input);

/// What the sides are called in this kind of report.
struct Words {
    std::string_view base, candidate;
};
Words words(ReportKind kind);

/// The chart of that kind as a figure, if it has points.
void add_figure(Blocks& blocks, const ReportInput& input, std::string_view kind);
void add_tables(Blocks& blocks, std::vector<Table> tables);

} // namespace kneepoint::report
