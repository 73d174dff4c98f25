// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/chart_picture.h"

#include "plots/bars_scene.h"
#include "plots/chart_text.h"
#include "plots/curve_canvas.h"
#include "plots/marker.h"

#include <QGraphicsScene>
#include <QGuiApplication>

#include <algorithm>

namespace kneepoint::ui {

namespace {

constexpr int margin = 3 * grid_unit;
constexpr int mark_width = 3 * grid_unit, entry_gap = 2 * grid_unit;

QFont picture_font(int pixels, bool bold)
{
    QFont font = QGuiApplication::font();
    font.setPixelSize(pixels); // points would depend on the screen
    font.setBold(bold);
    return font;
}

int wrapped_height(const QFont& font, const QString& text, int width)
{
    if (text.isEmpty()) return 0;
    return QFontMetrics(font).boundingRect(QRect(0, 0, width, 10000), Qt::TextWordWrap, text).height();
}

struct Frame {
    QRect title, legend, chart, notes;
};

/// The legend's entries in rows; painted when there is a painter. @return the height
int lay_legend(const report::Chart& chart, const Theme& theme, const QFont& font, QRect area, QPainter* painter)
{
    if (chart.series.size() < 2) return 0;
    const QFontMetrics metrics(font);
    const int row = metrics.height() + 4;
    int x = 0, y = 0;
    for (const report::ChartSeries& series : chart.series) {
        const QString name = QString::fromStdString(series.name);
        const int width = mark_width + metrics.horizontalAdvance(name);
        if (x > 0 && x + width > area.width()) {
            x = 0;
            y += row;
        }
        if (painter) {
            const QColor colour = theme.identity(series.identity);
            const QPointF mark(area.left() + x + 8, area.top() + y + row / 2.0);
            if (chart.form == report::ChartForm::curve) {
                painter->setPen(QPen(colour, 2, dash_of(series.variant)));
                painter->drawLine(mark - QPointF(8, 0), mark + QPointF(8, 0));
                if (!series.only_joins)
                    draw_marker(*painter, mark, series.identity + series.variant, 7, colour, colour);
            } else {
                painter->fillRect(QRectF(mark - QPointF(5, 5), QSizeF(10, 10)), colour);
            }
            painter->setFont(font);
            painter->setPen(theme.text);
            painter->drawText(QRect(area.left() + x + mark_width, area.top() + y, width, row), Qt::AlignVCenter, name);
        }
        x += width + entry_gap;
    }
    return y + row;
}

Frame lay_frame(const report::Chart& chart, const Theme& theme, const QFont& font, QSize size)
{
    const int width = size.width() - 2 * margin;
    const QString notes = notes_of(chart).join("\n");
    Frame frame;
    frame.title = {margin, margin, width,
                   wrapped_height(picture_font(17, true), QString::fromStdString(chart.title), width)};
    frame.legend = {margin, frame.title.bottom() + grid_unit, width, 0};
    frame.legend.setHeight(lay_legend(chart, theme, font, frame.legend, nullptr));
    const int notes_height = wrapped_height(font, notes, width);
    frame.notes = {margin, size.height() - margin - notes_height, width, notes_height};
    const int top = frame.legend.top() + frame.legend.height() + grid_unit;
    const int bottom = frame.notes.top() - (notes_height > 0 ? grid_unit : 0);
    frame.chart = {margin, top, width, std::max(80, bottom - top)};
    return frame;
}

void paint_curves(QCPPainter& painter, const report::Chart& chart, const Theme& theme, const QFont& font, QSize size)
{
    CurveCanvas canvas;
    canvas.resize(size);
    canvas.setViewport(QRect(QPoint(0, 0), size));
    canvas.set_chart(chart, theme, font);
    canvas.fit();
    canvas.toPainter(&painter, size.width(), size.height());
}

void paint_bars(QPainter& painter, const report::Chart& chart, const Theme& theme, const QFont& font, QSize size)
{
    QGraphicsScene scene;
    QChart* bars = make_bars(chart, theme, font, {}).release();
    scene.addItem(bars);
    bars->resize(size);
    bars->setAnimationOptions(QChart::NoAnimation);
    scene.setSceneRect(QRectF(QPointF(0, 0), size));
    scene.render(&painter, QRectF(QPointF(0, 0), size), scene.sceneRect());
}

} // namespace

ChartPicture::ChartPicture(const report::Chart& chart, QSize size, const Theme& theme)
    : m_chart(chart), m_theme(theme), m_font(picture_font(12, false)), m_size(size)
{
    if (chart.form != report::ChartForm::bars || chart.empty()) return;
    const int missing = natural_height(chart, m_font) - lay_frame(chart, theme, m_font, size).chart.height();
    if (missing > 0) m_size.rheight() += missing;
}

void ChartPicture::paint(QPaintDevice& device, double scale) const
{
    const Frame frame = lay_frame(m_chart, m_theme, m_font, m_size);
    QCPPainter painter(&device);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(scale, scale);
    painter.fillRect(QRect(QPoint(0, 0), m_size), m_theme.panel);
    painter.setFont(picture_font(17, true));
    painter.setPen(m_theme.text);
    painter.drawText(frame.title, Qt::TextWordWrap, QString::fromStdString(m_chart.title));
    lay_legend(m_chart, m_theme, m_font, frame.legend, &painter);
    painter.setFont(m_font);
    painter.setPen(m_theme.faint);
    painter.drawText(frame.notes, Qt::TextWordWrap, notes_of(m_chart).join("\n"));
    if (m_chart.empty()) {
        painter.drawText(frame.chart, Qt::AlignCenter | Qt::TextWordWrap, empty_text(m_chart));
        return;
    }
    painter.translate(frame.chart.topLeft());
    if (m_chart.form == report::ChartForm::curve)
        paint_curves(painter, m_chart, m_theme, m_font, frame.chart.size());
    else
        paint_bars(painter, m_chart, m_theme, m_font, frame.chart.size());
}

} // namespace kneepoint::ui
