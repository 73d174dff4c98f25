// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_name.h"
#include "lm_eval_filters.h"
#include "merge.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>

namespace kneepoint::import {

namespace {

bool is_table(const Run& run)
{
    return run.kind == RunKind::accuracy && family(run) == "lm_eval-table";
}

bool is_samples(const Run& run)
{
    return run.kind == RunKind::accuracy && run.scores.empty() && !run.samples.empty();
}

bool is_results(const Run& run)
{
    return run.kind == RunKind::accuracy && !is_table(run) && !is_samples(run);
}

std::string stamp_of(const Run& run)
{
    const auto stamp = time_stamp(run.file());
    return stamp.empty() ? run.run_key : std::string(stamp);
}

bool has_task(const Run& results, const std::string& task)
{
    return std::ranges::any_of(results.scores, [&](const auto& score) { return score.task == task; });
}

bool same_filter(const std::string& a, const std::string& b)
{
    const auto none = [](const std::string& filter) { return filter.empty() || filter == "none"; };
    return a == b || (none(a) && none(b));
}

void count_documents(Run& run)
{
    for (auto& score : run.scores) {
        if (score.n || score.is_group) continue;
        const auto found = std::ranges::find_if(run.samples, [&](const auto& samples) {
            return samples.task == score.task && same_filter(samples.filter, score.filter);
        });
        if (found == run.samples.end()) continue;
        score.n = found->doc_id.size();
        score.n_source = "samples";
    }
}

void attach(Run& main, Run&& samples)
{
    std::ranges::move(samples.samples, std::back_inserter(main.samples));
    std::ranges::move(samples.problems, std::back_inserter(main.problems));
    main.void_result = main.void_result || samples.void_result;
    absorb(main, std::move(samples));
}

using ByFolder = std::map<std::string, std::vector<Run*>, std::less<>>;

ByFolder by_folder(std::vector<Run>& runs, bool (*wanted)(const Run&))
{
    ByFolder found;
    for (auto& run : runs)
        if (!is_absorbed(run) && wanted(run))
            for (const auto& source : run.provenance.files) found[std::string(folder_of(source.file))].push_back(&run);
    return found;
}

/// The results that the samples were written with: by time stamp, or, where the tool wrote none, by task.
Run* results_of(const Run& samples, const std::vector<Run*>& neighbours)
{
    const auto stamp = stamp_of(samples);
    std::vector<Run*> fitting;
    std::ranges::copy_if(neighbours, std::back_inserter(fitting), [&](const Run* run) {
        return stamp_of(*run) == stamp && (!stamp.empty() || has_task(*run, samples.samples.front().task));
    });
    if (fitting.size() == 1) return fitting.front();
    const auto by_task =
        std::ranges::find_if(fitting, [&](const Run* run) { return has_task(*run, samples.samples.front().task); });
    return by_task == fitting.end() || stamp.empty() ? nullptr : *by_task;
}

/// The table prints four decimals.
bool prints(const TaskScore& printed, const TaskScore& score)
{
    const bool named = printed.task == score.task || printed.task == score.alias || printed.alias == score.alias;
    return named && printed.metric == score.metric && same_filter(printed.filter, score.filter) && printed.value &&
           score.value && std::abs(*printed.value - *score.value) <= 0.0000501;
}

bool is_printed_by(const Run& table, const Run& results)
{
    std::size_t found = 0, values = 0;
    for (const auto& printed : table.scores) {
        if (!printed.value) continue;
        ++values;
        found += std::ranges::any_of(results.scores, [&](const auto& score) { return prints(printed, score); });
    }
    return values > 0 && found == values;
}

/// The results in the table's folder or in the folders below it, nearest first.
Run* results_of_table(const Run& table, const ByFolder& results)
{
    const std::string folder(folder_of(table.file()));
    const auto below = folder.empty() ? std::string() : folder + "/";
    for (auto at = results.lower_bound(folder); at != results.end() && at->first.starts_with(folder); ++at) {
        if (at->first != folder && !at->first.starts_with(below)) continue;
        const auto match = std::ranges::find_if(at->second, [&](const Run* run) { return is_printed_by(table, *run); });
        if (match != at->second.end()) return *match;
    }
    return nullptr;
}

} // namespace

void attach_samples(std::vector<Run>& runs)
{
    const auto results = by_folder(runs, is_results);
    std::map<std::pair<std::string, std::string>, Run*> alone;
    for (auto& run : runs) {
        if (!is_samples(run)) continue;
        const std::string folder(folder_of(run.file()));
        const auto neighbours = results.find(folder);
        if (auto* main = neighbours == results.end() ? nullptr : results_of(run, neighbours->second)) {
            attach(*main, std::move(run));
            continue;
        }
        const auto stamp = stamp_of(run);
        if (stamp.empty()) continue;
        const auto [first, is_first] = alone.try_emplace({folder, stamp}, &run);
        if (!is_first) attach(*first->second, std::move(run));
    }
    drop_absorbed(runs);
    for (auto& run : runs) {
        if (run.samples.empty()) continue;
        name_sample_filters(run);
        std::ranges::stable_sort(run.samples, {}, [](const auto& s) { return std::pair(s.task, s.filter); });
        count_documents(run);
    }
}

void attach_tables(std::vector<Run>& runs)
{
    const auto results = by_folder(runs, is_results);
    for (auto& run : runs) {
        if (!is_table(run)) continue;
        if (auto* main = results_of_table(run, results)) absorb(*main, std::move(run));
    }
    drop_absorbed(runs);
}

} // namespace kneepoint::import
