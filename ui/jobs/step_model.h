// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job.h"

#include <QAbstractTableModel>

#include <vector>

namespace kneepoint::ui {

/// The steps of a job in their order, each with its state in words and its time.
class StepModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    enum Column { text, state, time, column_count };
    static constexpr int sign_role = Qt::UserRole;  ///< of its state, one character
    static constexpr int done_role = sign_role + 1; ///< share that the tool of a running step has counted; else none

    void set_steps(const std::vector<runs::StepStatus>& steps);
    int running_row() const; ///< -1: none
    void tick();             ///< the running step's time goes on

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<runs::StepStatus> m_steps;
};

} // namespace kneepoint::ui
