// SPDX-License-Identifier: GPL-3.0-or-later
// A job runs GuideLLM once for each level, because it keeps no level of a run that ends early. The reports of a load
// stand in folders beside each other: base/load-1/0001/benchmarks.json, base/load-1/0002/benchmarks.json.
#include "file_name.h"
#include "merge.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace kneepoint::import {

namespace {

bool all_digits(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_load_folder(std::string_view folder)
{
    constexpr std::string_view prefix = "load-";
    const auto name = base_name(folder);
    return name.starts_with(prefix) && name.size() > prefix.size() && all_digits(name.substr(prefix.size()));
}

/// The folder of the whole load, "base/load-1"; empty for a run that is no part of one.
std::string load_folder(const Run& run)
{
    if (run.kind != RunKind::performance || !run.format.starts_with("guidellm")) return {};
    const auto level = folder_of(run.file());
    const auto name = base_name(level);
    if (name.size() != 4 || !all_digits(name)) return {};
    const auto load = parent_of(level);
    return is_load_folder(load) ? std::string(load) : std::string();
}

std::string profile_of(const Run& run)
{
    std::set<Strategy> strategies;
    for (const auto& level : run.levels) strategies.insert(level.strategy);
    if (strategies.size() == 1) return std::string(to_string(*strategies.begin()));
    return strategies.contains(Strategy::throughput) ? "sweep" : "";
}

void name_place(Run& run)
{
    const auto place = std::string(base_name(folder_of(run.file()))) + "/" + std::string(base_name(run.file()));
    for (auto& level : run.levels) level.path = place + ": " + level.path;
}

void append_levels(Run& whole, Run&& part)
{
    std::ranges::move(part.levels, std::back_inserter(whole.levels));
    std::ranges::move(part.problems, std::back_inserter(whole.problems));
    std::ranges::move(part.conclusions, std::back_inserter(whole.conclusions));
    std::ranges::move(part.provenance.files, std::back_inserter(whole.provenance.files));
    part.provenance.files.clear();
    whole.void_result = whole.void_result && part.void_result;
    if (!part.finished.empty()) whole.finished = std::move(part.finished);
    whole.setup.facts.merge(part.setup.facts);
}

} // namespace

void join_levels(std::vector<Run>& runs)
{
    std::map<std::string, Run*> loads;
    for (auto& run : runs) { // sorted by file, so by level
        const auto folder = load_folder(run);
        if (folder.empty()) continue;
        name_place(run);
        const auto [whole, is_first] = loads.try_emplace(folder, &run);
        if (!is_first) append_levels(*whole->second, std::move(run));
    }
    for (auto& [_, run] : loads) {
        int index = 0;
        for (auto& level : run->levels) level.index = index++;
        // What each process was called with is not what was planned.
        for (const auto* key : {"load.rates", "load.streams", "load.strategy"}) run->setup.facts.erase(key);
        if (auto profile = profile_of(*run); !profile.empty())
            run->setup.facts["load.profile"] = {std::move(profile), "the levels of the folder"};
    }
    drop_absorbed(runs);
}

} // namespace kneepoint::import
