// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"

#include "kneepoint/compare/accuracy_delta.h"

#include <fmt/format.h>

#include <string_view>

namespace kneepoint::compare {

namespace {

/// Which of the three decides, and why.
std::string_view role_of_exact_p(const AccuracyDelta& delta)
{
    if (decided_by_exact_p(delta))
        return "decides, because it calls equal models different in at most 5 % of trials, however few flips there are";
    if (is_clustered(delta))
        return "does not decide, nor does another of them, because they take documents that repeat for independent: "
               "Student's t over clusters does";
    return "does not decide, nor does another of them, because they count flips whatever task they are in: z of the "
           "group's mean does";
}

} // namespace

bool decided_by_exact_p(const AccuracyDelta& delta)
{
    return delta.test == "mcnemar-exact";
}

bool is_clustered(const AccuracyDelta& delta)
{
    return delta.test.starts_with("paired-clustered");
}

std::string mcnemar_words(const AccuracyDelta& delta)
{
    if (!delta.paired || !delta.paired->chi_squared) return {};
    const auto& paired = *delta.paired;
    const auto flips = *paired.lost + *paired.gained;
    return fmt::format("McNemar of {} and {} questions right on the base's and on the candidate's side only: exact {} "
                       "{}; mid-{} comes nearer to 5 % but may pass it; χ² = {}, {}{}",
                       *paired.lost, *paired.gained, chance(*paired.exact_p), role_of_exact_p(delta),
                       chance(*paired.mid_p), figure(*paired.chi_squared), chance(*paired.chi_squared_p),
                       flips < few_flips ? fmt::format(", an approximation for {} flips or more", few_flips)
                                         : std::string{});
}

} // namespace kneepoint::compare
