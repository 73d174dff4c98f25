// SPDX-License-Identifier: GPL-3.0-or-later
// What mouse and keys do to a plot.
#include "plots/chart_text.h"
#include "plots/plot_parts.h"

#include <QKeyEvent>

#include <algorithm>
#include <cmath>

namespace kneepoint::ui {

namespace {

constexpr double select_reach = 12; ///< pixels around a point
constexpr double hover_reach = 24;
constexpr double click_slack = 3;  ///< a press that moves less is a click
constexpr double zoom_step = 0.85; ///< of the range per notch of the wheel

} // namespace

void PlotWidget::Parts::press(const QMouseEvent& event)
{
    pressed_at = event.position();
    const int under = event.button() == Qt::LeftButton ? canvas->line_at(event.position()) : -1;
    dragging = under >= 0;
    canvas->setInteraction(QCP::iRangeDrag, !dragging);
    if (!dragging) return;
    line = under;
    line_before = canvas->chart().lines[std::size_t(line)].y;
    crosshair->hide();
}

void PlotWidget::Parts::move(const QMouseEvent& event)
{
    const QPointF at = event.position();
    if (dragging) {
        const QRect inside = canvas->axisRect()->rect();
        drag_line_to(canvas->yAxis->pixelToCoord(std::clamp(at.y(), double(inside.top()), double(inside.bottom()))),
                     false);
    } else if (event.buttons() & Qt::LeftButton) {
        if ((at - pressed_at).manhattanLength() <= click_slack) return;
        zoomed = true;
        crosshair->hide();
        canvas->setCursor(Qt::ClosedHandCursor);
    } else {
        hover(at);
    }
}

void PlotWidget::Parts::release(const QMouseEvent& event)
{
    if (dragging) {
        drag_line_to(canvas->chart().lines[std::size_t(line)].y, true);
        dragging = false;
    } else if (event.button() == Qt::LeftButton && (event.position() - pressed_at).manhattanLength() <= click_slack) {
        if (const auto point = canvas->point_at(event.position(), select_reach)) choose(*point);
    }
    canvas->setInteraction(QCP::iRangeDrag, true);
    hover(event.position());
}

void PlotWidget::Parts::wheel(const QWheelEvent& event)
{
    // Alt and, on some platforms, Shift turn a vertical wheel into a horizontal one.
    const double notches = (event.angleDelta().y() != 0 ? event.angleDelta().y() : event.angleDelta().x()) / 120.0;
    const QRect inside = canvas->axisRect()->rect();
    Qt::Orientations axes = Qt::Horizontal | Qt::Vertical;
    if (event.modifiers() & Qt::ControlModifier || event.position().y() > inside.bottom())
        axes = Qt::Horizontal;
    else if (event.modifiers() & Qt::ShiftModifier || event.position().x() < inside.left())
        axes = Qt::Vertical;
    zoom(std::pow(zoom_step, notches), event.position(), axes);
}

void PlotWidget::Parts::leave()
{
    crosshair->hide();
    if (!hovered) return;
    hovered.reset();
    emit widget.point_hovered({});
}

void PlotWidget::Parts::zoom(double factor, QPointF centre, Qt::Orientations axes)
{
    zoomed = true;
    if (axes & Qt::Horizontal) canvas->xAxis->scaleRange(factor, canvas->xAxis->pixelToCoord(centre.x()));
    if (axes & Qt::Vertical) canvas->yAxis->scaleRange(factor, canvas->yAxis->pixelToCoord(centre.y()));
    crosshair->hide();
    canvas->replot(QCustomPlot::rpQueuedReplot);
}

void PlotWidget::Parts::hover(QPointF position)
{
    const bool on_line = canvas->line_at(position) >= 0;
    canvas->setCursor(on_line ? Qt::SizeVerCursor : Qt::ArrowCursor);
    if (!canvas->axisRect()->rect().contains(position.toPoint())) return leave();
    crosshair->show_at(position);
    const auto under = canvas->point_at(position, hover_reach);
    if (under == hovered) return;
    hovered = under;
    emit widget.point_hovered(under ? QString::fromStdString(canvas->point(*under).why) : QString());
}

void PlotWidget::Parts::choose(PointRef point)
{
    const report::ChartPoint& chosen = canvas->point(point);
    selected = point;
    selected_run = chosen.run;
    selected_level = chosen.level;
    canvas->select(point);
    emit widget.point_selected(chosen.run, chosen.level);
}

/// Goes along the selected series by load, or across to the next visible series at the nearest load.
void PlotWidget::Parts::step_point(int along, int across)
{
    const int count = canvas->series_count();
    int series = selected ? selected->series : 0;
    if (!selected) across = 0;
    for (int tried = 0; tried < count && (across != 0 || !canvas->series_visible(series)); ++tried) {
        series = (series + (across != 0 ? across : 1) + count) % count;
        if (canvas->series_visible(series)) break;
    }
    if (!canvas->series_visible(series) || canvas->drawing(series).by_x.empty()) return;
    const std::vector<int>& order = canvas->drawing(series).by_x;
    if (!selected || selected->series != series) {
        const double x = selected ? canvas->pixel(*selected).x() : canvas->axisRect()->left();
        return choose({series, *canvas->nearest_in_x(series, x)});
    }
    const auto here = std::ranges::find(order, selected->point) - order.begin();
    choose({series, order[std::size_t(std::clamp<std::ptrdiff_t>(here + along, 0, std::ptrdiff_t(order.size()) - 1))]});
}

void PlotWidget::Parts::drag_line_to(double y, bool settled)
{
    canvas->move_line(line, y);
    chart.lines[std::size_t(line)].y = y;
    const int moved = line; // the receiver may set another chart
    emit widget.line_dragged(moved, y, settled);
}

void PlotWidget::Parts::next_line()
{
    const int count = int(chart.lines.size());
    for (int step = 1; step <= count; ++step) {
        const int candidate = (std::max(line, -1) + step) % count;
        if (!chart.lines[std::size_t(candidate)].is_slo) continue;
        line = candidate;
        return;
    }
    line = -1;
}

void PlotWidget::Parts::nudge_line(int pixels)
{
    if (line < 0) next_line();
    if (line < 0) return;
    nudging = true;
    const double at = canvas->yAxis->coordToPixel(chart.lines[std::size_t(line)].y);
    drag_line_to(canvas->yAxis->pixelToCoord(at - pixels), false);
}

/// Of the selected point, else the first one.
void PlotWidget::Parts::toggle_series()
{
    const int series = selected ? selected->series : 0;
    show_series(series, !canvas->series_visible(series));
}

void PlotWidget::keyPressEvent(QKeyEvent* event)
{
    Parts& parts = *m_parts;
    const QPointF centre = parts.canvas->axisRect()->rect().center();
    const int pixels = event->modifiers() & Qt::ShiftModifier ? 10 : 1;
    switch (event->key()) {
    case Qt::Key_Left:
        return parts.step_point(-1, 0);
    case Qt::Key_Right:
        return parts.step_point(1, 0);
    case Qt::Key_PageUp:
        return parts.step_point(0, -1);
    case Qt::Key_PageDown:
        return parts.step_point(0, 1);
    case Qt::Key_Up:
        return parts.nudge_line(pixels);
    case Qt::Key_Down:
        return parts.nudge_line(-pixels);
    case Qt::Key_Space:
        return parts.toggle_series();
    case Qt::Key_L:
        return parts.next_line();
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return parts.zoom(zoom_step, centre, Qt::Horizontal | Qt::Vertical);
    case Qt::Key_Minus:
        return parts.zoom(1 / zoom_step, centre, Qt::Horizontal | Qt::Vertical);
    case Qt::Key_Home:
    case Qt::Key_0:
        return parts.fit();
    case Qt::Key_Escape:
        if (parts.dragging) {
            parts.drag_line_to(parts.line_before, true);
            parts.dragging = false;
            return;
        }
        parts.leave();
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void PlotWidget::keyReleaseEvent(QKeyEvent* event)
{
    const bool line_key = event->key() == Qt::Key_Up || event->key() == Qt::Key_Down;
    if (!m_parts->nudging || !line_key || event->isAutoRepeat()) return QWidget::keyReleaseEvent(event);
    m_parts->nudging = false;
    m_parts->drag_line_to(m_parts->chart.lines[std::size_t(m_parts->line)].y, true);
}

} // namespace kneepoint::ui
