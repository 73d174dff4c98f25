// SPDX-License-Identifier: GPL-3.0-or-later
#include "pill_button.h"

#include "theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace kneepoint::ui {

namespace {

constexpr int side = 2 * grid_unit; ///< room left and right of the text
constexpr int mark = 9;             ///< pixels across
constexpr int widest = 38 * grid_unit;

/// "llama-3.1-8b · BF16" in less room: the scheme stays whole as long as it can, for it tells the sides apart.
QString fitted(const QString& text, const QFontMetrics& metrics, int room)
{
    const auto between = QStringLiteral(" · ");
    const auto cut = text.lastIndexOf(between);
    if (cut < 0 || metrics.horizontalAdvance(text) <= room) return metrics.elidedText(text, Qt::ElideMiddle, room);
    const auto tail = text.mid(cut);
    const int left = room - metrics.horizontalAdvance(tail);
    if (left >= metrics.horizontalAdvance(QStringLiteral("mmm…")))
        return metrics.elidedText(text.left(cut), Qt::ElideRight, left) + tail;
    return metrics.elidedText(text.mid(cut + between.size()), Qt::ElideRight, room);
}

} // namespace

PillButton::PillButton(QWidget* parent) : QToolButton(parent)
{
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void PillButton::set_content(const QString& text, int identity)
{
    setText(text);
    m_identity = identity;
    setToolTip(text);
    updateGeometry();
    update();
}

QSize PillButton::sizeHint() const
{
    const int marks = m_identity >= 0 ? mark + grid_unit : 0;
    const int wanted = fontMetrics().horizontalAdvance(text()) + marks + 2 * side + 2 * grid_unit;
    return {std::min(wanted, widest), fontMetrics().height() + grid_unit + 4};
}

QSize PillButton::minimumSizeHint() const
{
    return {8 * grid_unit, sizeHint().height()};
}

void PillButton::paintEvent(QPaintEvent*)
{
    const auto& theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto outline = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(hasFocus() || underMouse() ? theme.accent : theme.line, hasFocus() ? 2 : 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(outline, outline.height() / 2, outline.height() / 2);
    int x = side;
    if (m_identity >= 0) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.identity(m_identity));
        painter.drawEllipse(QRectF(x - 2, (height() - mark) / 2.0, mark, mark));
        x += mark + grid_unit - 2;
    }
    painter.setPen(isEnabled() ? theme.text : theme.faint);
    const QRect words(x, 0, width() - x - side - grid_unit, height());
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft, fitted(text(), fontMetrics(), words.width()));
    if (!menu()) return;
    const QPointF tip(width() - side + 1, height() / 2.0 + 2);
    QPainterPath chevron(tip + QPointF(-4, -4));
    chevron.lineTo(tip);
    chevron.lineTo(tip + QPointF(4, -4));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.faint, 1.4));
    painter.drawPath(chevron);
}

} // namespace kneepoint::ui
