// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/charts.h"

#include <QString>

#include <optional>
#include <vector>

namespace kneepoint::ui {

class Session;

/// The objective that stands for a chart's line: the first objective of the session's SLOs on that metric and
/// statistic.
std::optional<compare::Objective> charted_objective(const Session& session, MetricId metric, Statistic statistic);

/// Sets (or with no limit takes away) the limit of that objective as one undoable edit of the session; other objectives
/// stay as they are.
void set_charted_limit(Session& session, MetricId metric, Statistic statistic, std::optional<double> limit);

/// A limit of four digits: a line that is dragged lies between two pixels, whose many digits say nothing.
/// @param value above 0
double readable_limit(double value);

/// A limit to begin with: just above the base's value at half of its levels, on a round number.
std::optional<double> suggested_limit(const report::Chart& chart);

/// "ITL median ≤ 10 ms: BF16 up to 64, FP8 up to 128 streams before the first violation", for a limit that may not be
/// set yet (while a line is dragged).
QString slo_verdict(const std::vector<report::Charted>& runs, const compare::Options& options,
                    const compare::Objective& objective);

} // namespace kneepoint::ui
