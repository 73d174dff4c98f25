// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document_examples.h"
#include "numbers.h"

#include "kneepoint/stats/adjust.h"
#include "kneepoint/stats/flips.h"
#include "kneepoint/stats/group_mean.h"
#include "kneepoint/stats/margin.h"
#include "kneepoint/stats/paired.h"
#include "kneepoint/stats/permutation.h"
#include "kneepoint/stats/perplexity.h"
#include "kneepoint/stats/power.h"
#include "kneepoint/stats/recovery.h"
#include "kneepoint/stats/unpaired.h"

/// What the examples of docs/statistics.md about accuracy compute.
namespace kneepoint::tests {

using namespace kneepoint::stats;

inline Answers proportion(const Example& e)
{
    const auto interval = wilson_interval(e.count("right"), e.count("n"));
    return {{"bernoulli", one(bernoulli_error(e["right"] / e["n"], e.count("n")))},
            {"sample", one(bernoulli_sample_error(e["right"] / e["n"], e.count("n")))},
            {"low", Numbers{interval->low}},
            {"high", Numbers{interval->high}}};
}

inline Answers mean(const Example& e)
{
    return answers<Estimate>(mean_with_error(e.all("scores")),
                             {{"mean", &Estimate::value}, {"standard_error", &Estimate::standard_error}});
}

inline Answers clustered(const Example& e)
{
    const std::vector<std::size_t> clusters(e.all("clusters").begin(), e.all("clusters").end());
    auto result = answers<ClusteredEstimate>(clustered_mean(e.all("scores"), clusters),
                                             {{"mean", &ClusteredEstimate::value},
                                              {"standard_error", &ClusteredEstimate::standard_error},
                                              {"design_effect", &ClusteredEstimate::design_effect}});
    result["miller"] = Numbers{clustered_mean(e.all("scores"), clusters, ClusterFormula::miller)->standard_error};
    return result;
}

inline Answers unpaired(const Example& e)
{
    using U = UnpairedDifference;
    return answers<U>(unpaired_difference({e["base"], e["base_error"]}, {e["candidate"], e["candidate_error"]}),
                      {{"delta", &U::delta},
                       {"z", &U::z},
                       {"p", &U::p},
                       {"low", [](const U& u) { return u.interval.low; }},
                       {"high", [](const U& u) { return u.interval.high; }}});
}

inline Answers paired(const Example& e)
{
    using T = DifferenceTest;
    const auto difference = *paired_difference(e.all("base"), e.all("candidate"));
    auto result = answers<T>(difference.test, {{"z", &T::z},
                                               {"p", &T::p},
                                               {"p_t", &T::p_t},
                                               {"low", [](const T& t) { return t.interval.low; }},
                                               {"high", [](const T& t) { return t.interval.high; }}});
    result["delta"] = Numbers{difference.delta};
    result["standard_error"] = Numbers{difference.standard_error};
    result["correlation"] = one(difference.correlation);
    return result;
}

inline Answers mcnemar_test(const Example& e)
{
    const auto test = mcnemar({0, e.count("lost"), e.count("gained"), 0});
    return {{"exact", Numbers{test.exact_p}},
            {"mid", Numbers{test.mid_p}},
            {"chi_squared", one(test.chi_squared)},
            {"chi_squared_p", one(test.chi_squared_p)}};
}

inline Answers group(const Example& e)
{
    std::vector<Member> tasks, alike;
    for (std::size_t i = 0; i < e.all("sizes").size(); ++i) {
        tasks.push_back({e.all("differences")[i], e.all("sizes")[i], e.all("errors")[i]});
        alike.push_back({e.all("differences")[i], 1, e.all("errors")[i]});
    }
    const auto weighted = *stratified_mean(tasks), plain = *stratified_mean(alike);
    return {{"weighted", Numbers{weighted.value}},
            {"weighted_error", Numbers{weighted.standard_error}},
            {"plain", Numbers{plain.value}},
            {"plain_error", Numbers{plain.standard_error}}};
}

inline Answers signs(const Example& e)
{
    return answers<SignFlip>(sign_flip_test(e.all("differences")), {{"p", &SignFlip::p}});
}

inline Answers bootstrap(const Example& e)
{
    const auto& n = e.all("counts");
    const auto outcome = [&n](std::size_t i) { return static_cast<int>(n[i]); };
    const Outcomes outcomes(outcome(0), outcome(1), outcome(2), outcome(3));
    return answers<BootstrapResult>(
        bootstrap_difference({outcomes.base, outcomes.candidate}),
        {{"delta", &BootstrapResult::estimate}, {"standard_error", &BootstrapResult::standard_error}});
}

inline Answers recovery(const Example& e)
{
    const Means means{{e["base"], e["base_error"]}, {e["candidate"], e["candidate_error"]}, e["covariance"]};
    return answers<Ratio>(ratio_of_means(means, e["chance"]),
                          {{"ratio", &Ratio::value},
                           {"log_error", [](const Ratio& r) { return *r.log_error; }},
                           {"low", [](const Ratio& r) { return r.interval->low; }},
                           {"high", [](const Ratio& r) { return r.interval->high; }}});
}

inline Answers recoveries(const Example& e)
{
    std::vector<Means> tasks;
    for (std::size_t i = 0; i < e.all("base").size(); ++i)
        tasks.push_back({{e.all("base")[i], 0}, {e.all("candidate")[i], 0}});
    return {{"of_means", Numbers{ratio_of_means(*means_over_tasks(tasks))->value}},
            {"mean", Numbers{mean_of_ratios(tasks)->value}}};
}

inline Answers perplexities(const Example& e)
{
    std::vector<WeightedLogLikelihood> base, candidate;
    for (std::size_t i = 0; i < e.all("words").size(); ++i) {
        base.push_back({e.all("base")[i], e.all("words")[i]});
        candidate.push_back({e.all("candidate")[i], e.all("words")[i]});
    }
    using P = PerplexityDifference;
    return answers<P>(perplexity_difference(base, candidate),
                      {{"nats_base", &P::base},
                       {"perplexity_base", [](const P& p) { return perplexity(p.base); }},
                       {"delta", &P::delta},
                       {"standard_error", &P::standard_error},
                       {"increase", &P::increase},
                       {"low", [](const P& p) { return p.increase_interval.low; }},
                       {"high", [](const P& p) { return p.increase_interval.high; }}});
}

inline Answers flips_of(const Example& e)
{
    const auto lost = e.count("lost"), gained = e.count("gained");
    return answers<Flips>(flips({e.count("n") - lost - gained, lost, gained, 0}),
                          {{"harmful", &Flips::harmful}, {"beneficial", &Flips::beneficial}, {"all", &Flips::all}});
}

inline Answers options_of(const Example& e)
{
    return {{"kl", one(kl_divergence(e.all("base"), e.all("candidate")))}, {"margin", one(top_margin(e.all("base")))}};
}

inline Answers family(const Example& e)
{
    const Family p(e.all("p").begin(), e.all("p").end());
    Numbers wise, rate;
    for (std::size_t i = 0; i < p.size(); ++i) {
        wise.push_back(*holm(p)[i]);
        rate.push_back(*benjamini_hochberg(p)[i]);
    }
    return {{"holm", wise}, {"bh", rate}};
}

inline Answers margin(const Example& e)
{
    const auto loss = non_inferiority({e["gain"], e["error"]}, e["margin"]);
    const auto both = equivalence({e["gain"], e["error"]}, e["margin"]);
    return {{"bound", Numbers{loss->bound}},
            {"p", Numbers{loss->p}},
            {"low", Numbers{both->interval.low}},
            {"high", Numbers{both->interval.high}},
            {"p_equivalent", Numbers{both->p}}};
}

inline Answers exact_margins(const Example& e)
{
    const auto lost = e.count("lost"), gained = e.count("gained");
    return answers<ExactMargin>(
        exact_margin({0, lost, gained, e.count("n") - lost - gained}, e["margin"]),
        {{"p", &ExactMargin::non_inferiority_p}, {"p_equivalent", &ExactMargin::equivalence_p}});
}

inline Answers power(const Example& e)
{
    const auto flips = paired_variance(e["flips"]);
    return {{"paired", one(detectable_difference(flips, e.count("n")))},
            {"unpaired", one(detectable_difference(unpaired_variance(e["accuracy"]), e.count("n")))},
            {"needed", Numbers{double(*items_needed(flips, e["difference"]))}}};
}

inline Answers settle(const Example& e)
{
    return {{"needed", Numbers{double(*items_to_settle({e["gain"], e["error"]}, e.count("n"), e["margin"]))}}};
}

} // namespace kneepoint::tests
