// SPDX-License-Identifier: GPL-3.0-or-later
#include "sections.h"

#include "escape.h"
#include "figures.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace kneepoint::report {

namespace {

/// Definitions that the charted runs use, in the catalogue's order of metrics, with the runs that use them.
Table definitions_table(const ReportInput& input)
{
    std::map<std::pair<MetricId, std::string>, std::vector<std::string>> used;
    for (const auto& charted : input.runs) {
        if (!charted.run) continue;
        for (const auto& level : charted.run->levels)
            for (const auto& [metric, distribution] : level.metrics) {
                auto& labels = used[{metric, distribution.definition}];
                if (std::ranges::find(labels, charted.label) == labels.end()) labels.push_back(charted.label);
            }
    }
    Table table{"Definitions used", {text_column("Metric"), text_column("Definition"), text_column("Runs")}, {}, {}};
    for (const auto& [key, labels] : used) {
        const auto* known = definition(key.second);
        if (!known) continue;
        table.rows.push_back({text_cell(std::string(metric_info(key.first).long_name)), text_cell(known->text()),
                              text_cell(join(labels, ", "))});
    }
    return table;
}

/// What the verdicts of latencies and rates rest on, as far as it occurs.
std::vector<Sentence> verdict_methods(const ReportInput& input)
{
    const auto any = [&](compare::Basis basis) {
        return std::ranges::any_of(input.comparisons, [&](const auto& comparison) {
            return std::ranges::any_of(comparison.levels, [&](const auto& level) {
                return std::ranges::any_of(level.deltas,
                                           [&](const auto& delta) { return delta.finding.basis == basis; });
            });
        });
    };
    const auto margin = exact(input.options.similar_percent);
    std::vector<Sentence> sentences;
    if (any(compare::Basis::runs))
        sentences.push_back(
            {"Where a level was repeated on both sides, its ratio is that of the geometric means of its "
             "repetitions, with Student's t interval of the logarithms and the Mann-Whitney test "
             "beside it.",
             "method-runs"});
    if (any(compare::Basis::requests))
        sentences.push_back({"Else latencies carry 95 % intervals from the requests of each run: order statistics, "
                             "widened by how much ten batches of consecutive requests move together; the ratio's "
                             "interval and p combine both sides'. What moves from run to run is not in them.",
                             "method-requests"});
    if (any(compare::Basis::runs) || any(compare::Basis::requests))
        sentences.push_back(
            {fmt::format("With an interval, better means that a gain is shown (p < 0.05), equivalent that "
                         "both one-sided 95 % bounds lie within {} %, worse that a loss is shown and "
                         "lies beyond {} %; else inconclusive. Cells are not adjusted for their number.",
                         margin, margin),
             "method-verdict"});
    sentences.push_back(
        {fmt::format("{} follow the metric's direction; changes of at most {} % are called equivalent. One "
                     "run per side without its requests carries no interval: this is no test of "
                     "significance.",
                     sentences.empty() ? "Better and worse" : "Without one, better and worse", margin),
         "method-similar"});
    return sentences;
}

/// How knees, crossovers and probabilities were found, as far as they occur.
std::vector<Sentence> capacity_methods(const ReportInput& input)
{
    bool knee = false, crossover = false, probability = false;
    for (const auto& comparison : input.comparisons) {
        crossover = crossover || !comparison.crossovers.empty();
        for (const auto* capacity : {&comparison.base_capacity, &comparison.candidate_capacity}) {
            if (!*capacity) continue;
            knee = knee || !(*capacity)->knees.empty();
            for (const auto& slo : (*capacity)->slos) probability = probability || !slo.met.empty();
        }
    }
    std::vector<Sentence> sentences;
    if (knee)
        sentences.push_back(
            {"Knee: the corner of two straight lines through the logarithms of load and latency, least "
             "squares (else the level farthest below their chord); its interval by parametric bootstrap "
             "from the errors of the levels' latencies.",
             "method-knee"});
    if (crossover)
        sentences.push_back(
            {"Crossover: where the candidate's curve over load passes the base's, each interpolated "
             "linearly between its own levels, inside the range measured on both sides; interval as for "
             "the knee.",
             "method-crossover"});
    if (probability)
        sentences.push_back({"Probability that a level meets an objective: beta posterior of the share of requests "
                             "within the limit, their number reduced by how much they move together.",
                             "method-probability"});
    return sentences;
}

Bullets performance_methods(const ReportInput& input)
{
    Bullets bullets;
    const auto add = [&](std::string text, std::string rule) {
        bullets.items.push_back({std::move(text), std::move(rule)});
    };
    add("Ratio = candidate / base; change = 100 × (candidate - base) / base. Both are computed from unrounded values "
        "where the file "
        "holds them, else from its printed figures.",
        "method-ratio");
    for (auto& sentence : verdict_methods(input)) bullets.items.push_back(std::move(sentence));
    add(fmt::format("Max concurrency = the highest {} concurrency (or number of streams) of the rows whose load was "
                    "set: constant, poisson, "
                    "concurrent. {}",
                    to_string(input.options.concurrency_statistic),
                    input.options.include_throughput ? "Throughput rows count, as asked for."
                                                     : "Synchronous and throughput rows do not count."),
        "method-max-concurrency");
    add("Equal load: the candidate is interpolated linearly over concurrency between its measured rows, never beyond "
        "them.",
        "method-equal-load");
    for (auto& sentence : capacity_methods(input)) bullets.items.push_back(std::move(sentence));
    for (const auto& comparison : input.comparisons)
        if (!comparison.alignment_why.empty())
            add(fmt::format("Rows of {} and {} were aligned {}.", markdown_escaped(comparison.base_label),
                            markdown_escaped(comparison.candidate_label), markdown_escaped(comparison.alignment_why)),
                "method-alignment");
    return bullets;
}

} // namespace

