// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text_run.h"

#include <optional>
#include <string>
#include <vector>

namespace kneepoint::import {

/// Where the columns of a table of lm_eval stand; absent ones are not printed by every version.
struct LmEvalColumns {
    std::size_t task = 0, metric = 0, value = 0;
    std::optional<std::size_t> version, filter, n_shot, arrow, stderr_value;
    bool groups = false; ///< the second table, which repeats the groups of the first
};

/// Empty when the table is none of lm_eval's make_table.
std::optional<LmEvalColumns> lm_eval_columns(const TextTable& table);

/// The scores of a table: an empty task cell repeats the task above, " - " is the depth in the tree of groups. Tables
/// of before 0.4 in percent become proportions. @param heading above the table; may state the shots: "anli_0-shot.json"
std::vector<TaskScore> lm_eval_rows(const TextTable& table, const LmEvalColumns& columns, std::string_view heading,
                                    Problems& problems);

/// The same task, metric, filter and shots.
const TaskScore* find_score(const std::vector<TaskScore>& scores, const TaskScore& wanted);

/// Marks the scores that the second table names as groups, and adds those that the first does not hold.
void mark_groups(Run& run, std::vector<TaskScore> groups);

} // namespace kneepoint::import
