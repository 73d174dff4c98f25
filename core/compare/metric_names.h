// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/accuracy.h"

#include <span>
#include <string>
#include <string_view>
#include <tuple>

namespace kneepoint::compare {

/// A score's name in one spelling for all versions of the tool, so that scores of two runs find each other.
struct ScoreName {
    std::string task, metric, filter;
    bool renamed = false; ///< differs from what the file says
    auto operator<=>(const ScoreName& other) const
    {
        return std::tie(task, metric, filter) <=> std::tie(other.task, other.metric, other.filter);
    }
    bool operator==(const ScoreName& other) const { return (*this <=> other) == 0; }
};

ScoreName canonical_name(const TaskScore& score);

/// The index of the score that stands for the task among the scores of one task; docs/statistics.md lists the rules.
std::size_t primary_score(std::span<const TaskScore* const> scores_of_one_task);

/// The task's name for people: its alias without the indentation of the group tree, else its key.
std::string display_name(const TaskScore& score);

} // namespace kneepoint::compare
