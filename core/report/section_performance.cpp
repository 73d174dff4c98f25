// SPDX-License-Identifier: GPL-3.0-or-later
#include "sections.h"

#include "escape.h"
#include "figures.h"
#include "level_text.h"
#include "rules.h"
#include "tables.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <cmath>

namespace kneepoint::report {

namespace {

std::vector<LabelledCapacity> capacities_of(const ReportInput& input)
{
    return capacities(input.runs, input.comparisons, input.options);
}

} // namespace

Blocks performance_blocks(const ReportInput& input)
{
    Blocks blocks;
    const auto names = words(input.kind);
    for (const auto& charted : input.runs) {
        if (!charted.run || charted.run->levels.empty()) continue;
        blocks.emplace_back(
            Heading{3, fmt::format("{} ({})", charted.label, charted.identity == 0 ? names.base : names.candidate)});
        add_tables(blocks, {latency_table(charted), throughput_table(charted)});
    }
    for (const auto* kind : {"ttft", "itl", "latency", "throughput"}) add_figure(blocks, input, kind);
    return blocks;
}

Blocks capacity_blocks(const ReportInput& input)
{
    const auto all = capacities_of(input);
    Bullets bullets;
    for (const auto& one : all)
        if (one.capacity.max_concurrency)
            bullets.items.push_back({fmt::format("Max concurrent requests at a set load, {}: **{}**",
                                                 markdown_escaped(one.label), shown(*one.capacity.max_concurrency, 1)),
                                     "max-concurrency"});
    if (bullets.items.empty()) return {};
    Blocks blocks;
    blocks.emplace_back(std::move(bullets));
    for (const auto& comparison : input.comparisons)
        if (const auto clause = load_clause(comparison, input.options))
            blocks.emplace_back(
                Sentence{fmt::format("{} {}.", markdown_escaped(comparison.candidate_label), *clause), "load"});
    blocks.emplace_back(
        Sentence{"The loads were chosen beforehand, by a list or by the sweep itself: the highest is the highest "
                 "that was tried, not a limit that was found.",
                 "highest-load-is-tried"});
    blocks.emplace_back(capacity_table(all));
    return blocks;
}

Blocks latency_blocks(const ReportInput& input)
{
    Blocks blocks;
    for (const auto& comparison : input.comparisons)
        if (auto sentence = highest_load_sentence(comparison, input.runs, input.options))
            blocks.emplace_back(std::move(*sentence));
    Bullets bullets;
    for (const auto& one : capacities_of(input)) {
        const auto* level = level_at(*one.run, one.capacity.max_level);
        const auto itl = level ? level->value(MetricId::itl, Statistic::median()) : std::nullopt;
        if (!itl || !one.capacity.max_concurrency) continue;
        const auto load = shown(*one.capacity.max_concurrency, 1);
        bullets.items.push_back({fmt::format("{}: concurrency = {}, ITL = {}", markdown_escaped(one.label), load,
                                             with_unit(*itl, MetricId::itl)),
                                 "itl-at-max-concurrency"});
    }
    if (!bullets.items.empty()) blocks.emplace_back(std::move(bullets));
    return blocks;
}

namespace {

/// A ratio of printed figures is only known within their rounding: 34.5 / 14.7 may be 2.34 to 2.36.
std::string rounding_text(const Run& run, const compare::Degradation& degradation, int decimals)
{
    const auto numbers = run.setup.facts.find("numbers");
    if (numbers == run.setup.facts.end() || numbers->second.value != "printed") return {};
    const double half = 0.5 * std::pow(10.0, -decimals);
    const auto least = shown((degradation.high_value - half) / (degradation.low_value + half), 2);
    const auto most = shown((degradation.high_value + half) / (degradation.low_value - half), 2);
    return degradation.low_value <= half ? "" : fmt::format("; the printed figures allow {} to {}", least, most);
}

} // namespace

Blocks degradation_blocks(const ReportInput& input)
{
    Bullets bullets;
    for (const auto& one : capacities_of(input)) {
        const auto& degradation = one.capacity.itl_degradation;
        if (!degradation) continue;
        const auto* high = level_at(*one.run, degradation->high_level);
        const auto* low = level_at(*one.run, degradation->low_level);
        const int decimals = shown_decimals(MetricId::itl, {degradation->high_value, degradation->low_value});
        bullets.items.push_back(
            {fmt::format("{}: {} / {} = **{}** (rows {} and {}{})", markdown_escaped(one.label),
                         shown(degradation->high_value, decimals), shown(degradation->low_value, decimals),
                         shown(degradation->ratio, 2), high ? markdown_escaped(row_name(*high)) : "?",
                         low ? markdown_escaped(row_name(*low)) : "?", rounding_text(*one.run, *degradation, decimals)),
             "itl-degradation"});
    }
    if (bullets.items.empty()) return {};
    Blocks blocks;
    blocks.emplace_back(
        Sentence{"ITL degradation ratio = median ITL at the highest set load / median ITL at the lowest load, from "
                 "unrounded values where the file has them.",
                 "definition"});
    blocks.emplace_back(std::move(bullets));
    for (const auto& comparison : input.comparisons)
        for (auto& sentence : degradation_sentences(comparison)) blocks.emplace_back(std::move(sentence));
    add_figure(blocks, input, "degradation");
    return blocks;
}

Blocks equal_load_blocks(const ReportInput& input)
{
    if (input.comparisons.empty()) return {};
    auto tables = equal_load_tables(input.comparisons);
    if (tables.empty()) return {};
    Blocks blocks;
    for (const auto& comparison : input.comparisons)
        for (const auto metric : {MetricId::ttft, MetricId::itl, MetricId::request_latency})
            if (const auto clause = equal_load_clause(comparison, metric))
                blocks.emplace_back(Sentence{
                    fmt::format("{}: {}.", markdown_escaped(comparison.candidate_label), *clause), "equal-load"});
    add_tables(blocks, std::move(tables));
    return blocks;
}

namespace {

/// How each kind of report writes a ratio beside the plain one.
std::vector<RatioConvention> conventions_of(ReportKind kind)
{
    using enum RatioConvention;
    switch (kind) {
    case ReportKind::sku:
        return {below_one_is_better};
    case ReportKind::versions:
        return {above_one_is_better, improvement};
    case ReportKind::base_compressed:
    case ReportKind::n_way:
        break;
    }
    return {above_one_is_better};
}

} // namespace

Blocks side_by_side_blocks(const ReportInput& input)
{
    const auto conventions = conventions_of(input.kind);
    // Versions and SKUs are told apart by that ratio; elsewhere the change in percent says as much in a level's row.
    const bool at_levels = input.kind == ReportKind::sku || input.kind == ReportKind::versions;
    Blocks blocks;
    for (const auto& comparison : input.comparisons) {
        auto tables = like_for_like_tables(comparison, input.runs, input.options, conventions);
        auto levels = level_tables(comparison, at_levels ? conventions : std::vector<RatioConvention>{});
        if (tables.empty() && levels.empty()) continue;
        blocks.emplace_back(
            Heading{3, fmt::format("{} against {}", comparison.candidate_label, comparison.base_label)});
        if (const auto clause = same_load_clause(comparison))
            blocks.emplace_back(
                Sentence{fmt::format("{} {}.", markdown_escaped(comparison.candidate_label), *clause), "same-load"});
        add_tables(blocks, std::move(tables));
        add_tables(blocks, std::move(levels));
    }
    if (!blocks.empty()) add_figure(blocks, input, "ratio");
    return blocks;
}

Blocks slo_blocks(const ReportInput& input)
{
    Blocks blocks;
    for (const auto& comparison : input.comparisons)
        for (auto& sentence : slo_sentences(comparison)) blocks.emplace_back(std::move(sentence));
    add_tables(blocks, slo_tables(capacities_of(input)));
    return blocks;
}

} // namespace kneepoint::report
