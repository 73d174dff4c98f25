// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

#include <QString>

#include <vector>

// What the head of the Accuracy page says of the averages.
namespace kneepoint::ui {

/// Of several candidates: one line instead of a sentence each.
QString short_summary(const std::vector<compare::Comparison>& comparisons);
/// "Mean recovery of FP8 against BF16: 99.20 % over 8 tasks, from 97.10 to 100.40 %."
QString headline_text(const compare::Comparison& comparison);
/// What the averages say, with the tasks they are made of.
QString summary_text(const std::vector<compare::Comparison>& comparisons);

} // namespace kneepoint::ui
