// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_parts.h"

namespace kneepoint::app {

using namespace compare;

Json interval_json(const std::optional<Interval>& interval)
{
    return interval ? Json::array({number(interval->low), number(interval->high)}) : Json(nullptr);
}

void add_finding(Json& json, const Finding& finding)
{
    json["basis"] = to_string(finding.basis);
    json["difference"] = to_string(finding.difference);
    json["loss"] = to_string(finding.loss);
    json["margin"] = finding.basis == Basis::none ? Json(nullptr) : Json(finding.margin);
    json["settle"] = text_or_null(finding.settle);
}

namespace {

Json judged(Judgement judgement)
{
    return to_string(judgement);
}

Json delta_json(const Delta& d)
{
    Json json{{"metric", metric_info(d.metric).key},
              {"statistic", to_string(d.statistic)},
              {"base", number(d.base)},
              {"candidate", number(d.candidate)},
              {"ratio", number(d.ratio)},
              {"change_percent", number(d.change_percent)},
              {"converted", d.converted},
              {"verdict", judged(d.verdict)},
              {"interval", interval_json(d.interval)},
              {"p", number(d.p)},
              {"rank_p", number(d.rank_p)},
              {"base_interval", interval_json(d.base_interval)},
              {"candidate_interval", interval_json(d.candidate_interval)},
              {"base_samples", count_or_null(d.base_samples)},
              {"candidate_samples", count_or_null(d.candidate_samples)},
              {"base_variation", number(d.base_variation)},
              {"candidate_variation", number(d.candidate_variation)},
              {"few_samples", d.few_samples()},
              {"base_few_samples", d.base_few_samples},
              {"candidate_few_samples", d.candidate_few_samples}};
    add_finding(json, d.finding);
    json["why"] = d.why;
    return json;
}

void add_levels(Json& list, const Comparison& comparison, const std::vector<AlignedLevel>& levels, Alignment alignment)
{
    for (const AlignedLevel& level : levels)
        for (const Delta& d : level.deltas) {
            Json entry{{"index", level.index},
                       {"label", level.label},
                       {"candidate_run", comparison.candidate},
                       {"aligned_by", to_string(alignment)},
                       {"load", number(level.load)},
                       {"base_level", level.base_level ? Json(*level.base_level) : Json(nullptr)},
                       {"candidate_level", level.candidate_level ? Json(*level.candidate_level) : Json(nullptr)},
                       {"interpolated", level.interpolated},
                       {"excluded", level.excluded},
                       {"few_waves", level.few_waves},
                       {"note", text_or_null(level.note)}};
            entry.update(delta_json(d));
            list.push_back(std::move(entry));
        }
}

Json difference_json(const Comparison& comparison, const SetupDifference& d)
{
    return {{"what", d.what},
            {"base", text_or_null(d.base)},
            {"candidate", text_or_null(d.candidate)},
            {"severity", d.severity},
            {"why", text_or_null(d.why)},
            {"problem", text_or_null(d.problem)},
            {"candidate_run", comparison.candidate}};
}

/// A level whose figures are not the server's alone, or of no request, is in no comparison without a word.
void add_problems_of_levels(Json& problems, const Study& study)
{
    for (const auto& charted : study.charted()) {
        if (!charted.run) continue;
        for (const auto& level : charted.run->levels)
            for (const auto& problem : level.problems) {
                if (problem.severity < Severity::warning) continue;
                for (auto& told : problems_json({problem})) {
                    told["run"] = charted.run->id;
                    problems.push_back(std::move(told));
                }
            }
    }
}

} // namespace

Json comparison_document(const Study& study)
{
    Json json{{"schema", "kneepoint.comparison/1"},
              {"base", nullptr},
              {"candidates", Json::array()},
              {"alignment", Json::array()}};
    Json differences = Json::array(), levels = Json::array(), equal_load = Json::array(), equal_latency = Json::array(),
         crossovers = Json::array(), accuracy = Json::array(), summaries = Json::object(), problems = Json::array(),
         capacity = Json::object();
    for (const Comparison& c : study.comparisons) {
        json["base"] = c.base;
        json["candidates"].push_back(c.candidate);
        json["alignment"].push_back(
            {{"candidate", c.candidate}, {"by", to_string(c.alignment)}, {"why", c.alignment_why}});
        for (const auto& d : c.setup_differences) differences.push_back(difference_json(c, d));
        // Row against row stands first: it is what the tools' own tables show; loads that were made equal are told by
        // "aligned_by" and, at the base's concurrencies, by "equal_load".
        add_levels(levels, c, c.rows, Alignment::position);
        add_levels(levels, c, c.levels, c.alignment);
        for (const auto& e : c.equal_load) equal_load.push_back(equal_load_json(c, e));
        for (const auto& e : c.equal_latency) equal_latency.push_back(equal_latency_json(c, e));
        for (const auto& x : c.crossovers) crossovers.push_back(crossover_json(c, x));
        for (const auto& a : c.accuracy) accuracy.push_back(accuracy_json(c, a));
        if (!c.accuracy.empty()) summaries[c.candidate] = accuracy_summary_json(c.accuracy_summary);
        for (auto& p : problems_json(c.problems)) problems.push_back(std::move(p));
        if (c.base_capacity) capacity[c.base] = capacity_json(*c.base_capacity, study.catalogue.run(c.base));
        if (c.candidate_capacity)
            capacity[c.candidate] = capacity_json(*c.candidate_capacity, study.catalogue.run(c.candidate));
    }
    add_problems_of_levels(problems, study);
    json["setup_differences"] = differences;
    json["levels"] = levels;
    json["capacity"] = capacity;
    json["equal_load"] = equal_load;
    json["equal_latency"] = equal_latency;
    json["crossovers"] = crossovers;
    json["accuracy"] = accuracy;
    json["accuracy_summary"] = summaries;
    json["overview"] = overview_json(study);
    json["problems"] = problems;
    return json;
}

} // namespace kneepoint::app
