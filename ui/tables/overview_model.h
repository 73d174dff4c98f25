// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/overview.h"

#include <QAbstractTableModel>

namespace kneepoint::ui {

/// The base and its candidates, one a row: speed-up and mean recovery with their 95 % intervals, whether another beats
/// it in both, and what the rule says.
class OverviewModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column : int { run, speed, speed_interval, recovery, recovery_interval, pareto, rule, column_count };

    using QAbstractTableModel::QAbstractTableModel;

    void set_overview(report::Overview overview);
    /// The row of a run, or -1.
    int row_of(const std::string& id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const report::OverviewPoint& point, int column) const;
    QVariant sort_value(const report::OverviewPoint& point, int column) const;
    QString why(const report::OverviewPoint& point, int column) const;
    bool is_recommended(const report::OverviewPoint& point) const;

    report::Overview m_overview;
};

} // namespace kneepoint::ui
