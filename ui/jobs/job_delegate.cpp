// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/job_model.h"
#include "jobs/job_words.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

namespace kneepoint::ui {

namespace {

constexpr int sign_width = 3 * grid_unit;

void draw_progress(QPainter& painter, const QRect& area, double share)
{
    const auto& theme = Theme::current();
    painter.fillRect(area, theme.line);
    painter.fillRect(QRect(area.left(), area.top(), static_cast<int>(area.width() * share), area.height()),
                     theme.accent);
}

/// A sentence over two lines; what does not fit into the second ends with an ellipsis.
void draw_two_lines(QPainter& painter, const QRect& area, const QFont& font, const QString& sentence)
{
    QTextLayout layout(sentence, font);
    layout.beginLayout();
    auto first = layout.createLine();
    first.setLineWidth(area.width());
    layout.endLayout();
    const auto rest = sentence.mid(first.textLength());
    const QFontMetrics metrics(font);
    painter.setFont(font);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignTop, sentence.left(first.textLength()));
    painter.drawText(area, Qt::AlignLeft | Qt::AlignBottom, metrics.elidedText(rest, Qt::ElideRight, area.width()));
}

} // namespace

void JobDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem view = option;
    initStyleOption(&view, index);
    view.text.clear();
    const auto* style = view.widget ? view.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &view, painter, view.widget);

    const auto& theme = Theme::current();
    const auto* model = qobject_cast<const JobModel*>(index.model());
    const auto* job = model ? model->job(index) : nullptr;
    const bool selected = view.state & QStyle::State_Selected;
    const auto strong = selected ? view.palette.color(QPalette::HighlightedText) : theme.text;
    const auto weak = selected ? strong : theme.faint;
    painter->save();
    auto area = view.rect.adjusted(grid_unit, grid_unit, -grid_unit, -grid_unit);
    const int line = view.fontMetrics.height();
    painter->setPen(selected || !job ? strong : theme.*job_tone(*job));
    painter->drawText(QRect(area.left(), area.top(), sign_width, line), Qt::AlignLeft | Qt::AlignVCenter,
                      index.data(JobModel::sign_role).toString());
    area.setLeft(area.left() + sign_width);
    const auto when = index.data(JobModel::when_role).toString();
    painter->setPen(weak);
    painter->drawText(QRect(area.left(), area.top(), area.width(), line), Qt::AlignRight | Qt::AlignVCenter, when);
    auto bold = view.font;
    bold.setBold(true);
    painter->setFont(bold);
    painter->setPen(strong);
    const int room = area.width() - view.fontMetrics.horizontalAdvance(when) - grid_unit;
    painter->drawText(QRect(area.left(), area.top(), room, line), Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetrics(bold).elidedText(index.data().toString(), Qt::ElideMiddle, room));
    painter->setPen(weak);
    const QRect below(area.left(), area.top() + line + 2, area.width(), 2 * line);
    draw_two_lines(*painter, below, view.font, index.data(JobModel::sentence_role).toString());
    if (const auto progress = index.data(JobModel::progress_role); progress.isValid())
        draw_progress(*painter, QRect(area.left(), below.bottom() + 4, area.width(), 3), progress.toDouble());
    painter->restore();
}

QSize JobDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {30 * grid_unit, 3 * option.fontMetrics.height() + 3 * grid_unit};
}

} // namespace kneepoint::ui
