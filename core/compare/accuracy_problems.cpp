// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy.h"

#include "figures.h"

#include "kneepoint/base/text.h"
#include "kneepoint/stats/estimate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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

/// Why no loss could show in a score: "t (no better than guessing: 20.0 % right, guessing 25.0 %)"; empty where one
/// could.
std::string without_room(const AccuracyDelta& delta)
{
    if (!delta.delta || !delta.primary || delta.is_group || !delta.proportion || delta.higher_is_better == false)
        return {};
    if (*delta.base == 0) return delta.task + " (none right)";
    if (!delta.chance || !delta.base_n) return {};
    const auto n = *delta.base_n;
    const auto right = static_cast<std::uint64_t>(std::llround(*delta.base * static_cast<double>(n)));
    const auto interval = stats::wilson_interval(std::min(right, n), n);
    if (!interval || interval->low > *delta.chance) return {};
    return fmt::format("{} (not shown to be better than guessing: {} right of {}, guessing {})", delta.task,
                       percent_of(*delta.base), n, percent_of(*delta.chance));
}

/// The tasks that tell nothing of a loss, because the base has nothing to lose there.
std::optional<Problem> no_room_to_lose(const Run& base, std::span<const AccuracyDelta> deltas)
{
    std::vector<std::string> named;
    for (const auto& delta : deltas)
        if (auto why = without_room(delta); !why.empty()) named.push_back(std::move(why));
    if (named.empty()) return std::nullopt;
    constexpr std::size_t most_named = 20;
    const auto more = named.size() > most_named ? fmt::format(" and {} more", named.size() - most_named) : "";
    named.resize(std::min(named.size(), most_named));
    return Problem{
        Severity::warning,
        "no-room-to-lose",
        fmt::format("No loss can show where the base itself has little to lose: {}{}.", join(named, ", "), more),
        base.file(),
        {}};
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
    if (auto found = no_room_to_lose(base, deltas)) problems.push_back(std::move(*found));
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
