// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_parts.h"

namespace kneepoint::app {

using namespace compare;

namespace {

Json verdict_word(Judgement judgement)
{
    return to_string(judgement);
}

Json row_label(const Run* run, int level)
{
    return run && level >= 0 && level < static_cast<int>(run->levels.size())
               ? Json(run->levels[static_cast<std::size_t>(level)].label)
               : Json(level);
}

Json slo_json(const SloResult& slo, const Run* run)
{
    auto excluded = Json::array(), goodput = Json::array();
    for (const auto& e : slo.excluded)
        excluded.push_back(
            {{"row", e.level}, {"label", row_label(run, e.level)}, {"verdict", verdict_word(e.verdict)}});
    auto reach = Json::array();
    for (const auto& one : slo.reach) reach.push_back({number(one.load), number(one.probability)});
    for (const auto& met : slo.met)
        goodput.push_back({{"row", met.level},
                           {"label", row_label(run, met.level)},
                           {"requests_per_s", number(met.rate)},
                           {"share", number(met.share)},
                           {"share_interval", interval_json(met.share_interval)},
                           {"probability", number(met.probability)}});
    return {{"slo", slo.slo.text},
            {"any", number(slo.any)},
            {"from", number(slo.from)},
            {"before_first_violation", number(slo.before_first_violation)},
            {"with_probability", number(slo.with_probability)},
            {"interval", interval_json(slo.interval)},
            {"reach", reach},
            {"passing", slo.passing},
            {"failing", slo.failing},
            {"undecided", slo.undecided},
            {"excluded", excluded},
            {"non_monotone", slo.non_monotone},
            {"goodput", goodput}};
}

Json knee_json(const KneePoint& knee)
{
    return {{"metric", metric_info(knee.metric).key},
            {"statistic", to_string(knee.statistic)},
            {"method", knee.method},
            {"load", number(knee.load)},
            {"latency", number(knee.latency)},
            {"strength", number(knee.strength)},
            {"interval", interval_json(knee.interval)},
            {"share_without", knee.interval ? number(knee.share_without) : Json(nullptr)},
            {"why", knee.why}};
}

Json saturation_json(const std::optional<RateSaturation>& saturation)
{
    if (!saturation) return nullptr;
    return {{"kept_up_to", number(saturation->kept_up_to)},
            {"missed_from", number(saturation->missed_from)},
            {"plateau", number(saturation->plateau)},
            {"why", saturation->why}};
}

} // namespace

Json capacity_json(const Capacity& capacity, const Run* run)
{
    auto slos = Json::array(), knees = Json::array();
    for (const SloResult& slo : capacity.slos) slos.push_back(slo_json(slo, run));
    for (const KneePoint& knee : capacity.knees) knees.push_back(knee_json(knee));
    Json json{{"max_concurrency", number(capacity.max_concurrency)},
              {"row", capacity.max_level ? Json(*capacity.max_level) : Json(nullptr)},
              {"strategy", capacity.max_level ? Json(to_string(capacity.max_strategy)) : Json(nullptr)},
              {"excluded", capacity.excluded},
              {"itl_degradation", nullptr},
              {"itl_degradation_rows", nullptr}};
    if (const auto& d = capacity.itl_degradation) {
        json["itl_degradation"] = number(d->ratio);
        json["itl_degradation_rows"] = {{"low_row", d->low_level},
                                        {"high_row", d->high_level},
                                        {"low_itl_ms", number(d->low_value)},
                                        {"high_itl_ms", number(d->high_value)},
                                        {"why", d->why}};
    }
    json["knee"] = knees.empty() ? Json(nullptr) : knees.front();
    json["knees"] = knees;
    json["saturation"] = saturation_json(capacity.saturation);
    json["slo"] = slos;
    return json;
}

Json equal_load_json(const Comparison& comparison, const EqualLoad& one)
{
    Json json{{"concurrency", number(one.concurrency)},
              {"interpolated", one.interpolated},
              {"candidate_run", comparison.candidate},
              {"metric", metric_info(one.metric).key},
              {"statistic", to_string(one.statistic)},
              {"base", number(one.base)},
              {"candidate", number(one.candidate)},
              {"ratio", number(one.ratio)},
              {"base_row", one.base_level},
              {"interval", interval_json(one.interval)},
              {"verdict", verdict_word(one.verdict)}};
    add_finding(json, one.finding);
    json["why"] = one.why;
    return json;
}

Json equal_latency_json(const Comparison& comparison, const EqualLatency& one)
{
    return {{"candidate_run", comparison.candidate},
            {"metric", metric_info(one.metric).key},
            {"statistic", to_string(one.statistic)},
            {"latency", number(one.latency)},
            {"base", number(one.base)},
            {"candidate", number(one.candidate)},
            {"ratio", number(one.ratio)},
            {"interpolated", one.interpolated},
            {"base_row", one.base_level},
            {"why", one.why}};
}

Json crossover_json(const Comparison& comparison, const MetricCrossover& one)
{
    auto crossings = Json::array();
    for (const auto& crossing : one.crossings)
        crossings.push_back({{"load", number(crossing.load)}, {"becomes", verdict_word(crossing.becomes)}});
    return {{"candidate_run", comparison.candidate},
            {"metric", metric_info(one.metric).key},
            {"statistic", to_string(one.statistic)},
            {"range", interval_json(one.range)},
            {"at_low", verdict_word(one.at_low)},
            {"crossings", crossings},
            {"interval", one.has_interval ? Json::array({number(one.low), number(one.high)}) : Json(nullptr)},
            {"why", one.why}};
}

} // namespace kneepoint::app
