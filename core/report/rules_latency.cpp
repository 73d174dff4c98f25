// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules.h"

#include "escape.h"
#include "figures.h"
#include "level_text.h"
#include "tables.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace kneepoint::report {

using compare::Comparison;

namespace {

/// The median of a metric at the highest set load of both sides.
struct Highest {
    MetricId metric;
    double base, candidate;
    bool lower() const { return candidate < base; }
};

std::optional<Highest> highest(const Level& base, const Level& candidate, MetricId metric, double similar_percent)
{
    const auto* b = base.metric(metric);
    const auto* c = candidate.metric(metric);
    if (!b || !c || !comparable(b->definition, c->definition)) return std::nullopt;
    const auto vb = b->value(Statistic::median());
    const auto vc = c->value(Statistic::median());
    if (!vb || !vc || std::fabs(*vc - *vb) <= similar_percent / 100 * *vb) return std::nullopt;
    return Highest{metric, *vb, *vc};
}

/// "constant #7 (959.9 > 161.8)"
std::string exception_row(const compare::AlignedLevel& row, const compare::Delta& delta)
{
    const int decimals = shown_decimals(delta.metric, {delta.base, delta.candidate});
    return fmt::format("{} ({} {} {})", markdown_escaped(row.label), shown(*delta.candidate, decimals),
                       *delta.candidate > *delta.base ? ">" : "\\<", shown(*delta.base, decimals));
}

/// Rows in which the metric points the other way, one text per statistic: "p95 TTFT of rows a (..) and b (..)".
std::vector<std::string> exceptions(const Comparison& comparison, const Highest& claim)
{
    std::vector<std::string> texts;
    for (const auto statistic : {Statistic::median(), Statistic::percentile(95)}) {
        std::vector<std::string> rows;
        for (const auto* row : measured_rows(comparison)) {
            const auto* delta = find_delta(*row, claim.metric, statistic);
            if (!delta || !delta->ratio || delta->verdict == compare::Judgement::equivalent) continue;
            if ((*delta->ratio < 1) != claim.lower()) rows.push_back(exception_row(*row, *delta));
        }
        if (rows.empty()) continue;
        texts.push_back(fmt::format("{} {} of row{} {}", to_string(statistic), metric_info(claim.metric).name,
                                    rows.size() == 1 ? "" : "s", enumerated(rows)));
    }
    return texts;
}

std::string figures_text(const std::vector<Highest>& claims)
{
    std::vector<std::string> texts;
    for (const auto& claim : claims) {
        const int decimals = shown_decimals(claim.metric, {claim.base, claim.candidate});
        texts.push_back(fmt::format("{} {} against {} ms", metric_info(claim.metric).name,
                                    shown(claim.candidate, decimals), shown(claim.base, decimals)));
    }
    return join(texts, ", ");
}

/// "lower TTFT and ITL", "lower ITL but higher TTFT"
std::string what_text(const std::vector<Highest>& claims)
{
    std::vector<std::string> lower, higher;
    for (const auto& claim : claims) (claim.lower() ? lower : higher).emplace_back(metric_info(claim.metric).name);
    if (higher.empty()) return "lower " + enumerated(lower);
    if (lower.empty()) return "higher " + enumerated(higher);
    return fmt::format("lower {} but higher {}", enumerated(lower), enumerated(higher));
}

std::string load_text_of_both(const Comparison& comparison)
{
    const double b = comparison.base_capacity->max_concurrency.value_or(0);
    const double c = comparison.candidate_capacity->max_concurrency.value_or(0);
    if (c > b)
        return fmt::format(", while it sustains more concurrent requests ({} against {})", shown(c, 1), shown(b, 1));
    if (c < b) return fmt::format(", with fewer concurrent requests ({} against {})", shown(c, 1), shown(b, 1));
    return fmt::format(" ({} concurrent requests each)", shown(c, 1));
}

} // namespace

