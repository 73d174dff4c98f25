// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

#include <QString>
#include <QStringList>

#include <optional>

// How a table writes a number of both sides, and the states that it may be in.
namespace kneepoint::ui {

/// Behind a figure whose state matters: "†" converted, "ⁿ" a percentile of too few requests.
QString marks(const compare::Delta& delta);
/// "≠" where both sides are there and cannot be compared, else "—".
QString no_figure(const compare::Delta& delta);
/// "−29.4"; "~" where no difference is shown: a percentage would say more than the data.
QString change_text(const compare::Delta& delta);
/// "−30.1 to −28.6": of the change in percent, from that of the ratio.
QString change_interval_text(const std::optional<Interval>& ratio);
/// What is to know of a figure beyond how it came about: its 95 % interval, and too few requests.
QStringList states_of(const compare::Delta& delta, const std::optional<Interval>& interval, int decimals);

} // namespace kneepoint::ui
