// SPDX-License-Identifier: GPL-3.0-or-later
#include "escape.h"
#include "figures.h"
#include "rules.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

using compare::Comparison;

namespace {

std::optional<Sentence> speed_sentence(const Comparison& comparison, const compare::Options& options, bool name_base)
{
    std::vector<std::string> clauses;
    if (auto clause = same_load_clause(comparison)) {
        clauses.push_back(std::move(*clause));
    } else {
        if (auto load = load_clause(comparison, options)) clauses.push_back(std::move(*load));
        if (auto equal = equal_load_clause(comparison, MetricId::itl))
            clauses.push_back(clauses.empty() ? "has " + *equal : std::move(*equal));
        if (clauses.empty())
            if (auto rows = unset_load_clause(comparison)) clauses.push_back(std::move(*rows));
    }
    auto text = join(clauses, ", with ");
    if (const auto accuracy = accuracy_clause(comparison, options))
        text += fmt::format("{}accuracy: {}", text.empty() ? "" : "; ", *accuracy);
    if (text.empty()) return std::nullopt;
    const auto of = clauses.empty() ? ", " : " ";
    const auto against =
        name_base ? fmt::format(" (against {})", markdown_escaped(comparison.base_label)) : std::string{};
    return Sentence{fmt::format("{}{}{}{}.", markdown_escaped(comparison.candidate_label), against, of, text),
                    "verdict"};
}

std::string loads_text(double load, const compare::Capacity& capacity)
{
    return fmt::format("{} {}", load_text(load), load_unit(capacity.max_strategy));
}

/// Of a latency: "up to 44 concurrent requests (25 before the first violation)".
std::string up_to(const compare::SloResult& result, const compare::Capacity& capacity, bool first_violation)
{
    const auto most = loads_text(*result.any, capacity);
    if (result.failing.empty() && result.undecided.empty()) return fmt::format("at every load tried (up to {})", most);
    if (!first_violation) return "up to " + most;
    if (!result.before_first_violation) return fmt::format("up to {} (but a lower load violates it)", most);
    if (*result.before_first_violation == *result.any) return "up to " + most;
    return fmt::format("up to {} ({} before the first violation)", most, load_text(*result.before_first_violation));
}

/// Of a rate, which low loads cannot reach: "from 8 streams on".
std::string from_on(const compare::SloResult& result, const compare::Capacity& capacity)
{
    if (result.failing.empty() && result.undecided.empty()) return up_to(result, capacity, false);
    if (result.from) return fmt::format("from {} on", loads_text(*result.from, capacity));
    return fmt::format("up to {} but not above", loads_text(*result.any, capacity));
}

std::string slo_reach(const compare::SloResult& result, const compare::Capacity& capacity)
{
    if (!result.any) return "at no load tried";
    const auto at_least = [](const compare::Objective& objective) { return !objective.at_most; };
    if (std::ranges::all_of(result.slo.objectives, at_least)) return from_on(result, capacity);
    return up_to(result, capacity, std::ranges::none_of(result.slo.objectives, at_least));
}

} // namespace

std::vector<Sentence> slo_sentences(const Comparison& comparison)
{
    std::vector<Sentence> sentences;
    if (!comparison.base_capacity || !comparison.candidate_capacity) return sentences;
    for (const auto& base : comparison.base_capacity->slos) {
        const auto& all = comparison.candidate_capacity->slos;
        const auto candidate = std::ranges::find(all, base.slo, &compare::SloResult::slo);
        if (candidate == all.end()) continue;
        sentences.push_back(
            {fmt::format("{} is met {} by {} and {} by {}.", compare::in_words(base.slo),
                         slo_reach(*candidate, *comparison.candidate_capacity),
                         markdown_escaped(comparison.candidate_label), slo_reach(base, *comparison.base_capacity),
                         markdown_escaped(comparison.base_label)),
             "slo"});
    }
    return sentences;
}

namespace {

/// What turns the verdict itself around stands beside it; the rest is counted.
bool must_be_said(const Problem& problem)
{
    return problem.severity == Severity::error || (problem.severity == Severity::warning &&
                                                   (problem.code == "identical-results" || problem.code == "same-run"));
}

bool has_a_ratio(const Comparison& comparison)
{
    return std::ranges::any_of(measured_rows(comparison), [](const auto* row) {
        return std::ranges::any_of(row->deltas, [](const auto& delta) { return delta.ratio.has_value(); });
    });
}

std::size_t caveats(const Comparison& comparison)
{
    const auto matters = [](const Problem& problem) {
        return problem.severity == Severity::warning && !must_be_said(problem);
    };
    const auto unexpected = [](const auto& difference) {
        return difference.severity != "expected" && difference.problem.empty(); // else the problem counts
    };
    return static_cast<std::size_t>(std::ranges::count_if(comparison.problems, matters) +
                                    std::ranges::count_if(comparison.setup_differences, unexpected));
}

} // namespace

std::vector<Sentence> verdict(std::span<const Comparison> comparisons, const compare::Options& options)
{
    std::vector<Sentence> sentences;
    std::size_t to_know = 0;
    for (const auto& comparison : comparisons) {
        auto sentence = speed_sentence(comparison, options, comparisons.size() > 1);
        if (!sentence)
            sentence = Sentence{fmt::format("{} and {} have {}.", markdown_escaped(comparison.candidate_label),
                                            markdown_escaped(comparison.base_label),
                                            has_a_ratio(comparison)
                                                ? "no latency in common at any load; the tables show what they share"
                                                : "no number in common that can be compared"),
                                "nothing-to-compare"};
        sentences.push_back(std::move(*sentence));
        for (auto& loss : ttft_losses(comparison)) sentences.push_back(std::move(loss));
        for (auto& slo : slo_sentences(comparison)) sentences.push_back(std::move(slo));
        for (const auto& problem : comparison.problems)
            if (must_be_said(problem)) sentences.push_back({markdown_escaped(problem.text), problem.code});
        to_know += caveats(comparison);
    }
    if (to_know > 0) sentences.push_back({counted(to_know, "thing") + " to know.", "caveats"});
    return sentences;
}

} // namespace kneepoint::report
