// SPDX-License-Identifier: GPL-3.0-or-later
#include "sections.h"

#include "accuracy_text.h"
#include "figures.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

using compare::AccuracyDelta;

namespace {

/// Any score of any candidate.
template<typename Condition>
bool any_score(const ReportInput& input, const Condition& holds)
{
    return std::ranges::any_of(input.comparisons,
                               [&](const auto& comparison) { return std::ranges::any_of(comparison.accuracy, holds); });
}

void add_tests(Bullets& bullets, const ReportInput& input)
{
    const auto tested = tested_scores(input.comparisons);
    if (tested.paired > 0)
        bullets.items.push_back(
            {"Scores that both sides have samples of are tested question by question: z = change / the standard error "
             "of the change, p is two-sided, McNemar's exact one for right-or-wrong scores and Student's t for others, "
             "the "
             "interval 95 %, "
             "widened to the exact one of lost and gained questions. Mid-p and McNemar's χ² stand beside the exact p "
             "and decide nothing: mid-p may pass 5 %, χ² is an approximation.",
             "method-paired"});
    if (any_score(input, [](const AccuracyDelta& delta) { return delta.is_group && delta.paired && delta.z; }))
        bullets.items.push_back(
            {fmt::format(
                 "A group is tested by the questions of all its tasks: each task is a stratum, the standard error "
                 "of the group's change √(Σ(n × se)²) / Σn, or without n for a plain mean of tasks; of fewer than "
                 "{} flips by McNemar's exact p over all of them. A group of which a task is not paired is "
                 "tested by the stated errors.",
                 compare::few_flips),
             "method-groups"});
    if (any_score(input, compare::is_clustered))
        bullets.items.push_back(
            {"Where more than 1 % of a task's documents repeat another one, equal documents are one "
             "cluster: clustered standard error, Student's t over clusters; of a perplexity the sums of each "
             "cluster are one text.",
             "method-clustered"});
    if (tested.unpaired > 0 || tested.paired == 0)
        bullets.items.push_back(
            {fmt::format(
                 "{} = change / √(se² + se²) with the standard errors that the files state; p is two-sided, the "
                 "interval 95 %. The same questions were asked on both sides, so this unpaired test is "
                 "conservative.",
                 tested.paired > 0 ? "For the other scores z" : "z"),
             "method-z"});
    std::size_t tests = 0;
    for (const auto& comparison : input.comparisons)
        for (const auto& delta : comparison.accuracy) tests = std::max(tests, delta.family);
    if (tests > 1)
        bullets.items.push_back({fmt::format("Verdicts of the {} scores that stand for a task use p adjusted for their "
                                             "number (Holm).",
                                             tests),
                                 "method-adjusted"});
}

void add_margin(Bullets& bullets, const ReportInput& input)
{
    bullets.items.push_back(
        {fmt::format("A loss of {} (points for proportions, percent of the base otherwise) is accepted: equivalent "
                     "means that the one-sided 95 % bound stays within it (non-inferiority), inconclusive that it "
                     "does not. Neither worse nor better by more than it means that both bounds do (two one-sided "
                     "tests, TOST).",
                     exact(input.options.accuracy_margin)),
         "method-margin"});
}

void add_recovery_methods(Bullets& bullets, const ReportInput& input)
{
    std::string text = "Recovery = 100 × candidate / base, or base / candidate where lower is better";
    if (any_score(input, [](const AccuracyDelta& delta) { return delta.recovery_interval.has_value(); }))
        text += "; its 95 % interval is that of the ratio's logarithm (delta method)";
    bullets.items.push_back({text + ".", "method-recovery"});
    if (any_score(input, [](const AccuracyDelta& delta) { return delta.chance.has_value(); }))
        bullets.items.push_back(
            {"Recovery above chance takes the share that guessing gets off both sides first: the mean "
             "of 1 / options over the questions, counted in the samples.",
             "method-chance"});
}

void add_resampling(Bullets& bullets, const ReportInput& input)
{
    for (const auto& comparison : input.comparisons) {
        const auto& drawn = comparison.accuracy_summary.resampled;
        if (!drawn || comparison.accuracy_summary.tasks.size() < 2) continue;
        bullets.items.push_back(
            {fmt::format("Bootstrap: {} draws of the documents within each task, both sides' scores "
                         "together, seed {}; the interval lies between percentiles.",
                         drawn->draws, drawn->seed),
             "method-bootstrap"});
        return; // one seed for all; draws follow from the base's samples
    }
}

void add_flip_methods(Bullets& bullets, const ReportInput& input)
{
    if (any_score(input, [](const AccuracyDelta& delta) { return delta.paired && delta.paired->lost; }))
        bullets.items.push_back(
            {"Flips: questions that one side alone answered right, harmful when it is the base.", "method-flips"});
    if (any_score(input, [](const AccuracyDelta& delta) { return delta.paired && delta.paired->options; }))
        bullets.items.push_back({"KL: Σ P ln(P / Q) of the options' softmax distributions, P the base's, in nats, mean "
                                 "over questions.",
                                 "method-kl"});
}

} // namespace

Bullets accuracy_methods(const ReportInput& input)
{
    Bullets bullets;
    add_tests(bullets, input);
    add_margin(bullets, input);
    add_recovery_methods(bullets, input);
    add_resampling(bullets, input);
    add_flip_methods(bullets, input);
    return bullets;
}

} // namespace kneepoint::report
