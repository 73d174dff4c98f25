// SPDX-License-Identifier: GPL-3.0-or-later
#include "lm_eval_filters.h"

#include <algorithm>
#include <string>
#include <vector>

namespace kneepoint::import {

namespace {

std::vector<std::string> filters_of(const Run& run, const std::string& task)
{
    std::vector<std::string> filters;
    for (const TaskScore& score : run.scores)
        if (score.task == task && std::ranges::find(filters, score.filter) == filters.end())
            filters.push_back(score.filter);
    return filters;
}

/// "" is the first block of a file, "#2" the second.
std::size_t block_of(const std::string& filter)
{
    if (filter.empty()) return 0;
    return filter.size() == 2 && filter[0] == '#' ? static_cast<std::size_t>(filter[1] - '1') : std::string::npos;
}

} // namespace

void name_sample_filters(Run& run)
{
    for (TaskSamples& samples : run.samples) {
        const auto filters = filters_of(run, samples.task);
        const std::size_t block = block_of(samples.filter);
        if (block < filters.size()) samples.filter = filters[block];
    }
}

} // namespace kneepoint::import
