// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/measure.h"

#include <algorithm>

namespace kneepoint::load {

namespace {

class Measuring {
public:
    Measuring(const RunManifest& manifest, RunFolder& folder, std::stop_token stop, const MeasureListener& listener)
        : m_manifest(manifest), m_profile(manifest.profile), m_folder(folder), m_stop(std::move(stop)),
          m_listener(listener), m_all(most_levels(manifest.profile))
    {}

    /// @return false when it was stopped
    Result<bool> levels(const std::vector<LevelPlan>& plans, int first)
    {
        for (int i = 0; i < int(plans.size()); ++i) {
            const auto whole = ensure(plans[std::size_t(i)], first + i);
            if (!whole || !*whole) return whole;
        }
        return true;
    }

    Result<bool> sweep()
    {
        const auto rest = sweep_levels(m_profile, rate(0), rate(1));
        if (rest.empty() && m_profile.sweep_levels > 2)
            return failure(ErrorKind::unsupported,
                           "The sweep ends here: no request of the throughput level succeeded inside its window. Make "
                           "the levels longer or look at the errors in requests.jsonl.");
        return levels(rest, 2);
    }

    /// Level after level, each chosen by those before it; ends because the bounds do.
    Result<bool> search()
    {
        const SearchBounds bounds = search_bounds(m_profile);
        const bool knee = m_profile.kind == ProfileKind::knee;
        std::vector<Probe> probes;
        Conclusion conclusion;
        for (;;) {
            const auto load = knee ? next_knee_load(probes, bounds) : next_limit_load(probes, bounds);
            if (!load) break;
            const int index = int(probes.size());
            const auto whole =
                ensure(probes.empty() ? first_levels(m_profile)->front() : search_level(m_profile, *load), index);
            if (!whole || !*whole) return whole;
            // The least rate of a search is what one request at a time gives.
            const bool synchronous = bounds.kind == LoadKind::rate && probes.empty();
            probes.push_back(probe(*found(index), synchronous ? rate(index) : *load));
            conclusion = knee ? knee_conclusion(probes, bounds) : limit_conclusion(probes, bounds, m_profile.slo);
            if (const auto kept = m_folder.conclude(conclusion); !kept) return std::unexpected(kept.error());
            if (!(probes.back().load > 0)) break; // nothing succeeded: there is no rate to begin with
        }
        if (m_listener.concluded) m_listener.concluded(conclusion);
        return true;
    }

private:
    const FinishedLevel* found(int index) const
    {
        const auto& all = m_folder.finished();
        const auto level = std::ranges::find(all, index, [](const FinishedLevel& l) { return l.level.index; });
        return level == all.end() ? nullptr : &*level;
    }

    double rate(int index) const
    {
        const FinishedLevel* level = found(index);
        return level ? level->level.value(MetricId::requests_per_second, Statistic::mean()).value_or(0) : 0;
    }

    Probe probe(const FinishedLevel& finished, double load) const
    {
        const Level& level = finished.level;
        Probe probe{.load = load,
                    .latency_s = level.value(MetricId::request_latency, Statistic::mean()),
                    .requests_per_s = level.value(MetricId::requests_per_second, Statistic::mean()),
                    .met = judged(level, m_profile.slo),
                    .client_limited = finished.validity == Validity::client_limited};
        // What waits for room is not in the latencies after sending.
        if (finished.waited > 0) probe.met = Probe::Met::no;
        return probe;
    }

    /// Measures the level unless the folder holds it. @return false when it was stopped
    Result<bool> ensure(const LevelPlan& plan, int index)
    {
        if (found(index)) return true;
        if (m_stop.stop_requested()) return false;
        return level(plan, index);
    }

    Result<bool> level(LevelPlan plan, int index)
    {
        // Levels of one run see different prompts, so that a prefix cache gives none an advantage.
        ClientSetup client = m_manifest.client;
        client.content.seed += std::uint64_t(index) << 32;
        plan.seed += std::uint64_t(index);
        if (m_listener.level_begins) m_listener.level_begins(index, m_all, plan);
        if (m_tells_of_cache) m_cache = prefix_cache_counts(client);
        m_tells_of_cache = m_cache.has_value();
        auto records = run_level(client, plan, m_stop, [&](const LiveCounts& live) {
            if (m_listener.live) m_listener.live(index, plan, live);
        });
        if (!records) return std::unexpected(records.error());
        records->cache_before = m_cache;
        if (m_tells_of_cache) m_cache = records->cache_after = prefix_cache_counts(client);
        const LevelResult result = level_result(plan, *records, index);
        if (const auto kept = m_folder.add(result, *records); !kept) return std::unexpected(kept.error());
        if (m_listener.level_ended) m_listener.level_ended(result);
        return records->end != LevelEnd::stopped;
    }

    const RunManifest& m_manifest;
    const Profile& m_profile;
    RunFolder& m_folder;
    std::stop_token m_stop;
    const MeasureListener& m_listener;
    int m_all;
    bool m_tells_of_cache = true; ///< a server that does not is asked once
    std::optional<PrefixCacheCounts> m_cache;
};

} // namespace

Result<bool> measure(const RunManifest& manifest, RunFolder& folder, const std::stop_token& stop,
                     const MeasureListener& listener)
{
    const Profile& profile = manifest.profile;
    const auto first = first_levels(profile);
    if (!first) return std::unexpected(first.error());
    Measuring measuring(manifest, folder, stop, listener);
    auto whole = is_search(profile.kind) ? measuring.search() : measuring.levels(*first, 0);
    if (whole && *whole && profile.kind == ProfileKind::sweep) whole = measuring.sweep();
    if (!whole) return whole;
    if (const auto closed = folder.close(*whole); !closed) return std::unexpected(closed.error());
    return whole;
}

} // namespace kneepoint::load
