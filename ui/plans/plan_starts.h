// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/plan.h"

#include <QString>

#include <vector>

namespace kneepoint::ui {

/// A plan to begin with.
struct PlanStart {
    QString title; ///< "Try it on this computer"
    QString text;  ///< what it is for, one sentence
    runs::Plan plan;
};

/// The first one needs no GPU: this computer, with a simulated server of an 8B model.
std::vector<PlanStart> plan_starts();

} // namespace kneepoint::ui
