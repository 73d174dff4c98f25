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

constexpr double one_sided_level = 0.05; ///< of the one-sided tests against the margin

using Items = std::vector<Sentence>;

void add_recoveries(Items& items, const compare::AccuracySummary& summary)
{
    if (!summary.mean_recovery_percent) return;
    std::vector<std::string> tasks;
    for (const auto& task : summary.tasks) tasks.push_back(markdown_escaped(task));
    items.push_back({fmt::format("Mean recovery: **{} %** (mean of 100 × candidate / base over {}){}",
                                 shown(*summary.mean_recovery_percent, 2), enumerated(tasks),
                                 markdown_escaped(recovery_spread(summary))),
                     "mean-recovery"});
    if (!summary.recovery_of_means_percent || summary.tasks.size() < 2) return;
    const bool drawn = summary.resampled && summary.resampled->recovery_interval;
    const auto interval = drawn ? summary.resampled->recovery_interval : summary.recovery_of_means_interval;
    items.push_back({fmt::format("Recovery of the means, as in model cards: **{} %**{}",
                                 shown(*summary.recovery_of_means_percent, 2),
                                 interval ? fmt::format(" (95 % interval {} to {}, {})", shown(interval->low, 2),
                                                        shown(interval->high, 2), drawn ? "bootstrap" : "delta method")
                                          : std::string{}),
                     "recovery-of-means"});
}

void add_flips(Items& items, const compare::FlipCount& flips)
{
    if (flips.tasks == 0) return;
    items.push_back(
        {fmt::format(
             "Flips over {}: harmful {}, beneficial {} of {} ({} %)", counted(flips.tasks, "task"), flips.lost,
             flips.gained, counted(flips.documents, "question"),
             shown(100 * static_cast<double>(flips.lost + flips.gained) / static_cast<double>(flips.documents), 1)),
         "flips"});
}

/// How many of the scores that stand for a task pass each of both tests against the margin.
void add_margins(Items& items, const compare::Comparison& comparison, double margin)
{
    std::size_t tested = 0, not_worse = 0, alike = 0;
    for (const auto& delta : comparison.accuracy) {
        if (!delta.primary || delta.is_group || !delta.non_inferiority_p) continue;
        ++tested;
        not_worse += *delta.non_inferiority_p <= one_sided_level ? 1 : 0;
        alike += *delta.equivalence_p <= one_sided_level ? 1 : 0;
    }
    if (tested == 0) return;
    items.push_back({fmt::format("Not worse than the base by more than {} (points for proportions, percent of the base "
                                 "otherwise): shown for {} of {}; neither worse nor better by "
                                 "more (two one-sided tests): for {}",
                                 exact(margin), not_worse, counted(tested, "task"), alike),
                     "margins"});
}

Bullets summary_bullets(const compare::Comparison& comparison, const compare::Options& options)
{
    const auto& summary = comparison.accuracy_summary;
    Bullets bullets;
    add_recoveries(bullets.items, summary);
    add_margins(bullets.items, comparison, options.accuracy_margin);
    add_flips(bullets.items, summary.flips);
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
    if (auto bullets = summary_bullets(comparison, input.options); !bullets.items.empty())
        blocks.emplace_back(std::move(bullets));
    add_tables(blocks, {accuracy_table(comparison), flips_table(comparison), mcnemar_table(comparison)});
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
