// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_run.h"
#include "json_at.h"
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <algorithm>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

Conclusion knee(const Json& block, const std::string& path)
{
    const bool has_final = json_at(block, {"final", "throughput"}) != nullptr;
    const std::string_view phase = has_final ? "final" : "initial";
    Conclusion result;
    result.kind = "knee";
    result.path = path + "." + std::string(phase) + ".throughput";
    const Json* throughput = json_at(block, {phase, "throughput"});
    if (!throughput) return result;
    result.status = text_at(*throughput, {"status"});
    result.streams = number_at(*throughput, {"knee"});
    const auto reason = text_at(*throughput, {"reason"});
    if (result.streams)
        result.text = "GuideLLM finds the knee of the throughput at " + shortest_decimal(*result.streams) +
                      " concurrent streams.";
    else
        result.text =
            "GuideLLM finds no knee of the throughput" + (reason.empty() ? "." : ": " + one_line(reason, 300));
    return result;
}

/// The interval of a probe's attainment belongs to the one level with as many streams.
void set_attainment_interval(Run& run, const Json& probe)
{
    const auto streams = number_at(probe, {"streams"});
    const auto low = number_at(probe, {"attainment_lower"}), high = number_at(probe, {"attainment_upper"});
    if (!streams || !low || !high) return;
    const auto probed = [&](const Level& level) { return level.streams && *level.streams == *streams; };
    if (std::ranges::count_if(run.levels, probed) != 1) return;
    const auto level = std::ranges::find_if(run.levels, probed);
    if (const auto found = level->metrics.find(MetricId::slo_attainment); found != level->metrics.end())
        found->second.mean_interval = Interval{*low, *high};
}

Conclusion goodput(Run& run, const Json& block, const std::string& path)
{
    for (const Json& probe : *json_at(block, {"probes"})) set_attainment_interval(run, probe);
    Conclusion result;
    result.kind = "goodput";
    result.path = path;
    result.status = text_at(block, {"stop_reason"});
    result.streams = number_at(block, {"best_passing_streams"});
    const auto failing = text_at(block, {"lowest_failing_streams"});
    result.text = result.streams ? "GuideLLM's goodput search: " + shortest_decimal(*result.streams) +
                                       " streams are the most that met the objectives"
                                 : std::string("GuideLLM's goodput search: no level met the objectives");
    if (!failing.empty()) result.text += ", " + failing + " the fewest that did not";
    if (!result.status.empty()) result.text += " (it ended with: " + replaced(result.status, "_", " ") + ")";
    result.text += ".";
    return result;
}

} // namespace

void read_guidellm_conclusions(Run& run, const Json& root)
{
    const Json* all = json_at(root, {"conclusions"});
    if (!all || !all->is_array()) return;
    for (std::size_t i = 0; i < all->size(); ++i) {
        const Json& block = (*all)[i];
        const auto path = "conclusions[" + std::to_string(i) + "]";
        const Json* probes = json_at(block, {"probes"});
        if (probes && probes->is_array())
            run.conclusions.push_back(goodput(run, block, path));
        else if (json_at(block, {"initial"}) || json_at(block, {"final"}))
            run.conclusions.push_back(knee(block, path));
        else
            run.conclusions.push_back({text_at(block, {"kind"}), text_at(block, {"status"}),
                                       "GuideLLM states a conclusion that Kneepoint does not know.", std::nullopt,
                                       path});
    }
}

} // namespace kneepoint::import
