// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/chart.h"
#include "theme/theme.h"

#include <QFont>
#include <QSize>

class QPaintDevice;

namespace kneepoint::ui {

/// A chart with title, legend and notes around it, laid out for a size and painted on any device.
class ChartPicture {
public:
    ChartPicture(const report::Chart& chart, QSize size, const Theme& theme);
    QSize size() const { return m_size; } ///< at least the size asked for
    /// @param scale device pixels for a unit of the size
    void paint(QPaintDevice& device, double scale) const;

private:
    const report::Chart& m_chart;
    const Theme& m_theme;
    QFont m_font;
    QSize m_size;
};

} // namespace kneepoint::ui
