// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_parts.h"

namespace kneepoint::app {

using namespace compare;

namespace {

Json resampled_json(const std::optional<Resampled>& drawn)
{
    if (!drawn) return nullptr;
    return {{"interval", interval_json(drawn->interval)},
            {"p", number(drawn->p)},
            {"recovery_interval", interval_json(drawn->recovery_interval)},
            {"draws", drawn->draws},
            {"seed", drawn->seed}};
}

Json options_json(const std::optional<OptionsMoved>& options)
{
    if (!options) return nullptr;
    return {{"questions", options->questions},
            {"mean_kl", number(options->mean_kl)},
            {"changed", count_or_null(options->changed)},
            {"wrong_to_other_wrong", count_or_null(options->wrong_to_other_wrong)}};
}

Json between_json(const std::optional<BetweenRuns>& between)
{
    return between ? Json{{"runs", between->runs}, {"deviation", number(between->deviation)}} : Json(nullptr);
}

/// The three tests of flips, and which of them decides; null without flips.
Json mcnemar_json(const AccuracyDelta& delta)
{
    if (!delta.paired || !delta.paired->chi_squared) return nullptr;
    const auto& paired = *delta.paired;
    return {{"exact_p", number(paired.exact_p)},
            {"mid_p", number(paired.mid_p)},
            {"chi_squared", number(paired.chi_squared)},
            {"chi_squared_p", number(paired.chi_squared_p)},
            {"primary", decided_by_exact_p(delta) ? Json("exact") : Json(nullptr)},
            {"why", mcnemar_words(delta)}};
}

/// What the documents of both sides tell; null where they are not paired.
Json paired_json(const AccuracyDelta& delta)
{
    const auto& paired = delta.paired;
    const auto one = paired.value_or(PairedDocuments{});
    const auto if_paired = [&](std::size_t count) { return paired ? Json(count) : Json(nullptr); };
    return {{"documents", if_paired(one.documents)},
            {"tasks", if_paired(one.tasks)},
            {"clusters", if_paired(one.clusters)},
            {"lost", count_or_null(one.lost)},
            {"gained", count_or_null(one.gained)},
            {"mid_p", number(one.mid_p)},
            {"mcnemar", mcnemar_json(delta)},
            {"sign_flip_p", number(one.sign_flip_p)},
            {"sign_flip_draws", one.sign_flip_p ? Json(one.sign_flip_draws) : Json(nullptr)},
            {"bootstrap", resampled_json(one.resampled)},
            {"options", options_json(one.options)}};
}

Json resampled_json(const std::optional<ResampledMeans>& drawn)
{
    if (!drawn) return nullptr;
    return {{"delta", number(drawn->delta)}, {"delta_interval", interval_json(drawn->delta_interval)},
            {"p", number(drawn->p)},         {"recovery_of_means_interval", interval_json(drawn->recovery_interval)},
            {"draws", drawn->draws},         {"seed", drawn->seed}};
}

Json flips_json(const FlipCount& flips)
{
    if (flips.tasks == 0) return nullptr;
    return {
        {"harmful", flips.lost}, {"beneficial", flips.gained}, {"documents", flips.documents}, {"tasks", flips.tasks}};
}

Json recovery_json(const std::optional<TaskRecovery>& one)
{
    return one ? Json{{"task", one->task}, {"percent", number(one->percent)}} : Json(nullptr);
}

} // namespace

Json accuracy_json(const Comparison& comparison, const AccuracyDelta& a)
{
    Json json{{"task", a.task},
              {"alias", a.alias},
              {"group", text_or_null(a.group)},
              {"is_group", a.is_group},
              {"candidate_run", comparison.candidate_accuracy},
              {"metric", a.metric},
              {"filter", a.filter},
              {"primary", a.primary},
              {"base", number(a.base)},
              {"candidate", number(a.candidate)},
              {"base_n", count_or_null(a.base_n)},
              {"candidate_n", count_or_null(a.candidate_n)},
              {"base_stderr", number(a.base_stderr)},
              {"candidate_stderr", number(a.candidate_stderr)},
              {"delta", number(a.delta)},
              {"relative_percent", number(a.relative_percent)},
              {"recovery_percent", number(a.recovery_percent)},
              {"recovery_interval", interval_json(a.recovery_interval)},
              {"chance", number(a.chance)},
              {"recovery_above_chance_percent", number(a.recovery_above_chance_percent)},
              {"recovery_above_chance_interval", interval_json(a.recovery_above_chance_interval)},
              {"paired", !a.test.empty() && a.test != "unpaired-z"},
              {"why_unpaired", text_or_null(a.why_unpaired)},
              {"test", text_or_null(a.test)},
              {"standard_error", number(a.standard_error)},
              {"z", number(a.z)},
              {"p", number(a.p)},
              {"p_adjusted", number(a.p_adjusted)},
              {"q", number(a.q)},
              {"family", a.family},
              {"interval", interval_json(a.interval)},
              {"bounds", interval_json(a.bounds)},
              {"non_inferiority_p", number(a.non_inferiority_p)},
              {"equivalence_p", number(a.equivalence_p)},
              {"base_between_runs", between_json(a.base_between)},
              {"candidate_between_runs", between_json(a.candidate_between)},
              {"verdict", to_string(a.verdict)}};
    json.update(paired_json(a));
    add_finding(json, a.finding);
    json["why"] = a.why;
    return json;
}

Json accuracy_summary_json(const AccuracySummary& s)
{
    auto groups = Json::array();
    for (const GroupCheck& g : s.groups)
        groups.push_back({{"run", g.run},
                          {"task", g.task},
                          {"metric", g.metric},
                          {"filter", g.filter},
                          {"stated", number(g.stated)},
                          {"computed", number(g.computed)},
                          {"members", g.members},
                          {"weighted", g.weighted},
                          {"agrees", g.agrees}});
    return {{"mean_recovery_percent", number(s.mean_recovery_percent)},
            {"mean_recovery_interval", interval_json(s.mean_recovery_interval)},
            {"recovery_of_means_percent", number(s.recovery_of_means_percent)},
            {"recovery_of_means_interval", interval_json(s.recovery_of_means_interval)},
            {"bootstrap", resampled_json(s.resampled)},
            {"flips", flips_json(s.flips)},
            {"tasks", s.tasks},
            {"apart", s.apart},
            {"lowest_recovery", recovery_json(s.lowest_recovery)},
            {"highest_recovery", recovery_json(s.highest_recovery)},
            {"largest_abs_z", number(s.largest_abs_z)},
            {"largest_abs_z_task", text_or_null(s.largest_abs_z_task)},
            {"largest_drop", number(s.largest_drop)},
            {"largest_drop_task", text_or_null(s.largest_drop_task)},
            {"groups", groups}};
}

} // namespace kneepoint::app
