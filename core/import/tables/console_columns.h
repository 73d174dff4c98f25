// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guidellm_metrics.h"
#include "kneepoint/results/level.h"
#include "text_table.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kneepoint::import {

/// What a GuideLLM console table is about; a run has at most one of each.
enum class ConsolePart : std::uint8_t { summary, tokens, text_metrics, latency, throughput, info, stats, performance };

/// What one column of a console table says of a level.
struct ConsoleColumn {
    enum class Field : std::uint8_t { ignored, duration, successful, incomplete, errored, metric };
    Field field = Field::ignored;
    MetricId metric = MetricId::ttft;
    Statistic statistic;
    std::vector<double> ranks; ///< percentiles in one cell, separated by commas (0.1)
    std::string name;          ///< "ITL Mdn", for provenance
};

/// A console table that GuideLLM printed, with the meaning of its columns bound by their names.
struct ConsoleTable {
    TextTable table;
    ConsolePart part = ConsolePart::latency;
    Population population = Population::successful;
    std::vector<ConsoleColumn> columns;

    std::vector<std::string> names() const; ///< of the levels, in order
};

/// Empty when the table is none of GuideLLM's.
std::optional<ConsoleTable> console_table(TextTable table);

/// The generation that printed the tables of one run, and the release where that is finer ("0.6").
struct ConsoleLayout {
    GuidellmShape shape = GuidellmShape::v0_4;
    std::string release;
};
ConsoleLayout console_layout(std::span<const ConsoleTable> tables);

} // namespace kneepoint::import
