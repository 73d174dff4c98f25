// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json.h"

#include <nlohmann/json.hpp>

#include <optional>

// What the parts of comparison_document share.
namespace kneepoint::app {

using Json = nlohmann::ordered_json;

template<typename Count>
Json count_or_null(const std::optional<Count>& count)
{
    return count ? Json(*count) : Json(nullptr);
}

Json interval_json(const std::optional<Interval>& interval);
/// What a verdict rests on, both questions, and what would settle it.
void add_finding(Json& json, const compare::Finding& finding);

/// @param run for the labels of its rows; may be null
Json capacity_json(const compare::Capacity& capacity, const Run* run);
Json accuracy_json(const compare::Comparison& comparison, const compare::AccuracyDelta& a);
Json accuracy_summary_json(const compare::AccuracySummary& s);
Json equal_load_json(const compare::Comparison& comparison, const compare::EqualLoad& one);
Json equal_latency_json(const compare::Comparison& comparison, const compare::EqualLatency& one);
Json crossover_json(const compare::Comparison& comparison, const compare::MetricCrossover& one);
/// Speed-up and recovery of each candidate, the Pareto set, and the recommendation with its rule; null without both
/// halves.
Json overview_json(const Study& study);

} // namespace kneepoint::app
