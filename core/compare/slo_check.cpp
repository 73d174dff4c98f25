// SPDX-License-Identifier: GPL-3.0-or-later
#include "capacity.h"

#include "contains.h"
#include "load.h"

#include <algorithm>

namespace kneepoint::compare {

namespace {

/// better: every objective is met, worse: one is not, unknown: one cannot be judged and none is failed.
Judgement judge(const Level& level, const Slo& slo)
{
    if (!has_data(level)) return Judgement::unknown;
    auto result = Judgement::better;
    for (const auto& objective : slo.objectives) {
        const auto value = level.value(objective.metric, objective.statistic);
        if (!value)
            result = Judgement::unknown;
        else if (objective.at_most ? *value > objective.limit : *value < objective.limit)
            return Judgement::worse;
    }
    return result;
}

} // namespace

SloResult judge_slo(const Run& run, const Slo& slo, const Options& options)
{
    SloResult result;
    result.slo = slo;
    std::optional<double> lowest_failing, highest_failing;
    const auto by_load = levels_by_load(run, options);
    const auto load = [&](int i) {
        return *load_of(run.levels[static_cast<std::size_t>(i)], options.concurrency_statistic);
    };
    for (const int i : by_load) {
        switch (judge(run.levels[static_cast<std::size_t>(i)], slo)) {
        case Judgement::better:
            result.passing.push_back(i);
            break;
        case Judgement::worse:
            result.failing.push_back(i);
            if (!lowest_failing) lowest_failing = load(i);
            highest_failing = load(i);
            break;
        default:
            result.undecided.push_back(i);
        }
    }
    for (const int i : result.passing) {
        result.any = load(i);
        if (!result.from && (!highest_failing || load(i) > *highest_failing)) result.from = load(i);
        if (!lowest_failing || load(i) < *lowest_failing)
            result.before_first_violation = load(i);
        else if (load(i) > *lowest_failing)
            result.non_monotone = true;
    }
    for (int i = 0; i < static_cast<int>(run.levels.size()); ++i)
        if (!contains(by_load, i)) result.excluded.push_back({i, judge(run.levels[static_cast<std::size_t>(i)], slo)});
    return result;
}

} // namespace kneepoint::compare
