// SPDX-License-Identifier: GPL-3.0-or-later
#include "page_tabs.h"

#include "theme/theme.h"

#include <QPainter>

namespace kneepoint::ui {

namespace {

QFont bold(QFont font)
{
    font.setBold(true);
    return font;
}

} // namespace

PageTabs::PageTabs(QWidget* parent) : QTabBar(parent)
{
    setObjectName(QStringLiteral("page-tabs"));
    setAccessibleName(tr("Pages"));
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(false);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

QSize PageTabs::tabSizeHint(int index) const
{
    const QFontMetrics metrics(bold(font()));
    return {metrics.horizontalAdvance(tabText(index)) + 2 * grid_unit, metrics.height() + 2 * grid_unit};
}

void PageTabs::paintEvent(QPaintEvent*)
{
    const auto& theme = Theme::current();
    const auto hovered = tabAt(mapFromGlobal(QCursor::pos()));
    QPainter painter(this);
    for (int i = 0; i < count(); ++i) {
        const auto area = tabRect(i);
        const bool current = i == currentIndex();
        painter.setFont(current ? bold(font()) : font());
        painter.setPen(current || i == hovered ? theme.text : theme.faint);
        painter.drawText(area, Qt::AlignCenter, tabText(i));
        if (!current) continue;
        painter.fillRect(QRect(area.left() + grid_unit, area.bottom() - 1, area.width() - 2 * grid_unit, 2),
                         theme.accent);
        if (!hasFocus()) continue;
        painter.setPen(theme.accent);
        painter.drawRoundedRect(QRectF(area).adjusted(2.5, 2.5, -2.5, -3.5), 4, 4);
    }
}

} // namespace kneepoint::ui
