// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/bar_marks.h"

#include <QFontMetricsF>
#include <QGraphicsItem>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace kneepoint::ui {

namespace {

class MarksItem : public QGraphicsItem {
public:
    MarksItem(QChart& chart, QAbstractSeries& series, std::vector<BarMark> marks, std::vector<report::ChartLine> lines,
              const Theme& theme, const QFont& font)
        : QGraphicsItem(&chart), m_chart(chart), m_series(series), m_marks(std::move(marks)), m_lines(std::move(lines)),
          m_theme(theme), m_font(font)
    {
        setZValue(50); // above the bars, below nothing of ours
        setAcceptedMouseButtons(Qt::NoButton);
    }

    QRectF boundingRect() const override { return m_chart.rect(); }
    /// Nothing to hit: the mouse belongs to the bars below.
    QPainterPath shape() const override { return {}; }
    void follow()
    {
        prepareGeometryChange();
        update();
    }

    void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override
    {
        painter->setRenderHint(QPainter::Antialiasing, false);
        draw_line(*painter, 0, QPen(m_theme.faint, 1));
        for (const report::ChartLine& line : m_lines) {
            const QPen pen(line.is_slo ? m_theme.slo : m_theme.faint, 1.4, line.is_slo ? Qt::DashLine : Qt::DotLine);
            if (line.y != 0) draw_line(*painter, line.y, pen);
        }
        painter->setFont(m_font);
        for (const BarMark& mark : m_marks) mark.absent ? draw_dash(*painter, mark) : draw_error(*painter, mark);
    }

private:
    QPointF at(double row, double value) const { return m_chart.mapToPosition({value, row}, &m_series); }

    double pixels(double width) const { return std::abs(at(width, 0).y() - at(0, 0).y()); }

    void draw_line(QPainter& painter, double value, const QPen& pen) const
    {
        const QRectF plot = m_chart.plotArea();
        const double x = at(0, value).x();
        if (x < plot.left() - 1 || x > plot.right() + 1) return;
        painter.setPen(pen);
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    }

    void draw_error(QPainter& painter, const BarMark& mark) const
    {
        const QPointF low = at(mark.row, mark.low), high = at(mark.row, mark.high);
        const QPointF cap(0, std::min(4.0, pixels(mark.width) * 0.3));
        // A halo in the panel's colour keeps the line apart from a bar of nearly its own colour.
        for (const QPen& pen : {QPen(m_theme.panel, 3.2), QPen(m_theme.text, 1.2)}) {
            painter.setPen(pen);
            painter.drawLines({QLineF(low, high), QLineF(low - cap, low + cap), QLineF(high - cap, high + cap)});
        }
    }

    void draw_dash(QPainter& painter, const BarMark& mark) const
    {
        const QRectF plot = m_chart.plotArea();
        const QPointF zero = at(mark.row, 0);
        const double x = std::clamp(zero.x(), plot.left(), plot.right());
        painter.setPen(QPen(m_theme.faint, 1.4));
        painter.drawLine(QPointF(x + 5, zero.y()), QPointF(x + 12, zero.y()));
    }

    QChart& m_chart;
    QAbstractSeries& m_series;
    std::vector<BarMark> m_marks;
    std::vector<report::ChartLine> m_lines;
    const Theme& m_theme;
    QFont m_font;
};

} // namespace

void add_bar_marks(QChart& chart, QAbstractSeries& series, std::vector<BarMark> marks,
                   const std::vector<report::ChartLine>& lines, const Theme& theme, const QFont& font)
{
    auto* item = new MarksItem(chart, series, std::move(marks), lines, theme, font);
    QObject::connect(&chart, &QChart::plotAreaChanged, &chart, [item] { item->follow(); });
}

} // namespace kneepoint::ui
