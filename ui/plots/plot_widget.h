// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/chart.h"

#include <QWidget>

#include <memory>
#include <optional>

namespace kneepoint::ui {

/// Draws a curve chart and lets the user work with it.
///
/// Mouse: the wheel zooms toward the cursor (with Ctrl, or over the horizontal axis, only that axis; with Shift, or
/// over the vertical axis, only that one); drag pans; double click fits; moving shows the values of all series at the
/// nearest measured load; a click selects the point under it; an SLO line is dragged; a legend entry is clicked to hide
/// and show.
///
/// Keys, with the focus on the plot: Left and Right select the previous and next point of a series, Page Up and Page
/// Down the previous and next series; Up and Down move the SLO line by one pixel (with Shift by ten), L goes to the
/// next SLO line; + and - zoom, Home or 0 fits, Esc drops crosshair and an unfinished drag. On the legend: arrows and
/// Space.
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

    /// The part of the axis in view, and where a value stands in this widget's pixels.
    std::pair<double, double> x_range() const;
    std::pair<double, double> y_range() const;
    QPointF position_of(double x, double y) const;

signals:
    void point_selected(const std::string& run, int level);
    void point_hovered(const QString& why); ///< empty when the mouse leaves the point
    /// While an SLO line is dragged (settled false) and when it is let go (true). `line` indexes Chart::lines.
    void line_dragged(int line, double y, bool settled);

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace kneepoint::ui
