// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/chart.h"
#include "theme/theme.h"

#include <QChart>

#include <functional>
#include <memory>
#include <set>
#include <string>

namespace kneepoint::ui {

/// A bar as a user meets it.
struct BarHover {
    int series = 0, point = 0;
    bool inside = false; ///< the mouse came or went
};

/// The chart with bars, error bars, zero line and dashes for absent values. @param hidden names of series left out
std::unique_ptr<QChart> make_bars(const report::Chart& chart, const Theme& theme, const QFont& font,
                                  const std::set<std::string>& hidden,
                                  const std::function<void(BarHover)>& hovered = {});

/// The height at which every category has its row; the axis included.
int natural_height(const report::Chart& chart, const QFont& font, const std::set<std::string>& hidden = {});

} // namespace kneepoint::ui
