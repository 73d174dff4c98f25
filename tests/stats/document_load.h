// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document_examples.h"
#include "numbers.h"

#include "kneepoint/stats/capacity.h"
#include "kneepoint/stats/crossover.h"
#include "kneepoint/stats/knee.h"
#include "kneepoint/stats/mann_whitney.h"
#include "kneepoint/stats/quantile.h"
#include "kneepoint/stats/runs.h"

/// What the examples of docs/statistics.md about load compute.
namespace kneepoint::tests {

using namespace kneepoint::stats;

inline Answers quantile_answers(const std::optional<QuantileEstimate>& found)
{
    using Q = QuantileEstimate;
    return answers<Q>(found, {{"value", &Q::value},
                              {"low", [](const Q& q) { return q.interval.low; }},
                              {"high", [](const Q& q) { return q.interval.high; }},
                              {"dependence", &Q::dependence}});
}

inline Answers order_statistics(const Example& e)
{
    return quantile_answers(quantile_of_independent(e.all("values"), e["share"]));
}

/// (step x i) mod n, and `slow` more in every other hundred.
inline Numbers stepped(const Example& e)
{
    Numbers result;
    for (std::uint64_t i = 1; i <= e.count("n"); ++i)
        result.push_back(double(e.count("step") * i % e.count("n")) + (i / 100 % 2 == 1 ? e["slow"] : 0));
    return result;
}

inline Answers requests(const Example& e)
{
    return quantile_answers(quantile_of_requests(stepped(e), e["share"]));
}

inline Answers samples(const Example& e)
{
    return {{"early", Numbers{double(*minimum_samples(e["share"]))}},
            {"queries", Numbers{double(*mlperf_queries(e["share"]))}}};
}

inline Answers percentile_ratio(const Example& e)
{
    const auto estimate = [](const Numbers& n) { return QuantileEstimate{100, n[0], {n[1], n[2]}, 1}; };
    using R = QuantileRatio;
    return answers<R>(ratio_of_quantiles(estimate(e.all("base")), estimate(e.all("candidate"))),
                      {{"ratio", &R::value},
                       {"low", [](const R& r) { return r.interval.low; }},
                       {"high", [](const R& r) { return r.interval.high; }}});
}

inline Answers runs(const Example& e)
{
    using R = RunRatio;
    auto result = answers<R>(ratio_of_runs(e.all("base"), e.all("candidate")),
                             {{"ratio", &R::value},
                              {"low", [](const R& r) { return r.interval.low; }},
                              {"high", [](const R& r) { return r.interval.high; }},
                              {"p", &R::p}});
    result["coefficient_base"] = Numbers{run_variation(e.all("base"))->coefficient};
    return result;
}

inline Answers ranks(const Example& e)
{
    return answers<MannWhitney>(
        mann_whitney(e.all("base"), e.all("candidate")),
        {{"u", &MannWhitney::u}, {"share_larger", &MannWhitney::share_larger}, {"p", &MannWhitney::p}});
}

inline Answers planning(const Example& e)
{
    return {{"detectable", one(detectable_change(e["coefficient"], e.count("runs")))},
            {"needed", Numbers{double(*runs_needed(e["coefficient"], e["change"]))}}};
}

inline std::vector<CurvePoint> curve_of(const Example& e, const std::string& loads, const std::string& values)
{
    std::vector<CurvePoint> points;
    for (std::size_t i = 0; i < e.all(loads).size(); ++i) points.push_back({e.all(loads)[i], e.all(values)[i], i});
    return curve(points);
}

inline Answers knees(const Example& e)
{
    const auto points = curve_of(e, "loads", "latencies");
    const auto load = [&](KneeMethod method) {
        const auto found = knee(points, method);
        return found ? std::optional(Numbers{found->load}) : std::nullopt;
    };
    return {{"two_lines", load(KneeMethod::two_lines)}, {"chord", load(KneeMethod::chord)}};
}

inline Answers crossing(const Example& e)
{
    const auto found =
        crossover(curve_of(e, "loads", "base"), curve_of(e, "loads", "candidate"), Direction::lower_is_better);
    if (found->crossings.empty()) return {{"load", std::nullopt}};
    return {{"load", Numbers{found->crossings[0].load}}};
}

inline Answers equal(const Example& e)
{
    const auto base = curve_of(e, "base_loads", "base"), candidate = curve_of(e, "candidate_loads", "candidate");
    return {{"latency_ratio", Numbers{at_equal_load(base, candidate, e["load"])->ratio}},
            {"load_ratio", Numbers{at_equal_latency(base, candidate, e["latency"])->ratio}}};
}

inline Answers objective(const Example& e)
{
    return {{"probability", one(probability_within(stepped(e), e["limit"], e["share"]))}};
}

inline std::vector<Reach> reach_in(const Example& e, const std::string& side)
{
    std::vector<LoadLevel> levels;
    for (std::size_t i = 0; i < e.all(side + "loads").size(); ++i)
        levels.push_back({e.all(side + "loads")[i], {}, e.all(side + "probabilities")[i]});
    return reach_of(levels);
}

inline Answers interval_answers(const std::optional<Interval>& interval)
{
    return answers<Interval>(interval, {{"low", &Interval::low}, {"high", &Interval::high}});
}

inline Answers reaches(const Example& e)
{
    const auto reach = reach_in(e, "");
    Numbers probabilities;
    for (const auto& one : reach) probabilities.push_back(one.probability);
    auto result = interval_answers(reach_interval(reach));
    result["reach"] = probabilities;
    return result;
}

inline Answers reach_ratios(const Example& e)
{
    return interval_answers(reach_ratio(reach_in(e, "base_"), reach_in(e, "candidate_")));
}

inline Answers goodputs(const Example& e)
{
    return answers<Goodput>(goodput(e.count("met"), e.count("started"), e["seconds"]),
                            {{"rate", &Goodput::rate},
                             {"share", &Goodput::share},
                             {"low", [](const Goodput& g) { return g.share_interval.low; }},
                             {"high", [](const Goodput& g) { return g.share_interval.high; }}});
}

inline Answers saturations(const Example& e)
{
    std::vector<RateLevel> levels;
    for (std::size_t i = 0; i < e.all("asked").size(); ++i) levels.push_back({e.all("asked")[i], e.all("achieved")[i]});
    const auto found = saturation(levels);
    return {{"kept_up_to", one(found->kept_up_to)},
            {"missed_from", one(found->missed_from)},
            {"plateau", Numbers{found->plateau}}};
}

} // namespace kneepoint::tests
