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
        if (auto load = load_clause(comparison)) clauses.push_back(std::move(*load));
        if (auto equal = equal_load_clause(comparison, MetricId::itl))
            clauses.push_back(clauses.empty() ? "has " + *equal : std::move(*equal));
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

std::string slo_capacity(const compare::SloResult& result)
{
    if (!result.any) return "no measured load";
    auto text = load_text(*result.any);
    if (!result.before_first_violation) return text + " (but a lower load violates it)";
    if (*result.before_first_violation != *result.any)
        text += fmt::format(" ({} before the first violation)", load_text(*result.before_first_violation));
    return text;
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
        sentences.push_back({fmt::format("{} is met up to {} by {} and up to {} by {}.", compare::in_words(base.slo),
                                         slo_capacity(*candidate), markdown_escaped(comparison.candidate_label),
                                         slo_capacity(base), markdown_escaped(comparison.base_label)),
                             "slo"});
    }
    return sentences;
}

namespace {

/// What turns the verdict itself around stands beside it; the rest is counted.
bool must_be_said(const Problem& problem)
{
    return problem.severity == Severity::error ||
           (problem.severity == Severity::warning && problem.code == "identical-results");
}

std::size_t caveats(const Comparison& comparison)
{
    const auto matters = [](const Problem& problem) {
        return problem.severity == Severity::warning && !must_be_said(problem);
    };
    const auto unexpected = [](const auto& difference) { return difference.severity != "expected"; };
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
            sentence = Sentence{fmt::format("{} and {} have no number in common that can be compared.",
                                            markdown_escaped(comparison.candidate_label),
                                            markdown_escaped(comparison.base_label)),
                                "nothing-to-compare"};
        sentences.push_back(std::move(*sentence));
        for (auto& slo : slo_sentences(comparison)) sentences.push_back(std::move(slo));
        for (const auto& problem : comparison.problems)
            if (must_be_said(problem)) sentences.push_back({markdown_escaped(problem.text), problem.code});
        to_know += caveats(comparison);
    }
    if (to_know > 0) sentences.push_back({counted(to_know, "thing") + " to know.", "caveats"});
    return sentences;
}

} // namespace kneepoint::report
