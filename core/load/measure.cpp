// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/measure.h"

#include <algorithm>
#include <map>

namespace kneepoint::load {

namespace {

class Measuring {
public:
    Measuring(const RunManifest& manifest, RunFolder& folder, std::stop_token stop, const MeasureListener& listener)
        : m_manifest(manifest), m_folder(folder), m_stop(std::move(stop)), m_listener(listener)
    {
        for (const FinishedLevel& level : folder.finished()) m_rates[level.index] = level.requests_per_second;
    }

    /// @return false when it was stopped
    Result<bool> levels(const std::vector<LevelPlan>& plans, int first, int all)
    {
        for (int i = 0; i < int(plans.size()); ++i) {
            if (m_rates.contains(first + i)) continue;
            if (m_stop.stop_requested()) return false;
            const auto whole = level(plans[std::size_t(i)], first + i, all);
            if (!whole || !*whole) return whole;
        }
        return true;
    }
    double rate(int level) const { return m_rates.contains(level) ? m_rates.at(level) : 0; }

private:
    Result<bool> level(LevelPlan plan, int index, int all)
    {
        // Levels of one run see different prompts, so that a prefix cache gives none an advantage.
        ClientSetup client = m_manifest.client;
        client.content.seed += std::uint64_t(index) << 32;
        plan.seed += std::uint64_t(index);
        if (m_listener.level_begins) m_listener.level_begins(index, all, plan);
        const auto records = run_level(client, plan, m_stop, [&](const LiveCounts& live) {
            if (m_listener.live) m_listener.live(index, plan, live);
        });
        if (!records) return std::unexpected(records.error());
        const LevelResult result = level_result(plan, *records, index);
        if (const auto kept = m_folder.add(result, *records); !kept) return std::unexpected(kept.error());
        m_rates[index] = result.level.value(MetricId::requests_per_second, Statistic::mean()).value_or(0);
        if (m_listener.level_ended) m_listener.level_ended(result);
        return records->end != LevelEnd::stopped;
    }

    const RunManifest& m_manifest;
    RunFolder& m_folder;
    std::stop_token m_stop;
    const MeasureListener& m_listener;
    std::map<int, double> m_rates; ///< successful requests a second of the levels that are there
};

} // namespace

Result<bool> measure(const RunManifest& manifest, RunFolder& folder, const std::stop_token& stop,
                     const MeasureListener& listener)
{
    const Profile& profile = manifest.profile;
    const auto first = first_levels(profile);
    if (!first) return std::unexpected(first.error());
    const bool sweep = profile.kind == ProfileKind::sweep;
    const int all = sweep ? profile.sweep_levels : int(first->size());
    Measuring measuring(manifest, folder, stop, listener);
    auto whole = measuring.levels(*first, 0, all);
    if (whole && *whole && sweep) {
        const auto rest = sweep_levels(profile, measuring.rate(0), measuring.rate(1));
        if (rest.empty() && profile.sweep_levels > 2)
            return failure(ErrorKind::unsupported,
                           "The sweep ends here: no request of the throughput level succeeded inside its window. Make "
                           "the levels longer or look at the errors in requests.jsonl.");
        whole = measuring.levels(rest, 2, all);
    }
    if (!whole) return whole;
    if (const auto closed = folder.close(*whole); !closed) return std::unexpected(closed.error());
    return whole;
}

PlannedLoad planned_load(const Profile& profile, const RequestContent& content, const std::vector<LevelPlan>& levels)
{
    PlannedLoad load;
    load.levels = profile.kind == ProfileKind::sweep ? profile.sweep_levels : int(levels.size());
    std::uint64_t requests = 0;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        LevelPlan level = levels[i];
        level.seed += i; // as measure does
        if (!level.rate && !level.stop.requests) return load;
        requests += level.rate ? arrivals(level).size() : *level.stop.requests;
    }
    // A sweep's other levels are as long as its first two.
    if (profile.kind == ProfileKind::sweep) requests = requests / 2 * std::uint64_t(profile.sweep_levels);
    load.requests = requests;
    if (const auto prompt = content.most_prompt_tokens())
        load.tokens = requests * (*prompt + content.most_output_tokens());
    return load;
}

} // namespace kneepoint::load
