// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/calm_style.h"

#include "theme/theme.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyleOption>

namespace kneepoint::ui {

namespace {

/// A plain ground with a thin line below it.
void draw_flat(QPainter& painter, const QRect& area, const QColor& ground)
{
    painter.fillRect(area, ground);
    painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), Theme::current().line);
}

} // namespace

void CalmStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                            const QWidget* widget) const
{
    switch (element) {
    case CE_ToolBar:
        return draw_flat(*painter, option->rect, Theme::current().window);
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        return draw_flat(*painter, option->rect, Theme::current().panel);
    case CE_HeaderLabel:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
            auto quiet = *header;
            quiet.palette.setColor(QPalette::ButtonText, Theme::current().faint);
            // Qt 6.4 loses the header's elide mode on the way to its label.
            if (const auto* view = qobject_cast<const QHeaderView*>(widget))
                quiet.text = header->fontMetrics.elidedText(header->text, view->textElideMode(), header->rect.width());
            return QProxyStyle::drawControl(element, &quiet, painter, widget);
        }
        break;
    case CE_Splitter:
        return;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void CalmStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                              const QWidget* widget) const
{
    if (element == PE_IndicatorDockWidgetResizeHandle) return;
    // The colour of a selected row says enough; a frame around one of its cells would only be noise.
    constexpr auto selected_cell = State_Item | State_Selected;
    if (element == PE_FrameFocusRect && (option->state & selected_cell) == selected_cell) return;
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    // Fusion derives the outline of a box from the ground, on which a dark one then cannot be seen.
    if ((element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck) && Theme::current().dark) {
        painter->setPen(Theme::current().faint);
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
    }
}

void CalmStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                   const QWidget* widget) const
{
    const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
    if (control != CC_ToolButton || !button || button->features & QStyleOptionToolButton::MenuButtonPopup)
        return QProxyStyle::drawComplexControl(control, option, painter, widget);
    auto plain = *button;
    plain.features &= ~QStyleOptionToolButton::HasMenu;
    QProxyStyle::drawComplexControl(control, &plain, painter, widget);
}

QSize CalmStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                  const QWidget* widget) const
{
    const QSize wanted = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton:
        return wanted + QSize(2 * grid_unit, grid_unit / 2);
    case CT_HeaderSection:
    case CT_ItemViewItem:
        return wanted + QSize(0, grid_unit);
    default:
        return wanted;
    }
}

int CalmStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_HeaderMargin:
    case PM_FocusFrameHMargin: // what item views put beside the words of a cell
        return grid_unit;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

} // namespace kneepoint::ui
