// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/readout.h"

#include "plots/marker.h"
#include "theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace kneepoint::ui {

namespace {

constexpr int marker_column = 2 * grid_unit;
constexpr int column_gap = 12;

} // namespace

Readout::Readout(QWidget* parent) : QWidget(parent)
{
    setObjectName("readout");
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFont(figures_font());
    hide();
}

int Readout::row_height() const
{
    return fontMetrics().height() + 3;
}

void Readout::set_rows(const QString& headline, std::vector<ReadoutRow> rows)
{
    m_headline = headline;
    m_rows = std::move(rows);
    const auto width = [&](const QString& text) { return fontMetrics().horizontalAdvance(text); };
    m_name_width = m_value_width = 0;
    int detail_width = 0;
    for (const ReadoutRow& row : m_rows) {
        m_name_width = std::max(m_name_width, width(row.name));
        m_value_width = std::max(m_value_width, width(row.value));
        detail_width = std::max(detail_width, width(row.detail));
    }
    const int table =
        marker_column + m_name_width + column_gap + m_value_width + (detail_width ? column_gap + detail_width : 0);
    QFont bold = font();
    bold.setBold(true);
    const int head = QFontMetrics(bold).horizontalAdvance(headline);
    resize(std::max(table, head) + 2 * column_gap, row_height() * int(m_rows.size() + 1) + 2 * grid_unit);
    update();
}

void Readout::move_beside(QPointF mouse, double line_x, const QRect& inside)
{
    const int gap = 2 * grid_unit;
    int x = int(std::max(line_x, mouse.x())) + gap;
    if (x + width() > inside.right()) x = int(std::min(line_x, mouse.x())) - gap - width();
    int y = int(mouse.y()) + gap;
    if (y + height() > inside.bottom() - grid_unit) y = int(mouse.y()) - gap - height();
    move(std::max(x, inside.left()), std::clamp(y, inside.top(), std::max(inside.top(), inside.bottom() - height())));
}

void Readout::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.line);
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(theme.text);
    QRect line(column_gap, grid_unit, width() - 2 * column_gap, row_height());
    painter.drawText(line, Qt::AlignVCenter, m_headline);
    painter.setFont(font());
    for (const ReadoutRow& row : m_rows) {
        line.translate(0, row_height());
        const QColor colour = theme.identity(row.identity);
        draw_marker(painter, QPointF(line.left() + 5, line.center().y() + 0.5), row.shape, 8, colour,
                    row.hollow ? theme.panel : colour);
        QRect cell = line.adjusted(marker_column, 0, 0, 0);
        painter.setPen(theme.text);
        painter.drawText(cell, Qt::AlignVCenter, row.name);
        cell.setLeft(cell.left() + m_name_width + column_gap);
        painter.drawText(QRect(cell.left(), cell.top(), m_value_width, cell.height()),
                         Qt::AlignVCenter | Qt::AlignRight, row.value);
        cell.setLeft(cell.left() + m_value_width + column_gap);
        painter.setPen(theme.faint);
        painter.drawText(cell, Qt::AlignVCenter, row.detail);
    }
}

} // namespace kneepoint::ui
