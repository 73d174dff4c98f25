// SPDX-License-Identifier: GPL-3.0-or-later
#include "sections.h"

#include "rules.h"
#include "tables.h"

#include "kneepoint/report/overview.h"

namespace kneepoint::report {

Blocks overview_blocks(const ReportInput& input)
{
    const auto overview = overview_of(input.comparisons, input.options);
    Blocks blocks;
    for (auto& sentence : recommendation(overview, input.options)) blocks.emplace_back(std::move(sentence));
    if (blocks.empty()) return blocks;
    add_tables(blocks, {overview_table(overview)});
    add_figure(blocks, input, "overview");
    return blocks;
}

Blocks crossover_blocks(const ReportInput& input)
{
    Blocks blocks;
    for (const auto& comparison : input.comparisons)
        for (auto& sentence : crossover_sentences(comparison)) blocks.emplace_back(std::move(sentence));
    if (!blocks.empty()) add_tables(blocks, crossover_tables(input.comparisons));
    add_tables(blocks, equal_latency_tables(input.comparisons));
    return blocks;
}

} // namespace kneepoint::report
