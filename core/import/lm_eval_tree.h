// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <string>
#include <vector>

namespace kneepoint::import {

/// The groups of a results file and what stands in them.
struct TaskTree {
    struct Node {
        std::string group; ///< key of the group above, empty at the top
        bool is_group = false;
        int depth = 0;
    };
    std::vector<std::string> order; ///< keys with an entry in `results`, groups before their members
    std::map<std::string, Node> nodes;
    std::map<std::string, std::vector<std::string>> members; ///< of each group, in the file's order; "" holds the top

    /// The tasks below a group at any depth; the task itself for a task.
    std::vector<std::string> leaves(const std::string& key) const;
};

/// From `group_subtasks`, or from the indentation of the aliases in files before 0.4.2. Each key has one place: a task
/// that two groups share stands in the first.
TaskTree task_tree(const nlohmann::ordered_json& file);

/// " - formal_logic" indented as printed.
int alias_depth(const std::string& alias);
/// The alias without its indentation.
std::string plain_alias(const std::string& alias);

} // namespace kneepoint::import