std::optional<Sentence> highest_load_sentence(const Comparison& comparison, std::span<const Charted> runs,
                                              const compare::Options& options)
{
    const auto* base = find_run(runs, comparison.base);
    const auto* candidate = find_run(runs, comparison.candidate);
    if (!base || !candidate || !comparison.base_capacity || !comparison.candidate_capacity) return std::nullopt;
    const auto* b = level_at(*base->run, comparison.base_capacity->max_level);
    const auto* c = level_at(*candidate->run, comparison.candidate_capacity->max_level);
    if (!b || !c) return std::nullopt;
    std::vector<Highest> claims;
    std::vector<std::string> against;
    for (const auto metric : {MetricId::ttft, MetricId::itl}) {
        const auto claim = highest(*b, *c, metric, options.similar_percent);
        if (!claim) continue;
        claims.push_back(*claim);
        for (auto& text : exceptions(comparison, *claim)) against.push_back(std::move(text));
    }
    if (claims.empty()) return std::nullopt;
    auto text =
        fmt::format("{} has {} than {} at their highest set loads ({}){}", markdown_escaped(comparison.candidate_label),
                    what_text(claims), markdown_escaped(comparison.base_label), figures_text(claims),
                    load_text_of_both(comparison));
    if (!against.empty()) text += "; the other way round: " + join(against, "; ");
    return Sentence{text + ".", "latency-at-highest-load"};
}

std::optional<std::string> unset_load_clause(const Comparison& comparison)
{
    std::vector<std::string> rows;
    for (const auto* row : measured_rows(comparison)) {
        std::vector<std::string> ratios;
        for (const auto metric : {MetricId::itl, MetricId::ttft})
            if (const auto* delta = find_delta(*row, metric, Statistic::median()); delta && delta->ratio)
                ratios.push_back(fmt::format("{} ratio {}", metric_info(metric).name, shown(*delta->ratio, 2)));
        if (ratios.empty()) continue;
        const auto where = row->excluded                 ? std::string("with all requests at once")
                           : row->label == "synchronous" ? std::string("with one request at a time")
                                                         : "at " + markdown_escaped(row->label);
        rows.push_back(enumerated(ratios) + " " + where);
    }
    if (rows.empty()) return std::nullopt;
    return fmt::format("has {}, no other load in common", join(rows, ", "));
}

namespace {

const compare::EqualLoad* itl_at(const Comparison& comparison, double concurrency)
{
    for (const auto& one : comparison.equal_load)
        if (one.metric == MetricId::itl && one.statistic == Statistic::median() && one.concurrency == concurrency)
            return &one;
    return nullptr;
}

/// "...; counting the throughput rows it is not (63.9 against 55.7)"
std::string throughput_exception(const Comparison& comparison)
{
    for (const auto* row : measured_rows(comparison)) {
        const auto* delta = find_delta(*row, MetricId::itl, Statistic::median());
        if (row->excluded && delta && delta->ratio && *delta->ratio > 1)
            return fmt::format("; exception: row {}", exception_row(*row, *delta));
    }
    return {};
}

} // namespace

std::vector<Sentence> degradation_sentences(const Comparison& comparison)
{
    std::vector<Sentence> sentences;
    if (!comparison.base_capacity || !comparison.candidate_capacity) return sentences;
    const auto& base = *comparison.base_capacity;
    const auto& candidate = *comparison.candidate_capacity;
    if (!base.itl_degradation || !candidate.itl_degradation) return sentences;
    const auto& b = *base.itl_degradation;
    const auto& c = *candidate.itl_degradation;
    const auto base_label = markdown_escaped(comparison.base_label);
    const auto label = markdown_escaped(comparison.candidate_label);
    const bool larger = c.ratio > b.ratio;
    if (shown(c.ratio, 2) != shown(b.ratio, 2))
        sentences.push_back(
            {fmt::format("ITL grows by a {} factor for {} than for {} from the lowest to the highest load "
                         "({} against {}).",
                         larger ? "larger" : "smaller", label, base_label, shown(c.ratio, 2), shown(b.ratio, 2)),
             "degradation-compared"});
    const double base_load = base.max_concurrency.value_or(0);
    const double load = candidate.max_concurrency.value_or(0);
    if (const auto* equal = itl_at(comparison, base_load); equal && load > base_load && c.low_value > 0)
        sentences.push_back(
            {fmt::format("The two ratios span different loads (up to {} and {}). At {}, the highest of {}, that "
                         "of {} is {} / {} = {}.",
                         shown(load, 1), shown(base_load, 1), shown(base_load, 1), base_label, label,
                         shown(equal->candidate, 2), shown(c.low_value, MetricId::itl),
                         shown(equal->candidate / c.low_value, 2)),
             "degradation-at-equal-load"});
    if (larger && c.high_value < b.high_value) {
        const int decimals = shown_decimals(MetricId::itl, {b.high_value, c.high_value});
        sentences.push_back(
            {fmt::format("Still, at their highest set loads ITL of {} is lower than that of {} ({} against {} ms){}.",
                         label, base_label, shown(c.high_value, decimals), shown(b.high_value, decimals),
                         throughput_exception(comparison)),
             "degradation-still-lower"});
    }
    return sentences;
}

} // namespace kneepoint::report
