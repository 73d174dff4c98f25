// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include <optional>
#include <string>
#include <vector>

namespace kneepoint::ui {

/// All jobs on all hosts, newest first.
class JobModel : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;
    enum Role { id_role = Qt::UserRole, sentence_role, sign_role, when_role, progress_role };

    /// Rows that stay keep their place and selection.
    void set_jobs(std::vector<runs::JobStatus> jobs);
    const runs::JobStatus* job(const QModelIndex& index) const;
    std::size_t count_elsewhere() const;
    QModelIndex index_of(const std::string& id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    void remove_missing(const std::vector<runs::JobStatus>& jobs);

    std::vector<runs::JobStatus> m_jobs;
};

/// A job in two lines: its name, and what it does now.
class JobDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace kneepoint::ui
