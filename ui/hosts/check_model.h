// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/preflight.h"

#include <QAbstractTableModel>
#include <QTableView>

#include <vector>

namespace kneepoint::ui {

/// "▲ fit", "? mind", "▼ unfit": by sign and word as well as colour.
QString verdict_words(hosts::Verdict verdict);

/// Whether a host is fit: what was looked at, what was found, and what it means.
class CheckModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    enum Column { verdict_column, what_column, found_column, column_count };

    void set_checks(std::vector<hosts::Check> checks);
    const std::vector<hosts::Check>& checks() const { return m_checks; }
    hosts::Verdict worst() const; ///< good when there are none

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<hosts::Check> m_checks;
};

/// Its view: long sentences are wrapped, and rows as high as they need.
class CheckTable : public QTableView {
    Q_OBJECT
public:
    explicit CheckTable(QWidget* parent = nullptr);
    CheckModel& checks() { return *m_model; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit_rows();

    CheckModel* m_model;
};

} // namespace kneepoint::ui
