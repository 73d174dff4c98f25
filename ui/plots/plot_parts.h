// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/crosshair.h"
#include "plots/legend_bar.h"
#include "plots/plot_widget.h"

#include <QLabel>

#include <set>

namespace kneepoint::ui {

/// What stands inside a PlotWidget, and what the mouse is doing to it.
struct PlotWidget::Parts {
    explicit Parts(PlotWidget& widget);

    void draw();     ///< everything anew: another chart, theme or font
    void describe(); ///< empty text, notes, names for screen readers
    void fit();
    void show_series(int series, bool shown);

    void press(const QMouseEvent& event);
    void move(const QMouseEvent& event);
    void release(const QMouseEvent& event);
    void wheel(const QWheelEvent& event);
    void leave();

    void zoom(double factor, QPointF centre, Qt::Orientations axes);
    void hover(QPointF position);
    void choose(PointRef point); ///< selects and tells
    void step_point(int along, int across);
    void drag_line_to(double y, bool settled);
    void nudge_line(int pixels);
    void next_line();
    void toggle_series();

    PlotWidget& widget;
    LegendBar* legend;
    CurveCanvas* canvas;
    QLabel* empty;
    QLabel* notes;
    std::unique_ptr<Crosshair> crosshair;
    report::Chart chart;
    std::set<std::string> hidden; ///< names of series
    std::string selected_run;
    int selected_level = -1;
    std::optional<PointRef> selected;
    std::optional<PointRef> hovered;
    bool zoomed = false; ///< the user has chosen the view; it is not fitted again
    int line = -1;       ///< the SLO line that is dragged, or that the keys move
    bool dragging = false, nudging = false;
    double line_before = 0; ///< where the dragged line stood
    QPointF pressed_at;
};

} // namespace kneepoint::ui
