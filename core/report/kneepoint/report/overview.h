// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/report.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

// Both halves of a comparison in one view: how much faster, and how much of the accuracy is kept.
namespace kneepoint::report {

struct OverviewPoint {
    std::string label, run;
    int identity = 0;
    double speed = 1;                       ///< times the base
    std::optional<Interval> speed_interval; ///< 95 %
    double recovery = 100;                  ///< mean over tasks, percent
    std::optional<Interval> recovery_interval;
    bool pareto = false; ///< no other is faster and keeps more
    std::string why_speed, why_recovery;
    std::string why_no_interval; ///< of the speed; empty where it has one
};

struct Overview {
    std::string speed; ///< what `speed` is: "request latency median at 34 concurrent requests: base / candidate"
    std::vector<OverviewPoint> points;      ///< the base (1 and 100 %) first
    std::vector<std::string> notes;         ///< candidates that lack a half
    std::string rule;                       ///< the rule of the recommendation, without its outcome
    std::optional<std::size_t> recommended; ///< index into points
};

/// Speed at options.overview_load, else at the highest load that all candidates share with the base; with an objective
/// the ratio of the largest loads under it. Without points when no candidate has both halves.
Overview overview_of(std::span<const compare::Comparison> comparisons, const compare::Options& options);

/// The rule and what it gives, never one without the other; nothing without points.
std::vector<Sentence> recommendation(const Overview& overview, const compare::Options& options);

Table overview_table(const Overview& overview);

} // namespace kneepoint::report
