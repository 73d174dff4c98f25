// SPDX-License-Identifier: GPL-3.0-or-later
#include "capacity.h"

#include "contains.h"
#include "figures.h"
#include "load.h"
#include "request_estimates.h"

#include "kneepoint/base/decimal.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::compare {

namespace {

struct Place {
    int level = 0;
    double load = 0, value = 0;
};

std::optional<Place> itl_at(const Run& run, int i, const Options& options)
{
    const auto& level = run.levels[static_cast<std::size_t>(i)];
    const auto load = load_of(level, options.concurrency_statistic);
    const auto itl = level.value(MetricId::itl, Statistic::median());
    if (!load || !itl || !has_data(level)) return std::nullopt;
    return Place{i, *load, *itl};
}

std::optional<Degradation> itl_degradation(const Run& run, const std::vector<int>& by_load, const Options& options)
{
    std::optional<Place> low, high;
    for (const int i : by_load) {
        const auto place = itl_at(run, i, options);
        if (!place) continue;
        if (!low) low = place;
        high = place;
    }
    const auto synchronous = std::ranges::find(run.levels, Strategy::synchronous, &Level::strategy);
    if (synchronous != run.levels.end())
        if (const auto place = itl_at(run, static_cast<int>(synchronous - run.levels.begin()), options)) low = place;
    if (!low || !high || low->level == high->level || low->value <= 0) return std::nullopt;

    const auto label = [&](int i) { return run.levels[static_cast<std::size_t>(i)].label; };
    Degradation result{high->value / low->value, low->level, high->level, low->value, high->value, {}};
    result.why = fmt::format("{} / {} = {} (ITL medians, rows \"{}\" at concurrency {} and \"{}\" at {}; {} figures)",
                             figure(high->value), figure(low->value), format_decimal(result.ratio, 2),
                             label(high->level), figure(high->load), label(low->level), figure(low->load),
                             is_printed(run) ? "printed" : "unrounded");
    return result;
}

} // namespace

Capacity capacity_of(const Run& run, const Options& options)
{
    RequestEstimates requests(run);
    return capacity_from(requests, options);
}

Capacity capacity_from(RequestEstimates& requests, const Options& options)
{
    const auto& run = requests.run();
    Capacity result;
    result.run = run.id;
    const auto by_load = levels_by_load(run, options);
    for (const int i : by_load) {
        const auto& level = run.levels[static_cast<std::size_t>(i)];
        if (!has_data(level)) continue;
        result.max_concurrency = load_of(level, options.concurrency_statistic);
        result.max_level = i;
        result.max_strategy = level.strategy;
    }
    for (int i = 0; i < static_cast<int>(run.levels.size()); ++i) {
        const auto& level = run.levels[static_cast<std::size_t>(i)];
        if (!contains(by_load, i))
            result.excluded.push_back(level.label);
        else if (!has_data(level))
            result.excluded.push_back(level.label + " (no request completed)");
    }
    result.itl_degradation = itl_degradation(run, by_load, options);
    for (const auto& slo : options.slos) {
        auto& judged = result.slos.emplace_back(judge_slo(run, slo, options));
        add_requests_met(judged, run, options);
    }
    result.knees = knees_of(requests, options);
    result.saturation = saturation_of(run);
    return result;
}

} // namespace kneepoint::compare
