// SPDX-License-Identifier: GPL-3.0-or-later
#include "sections.h"

#include "accuracy_text.h"
#include "escape.h"
#include "figures.h"
#include "rules.h"
#include "tables.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

namespace {

Bullets summary_bullets(const compare::AccuracySummary& summary)
{
    Bullets bullets;
    if (summary.mean_recovery_percent) {
        std::vector<std::string> tasks;
        for (const auto& task : summary.tasks) tasks.push_back(markdown_escaped(task));
        bullets.items.push_back({fmt::format("Mean recovery: **{} %** (mean of 100 × candidate / base over {}){}",
                                             shown(*summary.mean_recovery_percent, 2), enumerated(tasks),
                                             markdown_escaped(recovery_spread(summary))),
                                 "mean-recovery"});
    }
    if (summary.largest_abs_z)
        bullets.items.push_back(
            {fmt::format("Largest |z|: {} ({}){}", shown(*summary.largest_abs_z, 2),
                         markdown_escaped(summary.largest_abs_z_task),
                         *summary.largest_abs_z < 1.96 ? ": no single score differs at the 5 % level" : ""),
             "largest-z"});
    if (summary.largest_drop)
        bullets.items.push_back(
            {fmt::format("Largest drop of a single task: {} points ({})", shown(100 * *summary.largest_drop, 2),
                         markdown_escaped(summary.largest_drop_task)),
             "largest-drop"});
    return bullets;
}

std::optional<Sentence> group_sentence(const compare::Comparison& comparison)
{
    const auto& groups = comparison.accuracy_summary.groups;
    if (groups.empty()) return std::nullopt;
    const auto agreeing = static_cast<std::size_t>(std::ranges::count_if(groups, &compare::GroupCheck::agrees));
    return Sentence{
        fmt::format("{} of {} agree with the mean of their members.", agreeing, counted(groups.size(), "group value")),
        "group-check"};
}

void add_pair(Blocks& blocks, const compare::Comparison& comparison, const ReportInput& input)
{
    if (const auto clause = accuracy_clause(comparison, input.options))
        blocks.emplace_back(Sentence{fmt::format("{} against {}: {}.", markdown_escaped(comparison.candidate_label),
                                                 markdown_escaped(comparison.base_label), *clause),
                                     "accuracy"});
    if (auto bullets = summary_bullets(comparison.accuracy_summary); !bullets.items.empty())
        blocks.emplace_back(std::move(bullets));
    add_tables(blocks, {accuracy_table(comparison)});
    if (auto sentence = group_sentence(comparison)) blocks.emplace_back(std::move(*sentence));
    auto groups = group_check_table(comparison);
    std::erase_if(groups.rows, [](const auto& row) { return row.back().text == "agrees"; });
    add_tables(blocks, {std::move(groups)});
}

} // namespace

Blocks accuracy_blocks(const ReportInput& input)
{
    Blocks blocks;
    add_tables(blocks, accuracy_overview(input.comparisons));
    for (const auto& comparison : input.comparisons)
        if (!comparison.accuracy.empty()) add_pair(blocks, comparison, input);
    if (blocks.empty()) return blocks;
    add_figure(blocks, input, "accuracy");
    add_figure(blocks, input, "accuracy-delta");
    return blocks;
}

} // namespace kneepoint::report
