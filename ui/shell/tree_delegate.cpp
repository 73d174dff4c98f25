// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree_delegate.h"

#include "theme/theme.h"
#include "tree_model.h"

#include <QApplication>
#include <QPainter>

#include <utility>

namespace kneepoint::ui {

void TreeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem view = option;
    initStyleOption(&view, index);
    const auto text = std::exchange(view.text, QString());
    const auto* style = view.widget ? view.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &view, painter, view.widget);

    const bool selected = view.state & QStyle::State_Selected && view.state & QStyle::State_Active;
    const auto& theme = Theme::current();
    const auto strong = selected ? view.palette.color(QPalette::HighlightedText) : theme.text;
    const auto weak = selected ? strong : theme.faint;
    auto area = view.rect.adjusted(grid_unit / 2, 0, -grid_unit / 2, 0);
    painter->save();
    painter->setFont(view.font);
    if (const auto glyph = index.data(TreeModel::glyph_role).toString(); !glyph.isEmpty()) {
        painter->setPen(strong);
        painter->drawText(QRect(area.left(), area.top(), 2 * grid_unit, area.height()), Qt::AlignCenter, glyph);
        area.setLeft(area.left() + 2 * grid_unit + grid_unit / 2);
    }
    const auto detail = index.data(TreeModel::detail_role).toString();
    const auto wanted = view.fontMetrics.horizontalAdvance(text);
    const auto shown = view.fontMetrics.elidedText(text, Qt::ElideMiddle, area.width());
    painter->setPen(index.column() == 0 ? strong : weak);
    painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter, shown);
    area.setLeft(area.left() + wanted + grid_unit);
    painter->setPen(weak);
    if (area.width() > 3 * grid_unit)
        painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                          view.fontMetrics.elidedText(detail, Qt::ElideRight, area.width()));
    painter->restore();
}

QSize TreeDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    auto hint = QStyledItemDelegate::sizeHint(option, index);
    const auto detail = index.data(TreeModel::detail_role).toString();
    const auto glyph = index.data(TreeModel::glyph_role).toString();
    const int beside = detail.isEmpty() ? 0 : option.fontMetrics.horizontalAdvance(detail) + grid_unit;
    const int before = glyph.isEmpty() ? 0 : 2 * grid_unit + grid_unit / 2;
    return {hint.width() + beside + before, option.fontMetrics.height() + grid_unit};
}

} // namespace kneepoint::ui
