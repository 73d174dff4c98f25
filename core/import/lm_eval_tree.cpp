// SPDX-License-Identifier: GPL-3.0-or-later
#include "lm_eval_tree.h"

#include "lm_eval_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

using Parents = std::map<std::string, std::string>;

constexpr int deepest = 32; ///< real trees have four levels

/// False when `group` stands below `key` (or is it), so that putting `key` into it would close a circle.
bool can_hold(const Parents& parents, std::string group, const std::string& key)
{
    for (int step = 0; step < deepest && group != key; ++step) {
        const auto at = parents.find(group);
        if (at == parents.end()) return !group.empty() && !key.empty();
        group = at->second;
    }
    return false;
}

Parents stated_parents(const Json& group_subtasks)
{
    Parents parents;
    for (const auto& [group, children] : group_subtasks.items()) {
        if (!children.is_array()) continue;
        for (const Json& child : children) {
            if (!child.is_string()) continue;
            const auto& key = child.get_ref<const std::string&>();
            if (can_hold(parents, group, key)) parents.emplace(key, group);
        }
    }
    return parents;
}

Parents indented_parents(const Json& results)
{
    Parents parents;
    std::vector<std::string> above; ///< the last key at each depth
    for (const auto& [key, entry] : results.items()) {
        const auto depth = static_cast<std::size_t>(alias_depth(text_member(entry, "alias")));
        if (depth > 0 && depth <= above.size() && depth < deepest) parents.emplace(key, above[depth - 1]);
        above.resize(std::min(depth, above.size()));
        above.push_back(key);
    }
    return parents;
}

/// lighteval writes the mean of a task's subsets as one more subset: "leaderboard|mmlu:_average|5".
Parents averaged_parents(const Json& results)
{
    Parents parents;
    for (const auto& [key, entry] : results.items()) {
        const std::size_t subset = key.find(':'), shots = key.rfind('|');
        if (subset == std::string::npos || shots == std::string::npos || shots < subset) continue;
        const std::string average = key.substr(0, subset) + ":_average" + key.substr(shots);
        if (average != key && results.contains(average)) parents.emplace(key, average);
    }
    return parents;
}

void add_path(TaskTree& tree, const Parents& parents, const std::string& key, int steps = 0)
{
    if (tree.nodes.contains(key)) return;
    const auto parent = parents.find(key);
    TaskTree::Node node;
    if (parent != parents.end() && steps < deepest) {
        add_path(tree, parents, parent->second, steps + 1);
        node.group = parent->second;
        node.depth = tree.nodes[node.group].depth + 1;
        tree.nodes[node.group].is_group = true;
    }
    tree.nodes.emplace(key, node);
    tree.members[node.group].push_back(key);
}

void list_below(TaskTree& tree, const Json& results, const std::string& group, int depth = 0)
{
    const auto members = tree.members.find(group);
    if (members == tree.members.end() || depth > deepest) return;
    for (const std::string& key : members->second) {
        if (member(results, key)) tree.order.push_back(key);
        list_below(tree, results, key, depth + 1);
    }
}

void add_leaves(const TaskTree& tree, const std::string& key, int depth, std::vector<std::string>& found)
{
    const auto below = tree.members.find(key);
    if (below == tree.members.end() || depth > deepest) return found.push_back(key);
    for (const std::string& child : below->second) add_leaves(tree, child, depth + 1, found);
}

} // namespace

std::vector<std::string> TaskTree::leaves(const std::string& key) const
{
    std::vector<std::string> found;
    add_leaves(*this, key, 0, found);
    return found;
}

TaskTree task_tree(const Json& file)
{
    static const Json none = Json::object();
    const Json* results = object_member(file, "results");
    if (!results) results = &none;
    const Json* stated = object_member(file, "group_subtasks");
    const Parents parents = stated                            ? stated_parents(*stated)
                            : file.contains("config_general") ? averaged_parents(*results)
                                                              : indented_parents(*results);
    TaskTree tree;
    for (const auto& [key, entry] : results->items())
        if (!key.empty()) add_path(tree, parents, key);
    list_below(tree, *results, {});
    if (const Json* groups = object_member(file, "groups"))
        for (const auto& [key, entry] : groups->items())
            if (const auto node = tree.nodes.find(key); node != tree.nodes.end()) node->second.is_group = true;
    return tree;
}

int alias_depth(const std::string& alias)
{
    const std::size_t blanks = alias.find_first_not_of(' ');
    return blanks != std::string::npos && alias.substr(blanks).starts_with("- ") ? static_cast<int>(blanks) : 0;
}

std::string plain_alias(const std::string& alias)
{
    const int depth = alias_depth(alias);
    return depth == 0 ? alias : alias.substr(static_cast<std::size_t>(depth) + 2);
}

} // namespace kneepoint::import
