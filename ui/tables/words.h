// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

#include <QColor>
#include <QString>

#include <optional>

namespace kneepoint::ui {

/// A number for a table: rounded once, "—" when absent, a true minus sign.
QString figure(std::optional<double> value, int decimals);
/// The same with a sign: "+3.8", "−12.9".
QString signed_figure(std::optional<double> value, int decimals);
/// ", ms" for a header; empty for counts.
QString unit_suffix(MetricId metric);

/// "▲ better", "▼ worse", "≈ equivalent", "? inconclusive", "—".
QString judgement_text(compare::Judgement judgement);
QColor judgement_colour(compare::Judgement judgement);

/// The two questions behind a verdict, and what would settle them: "Difference: none shown. Loss: undecided (accepted:
/// 1 point). About 2100 documents would settle it." Empty where nothing was tested.
/// @param points whether the accepted loss is in points rather than percent
QString finding_text(const compare::Finding& finding, bool points);

} // namespace kneepoint::ui
