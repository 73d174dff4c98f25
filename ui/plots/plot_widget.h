// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/chart.h"

#include <QWidget>

#include <memory>
#include <optional>

namespace kneepoint::ui {

/// Draws a curve chart and lets the user work with it: wheel zooms, drag pans, double click fits, a crosshair shows
/// the values of all series, a legend entry hides and shows its series, an SLO line is dragged, a click selects a point.
/// The implementation is the only place that includes qcustomplot.h.
class PlotWidget : public QWidget {
    Q_OBJECT
public:
    explicit PlotWidget(QWidget* parent = nullptr);
    ~PlotWidget() override;

    void set_chart(const report::Chart& chart); ///< keeps zoom and hidden series when kind and axes stay the same
    const report::Chart& chart() const;
    void fit();
    void set_series_visible(int series, bool visible);
    bool series_visible(int series) const;
    void select(const std::string& run, int level);

signals:
    void point_selected(const std::string& run, int level);
    void point_hovered(const QString& why);
    /// While an SLO line is dragged (settled false) and when it is let go (true). `line` indexes Chart::lines.
    void line_dragged(int line, double y, bool settled);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace kneepoint::ui
