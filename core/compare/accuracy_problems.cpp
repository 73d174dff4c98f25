// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy.h"

#include "figures.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::compare {

namespace {

/// Same scores but other log-likelihoods: the models differ, the tasks cannot tell them apart.
bool loglikelihoods_differ(const Run& base, const Run& candidate)
{
    return std::ranges::any_of(base.samples, [&](const TaskSamples& a) {
        return std::ranges::any_of(candidate.samples, [&](const TaskSamples& b) {
            return a.task == b.task && a.filter == b.filter && a.option_loglikelihoods != b.option_loglikelihoods;
        });
    });
}

Problem void_run(const Run& run, std::string_view side)
{
    return {Severity::error,
            "void-run",
            fmt::format("The {} accuracy run is void: its numbers say nothing, so no task is compared.", side),
            run.file(),
            {}};
}

} // namespace

Problems accuracy_pair_problems(const Run& base, const Run& candidate, std::span<const AccuracyDelta> deltas)
{
    Problems problems;
    if (base.void_result) problems.push_back(void_run(base, "base"));
    if (candidate.void_result) problems.push_back(void_run(candidate, "candidate"));
    if (!problems.empty()) return problems;

    std::size_t compared = 0, identical = 0, renamed = 0;
    for (const auto& delta : deltas) {
        if (!delta.delta) continue;
        ++compared;
        identical += delta.base == delta.candidate && delta.base_stderr == delta.candidate_stderr ? 1 : 0;
        renamed += delta.caveat.empty() ? 0 : 1;
    }
    if (compared == 0)
        problems.push_back({Severity::error,
                            "no-common-task",
                            "The two accuracy runs have no score that can be compared.",
                            candidate.file(),
                            {}});
    if (renamed > 0)
        problems.push_back(
            {Severity::note,
             "renamed-scores",
             fmt::format("{} of {} scores were matched under another name; see their rows.", renamed, compared),
             candidate.file(),
             {}});
    // One equal score is chance; two printed ones may be rounding.
    if (identical == compared && compared >= (is_printed(base) ? 5U : 2U)) {
        const bool other = loglikelihoods_differ(base, candidate);
        problems.push_back(
            {other ? Severity::note : Severity::warning,
             "identical-results",
             fmt::format("All {} scores are equal in every digit. {}", compared,
                         other ? "The log-likelihoods differ, so the models do; these tasks cannot tell them apart."
                               : "The quantization may not have been applied: check that the candidate's server loaded "
                                 "the compressed model."),
             candidate.file(),
             {}});
    }
    return problems;
}

} // namespace kneepoint::compare
