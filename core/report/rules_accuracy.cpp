// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules.h"

#include "accuracy_text.h"
#include "escape.h"
#include "figures.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <cmath>

namespace kneepoint::report {

using compare::AccuracyDelta;
using compare::Judgement;

namespace {

/// "mmlu acc -3.20 points"; "wikitext word_perplexity +7.2 %" of what is no proportion, as the margin counts it
std::string change_text(const AccuracyDelta& delta)
{
    const bool percent = !delta.proportion && delta.relative_percent;
    const double change = percent ? *delta.relative_percent : delta.delta.value_or(0) * display_scale(delta);
    return fmt::format("{} {}{}{}", markdown_escaped(score_name(delta)), change > 0 ? "+" : "",
                       shown(change, percent ? 1 : 2),
                       percent            ? " %"
                       : delta.proportion ? " points"
                                          : "");
}

/// What no standard error can test, where it is beyond the margin: "word_perplexity +199 % in wikitext (no standard
/// error, not tested)".
std::optional<std::string> untested_change(const AccuracyDelta& delta, const compare::Options& options)
{
    if (delta.interval || (!delta.proportion && !delta.relative_percent)) return std::nullopt;
    const double change = delta.proportion ? 100 * *delta.delta : *delta.relative_percent;
    if (std::fabs(change) <= options.accuracy_margin) return std::nullopt;
    const bool zero = delta.base_stderr && delta.candidate_stderr;
    const auto why = zero ? "standard errors of 0" : "no standard error";
    if (delta.proportion) return fmt::format("{} ({}, not tested)", change_text(delta), why);
    const bool filtered = !delta.filter.empty() && delta.filter != "none";
    return fmt::format("{} {}{} % in {} ({}, not tested)",
                       markdown_escaped(delta.metric + (filtered ? " (" + delta.filter + ")" : "")),
                       change > 0 ? "+" : "", shown(change, std::fabs(change) < 10 ? 1 : 0),
                       markdown_escaped(delta.task), why);
}

std::string counts_text(std::size_t tasks, const compare::Options& options)
{
    return fmt::format("{}, margin {} pt", counted(tasks, "task"), exact(options.accuracy_margin));
}

} // namespace

std::optional<std::string> accuracy_clause(const compare::Comparison& comparison, const compare::Options& options)
{
    std::vector<std::string> beyond, lost, untested;
    std::size_t tested = 0, tasks = 0, uncertain = 0;
    for (const auto* score : headline_scores(comparison)) {
        if (!score->delta) continue;
        ++tasks;
        if (score->interval) ++tested;
        if (auto change = untested_change(*score, options)) untested.push_back(std::move(*change));
        if (score->verdict == Judgement::inconclusive) ++uncertain;
        if (score->verdict == Judgement::worse)
            beyond.push_back(change_text(*score));
        else if (score->finding.difference == compare::Difference::worse)
            lost.push_back(change_text(*score));
    }
    if (tasks == 0) return std::nullopt;
    const auto changes = untested.empty() ? std::string{} : "; " + enumerated(untested);
    if (tested == 0 && untested.size() == tasks) return enumerated(untested);
    if (tested == 0) return fmt::format("not testable ({} without standard errors){}", counted(tasks, "task"), changes);
    std::string text;
    if (!beyond.empty()) text = fmt::format("loss beyond the margin in {}", enumerated(beyond));
    if (!lost.empty()) text += fmt::format("{}a loss is shown in {}", text.empty() ? "" : "; ", enumerated(lost));
    if (text.empty()) text = "no loss shown";
    text += fmt::format(" ({})", counts_text(tasks, options));
    if (uncertain > 0)
        text += fmt::format("; for {} of them the data are too few to exclude a loss beyond the margin",
                            uncertain == tasks && tasks > 1 ? "all" : std::to_string(uncertain));
    if (tested < tasks) text += fmt::format("; {} without standard errors", counted(tasks - tested, "task"));
    return text + changes;
}

} // namespace kneepoint::report