Blocks methods_blocks(const ReportInput& input)
{
    Blocks blocks;
    const bool performance =
        std::ranges::any_of(input.runs, [](const Charted& one) { return one.run && !one.run->levels.empty(); });
    const bool accuracy = std::ranges::any_of(input.comparisons, [](const auto& one) { return !one.accuracy.empty(); });
    if (!performance && !accuracy) return blocks;
    blocks.emplace_back(Sentence{
        "Figures are rounded once, for display: half away from zero on the shortest decimal text.", "method-rounding"});
    if (performance) {
        blocks.emplace_back(performance_methods(input));
        add_tables(blocks, {definitions_table(input)});
    }
    if (accuracy) blocks.emplace_back(accuracy_methods(input));
    return blocks;
}

Blocks sources_blocks(const ReportInput& input)
{
    Table table{
        "Files", {text_column("Of"), text_column("File"), text_column("Format"), text_column("SHA-256")}, {}, {}};
    const auto add = [&](std::string_view label, const Run& run) {
        for (const auto& source : run.provenance.files) {
            std::vector<Cell> row{text_cell(std::string(label)), text_cell(source.file), text_cell(source.format),
                                  source.sha256.empty() ? mark_cell(absent_mark) : text_cell(source.sha256)};
            if (std::ranges::find(table.rows, row) == table.rows.end()) table.rows.push_back(std::move(row));
        }
    };
    for (const auto& subject : input.subjects) {
        for (const auto* run : {subject.performance, subject.accuracy})
            if (run) add(subject.label, *run);
        for (const auto* run : subject.context)
            if (run) add(subject.label, *run);
        for (const auto* run : subject.repetitions) add(subject.label, *run);
    }
    for (const auto& charted : input.runs)
        if (charted.run) add(charted.label, *charted.run);
    Blocks blocks;
    add_tables(blocks, {std::move(table)});
    return blocks;
}

} // namespace kneepoint::report
