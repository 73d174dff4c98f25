// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables/figures_table.h"

#include "tables/roles.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QScrollBar>

#include <algorithm>
#include <functional>

namespace kneepoint::ui {

FiguresTable::FiguresTable(QWidget* parent) : QTableView(parent)
{
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setSortingEnabled(true);
    setWordWrap(false);
    setMouseTracking(true);
    setTabKeyNavigation(false);
    setFrameShape(QFrame::NoFrame);
    setFont(figures_font());
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(4 * grid_unit);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    connect(this, &QAbstractItemView::entered, this,
            [this](const QModelIndex& index) { emit explained(index.data(why_role).toString()); });
}

void FiguresTable::setModel(QAbstractItemModel* model)
{
    QTableView::setModel(model);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder); // the model's own order until a header is clicked
    connect(model, &QAbstractItemModel::modelReset, this, &FiguresTable::fit_columns);
    connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &FiguresTable::fit_columns);
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& index) { emit explained(index.data(why_role).toString()); });
    fit_columns();
}

void FiguresTable::fit_columns()
{
    m_columns_width = fit_columns_of(*this, *horizontalHeader());
    emit fitted();
}

int fit_columns_of(QAbstractItemView& view, QHeaderView& header)
{
    int whole = 0;
    constexpr int widest_header = 16 * grid_unit, arrow = 2 * grid_unit;
    header.setTextElideMode(Qt::ElideLeft); // of long names the end tells more; the whole is the tool tip
    const auto metrics = header.fontMetrics();
    for (int column = 0; column < header.count(); ++column) {
        const auto words = view.model()->headerData(column, Qt::Horizontal).toString();
        const int sorted = header.sortIndicatorSection() == column ? arrow : 0;
        const int head = std::min(metrics.horizontalAdvance(words) + 2 * grid_unit + 2, widest_header) + sorted;
        const int width = std::max(head, view.sizeHintForColumn(column) + 1);
        header.resizeSection(column, width);
        whole += width;
    }
    return whole;
}

int FiguresTable::wanted_width() const
{
    return m_columns_width + 2 * frameWidth() + verticalScrollBar()->sizeHint().width();
}

namespace {

report::Cell cell(const QModelIndex& index, int depth)
{
    const auto value = index.data(sort_role);
    report::Cell result;
    result.text = (QString(2 * depth, QChar(' ')) + index.data(Qt::DisplayRole).toString()).toStdString();
    if (value.typeId() == QMetaType::Double) result.value = value.toDouble();
    return result;
}

} // namespace

report::Table shown_table(const QAbstractItemModel& model, const QItemSelectionModel* selection, const QString& title)
{
    report::Table table;
    table.title = title.toStdString();
    for (int column = 0; column < model.columnCount(); ++column) {
        const auto alignment = model.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).toInt();
        auto header = model.headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString(); // in full where it is short
        if (header.isEmpty()) header = model.headerData(column, Qt::Horizontal).toString();
        const bool words = model.headerData(column, Qt::Horizontal, words_role).toBool();
        table.columns.push_back({header.toStdString(), (alignment & Qt::AlignRight) != 0 && !words});
    }
    const bool only_selected = selection && selection->selectedRows().size() > 1;
    const std::function<void(const QModelIndex&, int)> add = [&](const QModelIndex& parent, int depth) {
        for (int row = 0; row < model.rowCount(parent); ++row) {
            if (!only_selected || selection->isRowSelected(row, parent)) {
                auto& cells = table.rows.emplace_back();
                for (int column = 0; column < model.columnCount(); ++column)
                    cells.push_back(cell(model.index(row, column, parent), column == 0 ? depth : 0));
            }
            add(model.index(row, 0, parent), depth + 1);
        }
    };
    add({}, 0);
    return table;
}

} // namespace kneepoint::ui
