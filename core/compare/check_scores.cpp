// SPDX-License-Identifier: GPL-3.0-or-later
#include "checks.h"

#include "accuracy.h"
#include "contains.h"
#include "figures.h"
#include "metric_names.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace kneepoint::compare {

namespace {

Problem about(const TaskScore& score, Severity severity, std::string code, std::string text)
{
    return {severity, std::move(code), std::move(text), {}, score.path.empty() ? score.task : score.path};
}

/// A generated answer that is right in fewer than 1 of 50 cases; multiple choice cannot fall that far by not being
/// read.
bool near_zero(const TaskScore& score)
{
    constexpr auto generated =
        std::to_array<std::string_view>({"exact_match", "em", "qem", "quasi_exact_match", "extractive_match"});
    if (score.task.starts_with("ethics")) return false; // chosen, not written
    return !score.is_group && score.value && *score.value >= 0 && *score.value < 0.02 && score.n.value_or(100) >= 50 &&
           contains(generated, canonical_name(score).metric);
}

void check_score(Problems& problems, const TaskScore& score)
{
    if (score.value && !std::isfinite(*score.value))
        problems.push_back(
            about(score, Severity::warning, "not-finite",
                  fmt::format("{} {} is not a finite number and is left out.", score.task, score.metric)));
    if (score.proportion && score.value == 1.0 && score.stderr_value == 0.0 && score.n.value_or(100) > 1)
        problems.push_back(
            about(score, Severity::warning, "perfect-score",
                  fmt::format("{} {} is exactly 1 with standard error 0: look whether the task grades at all.",
                              score.task, score.metric)));
    if (near_zero(score))
        problems.push_back(about(
            score, Severity::warning, "near-zero-score",
            fmt::format("{} {} is {} of {}: read a few answers, for a score near 0 mostly means that they were not "
                        "found in the text. A recovery computed from it says nothing.",
                        score.task, score.metric, figure(*score.value),
                        score.n ? counted(*score.n, "document") : std::string("all documents"))));
    if (score.proportion && score.value && (*score.value < 0 || *score.value > 1))
        problems.push_back(
            about(score, Severity::error, "not-a-proportion",
                  fmt::format("{} {} is {}, outside 0 to 1.", score.task, score.metric, figure(*score.value))));
}

/// A strict pattern that finds far less than the flexible one measures formatting.
void check_formatting(Problems& problems, const Run& run)
{
    for (const auto& strict : run.scores) {
        if (strict.filter != "strict-match" || !strict.value) continue;
        const auto flexible = std::ranges::find_if(run.scores, [&](const TaskScore& s) {
            return s.task == strict.task && s.metric == strict.metric && s.filter == "flexible-extract" && s.value;
        });
        if (flexible == run.scores.end() || *strict.value >= 0.8 * *flexible->value || *flexible->value < 0.1) continue;
        problems.push_back(
            about(strict, Severity::warning, "formatting-lost",
                  fmt::format("{}: strict-match {} is far below flexible-extract {}; the answers are there but not "
                              "in the asked format.",
                              strict.task, figure(*strict.value), figure(*flexible->value))));
        problems.back().corrections = {{strict.task + " " + strict.metric, strict.value, flexible->value}};
    }
}

void check_samples(Problems& problems, const Run& run)
{
    for (const auto& samples : run.samples) {
        const auto score = std::ranges::find(run.scores, samples.task, &TaskScore::task);
        if (score == run.scores.end() || !score->n || score->n_source == "samples" ||
            samples.doc_id.size() >= *score->n)
            continue;
        problems.push_back(
            {Severity::warning,
             "samples-incomplete",
             fmt::format("The samples of {} hold {} of {} documents: paired tests see only those.", samples.task,
                         samples.doc_id.size(), *score->n),
             samples.file,
             samples.task,
             {{"documents", static_cast<double>(*score->n), static_cast<double>(samples.doc_id.size())}}});
    }
}

} // namespace

Problems check_scores(const Run& run)
{
    Problems problems;
    for (const auto& score : run.scores) check_score(problems, score);
    check_formatting(problems, run);
    check_samples(problems, run);
    for (const auto& check : group_checks(run))
        if (!check.agrees)
            problems.push_back(
                {Severity::warning,
                 "group-value",
                 fmt::format("{} {} states {}, but its {} members give {} ({} mean): the group was computed "
                             "otherwise or from other members.",
                             check.task, check.metric, figure(check.stated), check.members, figure(check.computed),
                             check.weighted ? "weighted" : "plain"),
                 {},
                 check.task,
                 {{check.metric, check.stated, check.computed}}});
    return problems;
}

} // namespace kneepoint::compare
