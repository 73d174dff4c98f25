// SPDX-License-Identifier: GPL-3.0-or-later
#include "escape.h"
#include "figures.h"
#include "level_text.h"
#include "rules.h"
#include "tables.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

using compare::Comparison;
using compare::Judgement;
using compare::MetricCrossover;

namespace {

std::string crossed_name(const MetricCrossover& one)
{
    return metric_name(one.metric, one.statistic);
}

/// "10.1 to 14", "from 10.1 up"; an end that may lie beyond the measured range is none.
std::string interval_text(const MetricCrossover& one)
{
    if (!one.has_interval) return std::string(absent_mark);
    if (one.low && one.high) return fmt::format("{} to {}", load_text(*one.low), load_text(*one.high));
    if (one.low) return fmt::format("from {} up, or beyond the range", load_text(*one.low));
    if (one.high) return fmt::format("up to {}, or below the range", load_text(*one.high));
    return "anywhere in the range, or beyond it";
}

std::string crossings_text(const MetricCrossover& one)
{
    if (one.crossings.empty()) return "none in the measured range";
    std::vector<std::string> texts;
    for (const auto& crossing : one.crossings)
        texts.push_back(fmt::format("{} from {} on", to_string(crossing.becomes), load_text(crossing.load)));
    return enumerated(texts);
}

/// "FP8 stops being better in TTFT median at 12.3 concurrent requests (95 % 10.1 to 14)."
Sentence crossing_sentence(const Comparison& comparison, const MetricCrossover& one)
{
    const auto& first = one.crossings.front();
    const auto interval = one.has_interval ? fmt::format(" (95 % {})", interval_text(one)) : std::string{};
    const auto becomes = first.becomes == Judgement::better  ? "becomes better"
                         : first.becomes == Judgement::worse ? "becomes worse"
                         : one.at_low == Judgement::worse    ? "stops being worse"
                                                             : "stops being better";
    auto text =
        fmt::format("{} {} in {} from {} concurrent requests on{}", markdown_escaped(comparison.candidate_label),
                    becomes, crossed_name(one), load_text(first.load), interval);
    if (one.crossings.size() > 1)
        text += fmt::format("; the curves cross {} times between {} and {}", one.crossings.size(),
                            load_text(one.range.low), load_text(one.range.high));
    return {text + ".", "crossover"};
}

/// Whether each level that both sides have gave this verdict: curves may lie apart where no difference is shown.
bool is_shown(const Comparison& comparison, const MetricCrossover& one, Judgement standing)
{
    return std::ranges::none_of(comparison.levels, [&](const compare::AlignedLevel& level) {
        const auto* delta = find_delta(level, one.metric, one.statistic);
        return delta && delta->ratio && !level.excluded && delta->verdict != standing;
    });
}

/// Of the curves that do not cross: those with a verdict at every load, then the others.
void add_uncrossed(std::vector<Sentence>& sentences, const Comparison& comparison, Judgement standing)
{
    std::vector<std::string> shown_at_all, lie_apart;
    for (const auto& one : comparison.crossovers)
        if (one.crossings.empty() && one.at_low == standing)
            (is_shown(comparison, one, standing) ? shown_at_all : lie_apart).push_back(crossed_name(one));
    const auto label = markdown_escaped(comparison.candidate_label), base = markdown_escaped(comparison.base_label);
    if (!shown_at_all.empty())
        sentences.push_back({fmt::format("{} is {} than {} in {} over the whole range measured on both sides: none of "
                                         "these curves cross.",
                                         label, to_string(standing), base, enumerated(shown_at_all)),
                             "no-crossover"});
    if (!lie_apart.empty())
        sentences.push_back(
            {fmt::format("In {} the curve of {} lies on the {} side of that of {} over the whole range, "
                         "though a difference is not shown at every load.",
                         enumerated(lie_apart), label, to_string(standing), base),
             "no-crossover-not-shown"});
}

} // namespace

std::vector<Sentence> crossover_sentences(const Comparison& comparison)
{
    std::vector<Sentence> sentences;
    for (const auto standing : {Judgement::better, Judgement::worse}) add_uncrossed(sentences, comparison, standing);
    for (const auto& one : comparison.crossovers)
        if (!one.crossings.empty() && (one.at_low == Judgement::better || one.crossings.front().becomes != one.at_low))
            sentences.push_back(crossing_sentence(comparison, one));
    return sentences;
}

std::vector<Table> crossover_tables(std::span<const Comparison> comparisons)
{
    Table table{"Crossovers by load",
                {text_column("Candidate"), text_column("Metric"), text_column("At low load"), text_column("Crosses"),
                 text_column("First crossing, 95 %"), text_column("Measured on both sides")},
                {},
                {"Where the candidate's curve passes the base's, both interpolated between their levels, never beyond "
                 "them; equivalent: within the margin of each other."}};
    for (const auto& comparison : comparisons)
        for (const auto& one : comparison.crossovers)
            table.rows.push_back(
                {text_cell(comparison.candidate_label), text_cell(crossed_name(one)),
                 text_cell(std::string(to_string(one.at_low))), text_cell(crossings_text(one)),
                 text_cell(interval_text(one)),
                 text_cell(fmt::format("{} to {}", load_text(one.range.low), load_text(one.range.high)))});
    if (table.rows.empty()) return {};
    return {std::move(table)};
}

std::vector<Table> equal_latency_tables(std::span<const Comparison> comparisons)
{
    std::vector<Table> tables;
    for (const auto& comparison : comparisons)
        for (const auto metric : {MetricId::ttft, MetricId::itl, MetricId::request_latency}) {
            const auto unit = unit_symbol(metric_info(metric).unit);
            Table table{fmt::format("Load at equal {} of {} and {}", metric_name(metric, Statistic::median()),
                                    comparison.candidate_label, comparison.base_label),
                        {number_column(fmt::format("{}, {}", metric_info(metric).name, unit)),
                         number_column(comparison.base_label + ", load"),
                         number_column(comparison.candidate_label + ", load"),
                         number_column(comparison.candidate_label + " / " + comparison.base_label)},
                        {},
                        {"The loads at which each side first reaches the latency; above 1 the candidate carries more. "
                         "* between two of its levels."}};
            for (const auto& one : comparison.equal_latency) {
                if (one.metric != metric) continue;
                auto candidate = number_cell(one.candidate, 1);
                if (one.interpolated) candidate.text += "*";
                table.rows.push_back({number_cell(one.latency, shown_decimals(metric, {one.latency})),
                                      number_cell(one.base, 1), std::move(candidate), number_cell(one.ratio, 2)});
            }
            if (!table.rows.empty()) tables.push_back(std::move(table));
        }
    return tables;
}

} // namespace kneepoint::report
