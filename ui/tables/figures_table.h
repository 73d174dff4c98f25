// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/table.h"

#include <QTableView>

class QAbstractItemModel;
class QHeaderView;
class QItemSelectionModel;

namespace kneepoint::ui {

/// A table of figures: digits aligned, sorted by value, calm lines, the row under the cursor explained.
class FiguresTable : public QTableView {
    Q_OBJECT
public:
    explicit FiguresTable(QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    int wanted_width() const; ///< at which no column is out of sight

    /// At which no figure of the column is cut.
    int wanted_column(int column) const { return sizeHintForColumn(column); }

signals:
    void explained(const QString& why);
    void fitted(); ///< the columns have their widths

private:
    void fit_columns();

    int m_columns_width = 0;
};

/// Each column as wide as its figures, and as its header where that is not a long name. `header` is the view's own.
/// @return their width
int fit_columns_of(QAbstractItemView& view, QHeaderView& header);

/// What a view shows as a table that can be written as Markdown or CSV: its selected rows when there are several, else
/// all; visible columns only; unrounded numbers from sort_role. Trees are given row by row with their indentation.
report::Table shown_table(const QAbstractItemModel& model, const QItemSelectionModel* selection, const QString& title);

} // namespace kneepoint::ui
