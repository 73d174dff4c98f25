// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace kneepoint::ui {

/// Tasks by configurations as a tree of groups: base, and per candidate value, difference, recovery and verdict.
/// The best score of a row is marked, ties as well.
class AccuracyModel : public QAbstractItemModel {
    Q_OBJECT
public:
    explicit AccuracyModel(QObject* parent = nullptr);
    ~AccuracyModel() override;

    /// @param metric "" for the primary metric of each task, "*" for every metric, else that metric
    void set_comparisons(const std::vector<compare::Comparison>& comparisons, const QString& metric);

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Node {
        Node* parent = nullptr;
        int row = 0;
        std::string task;
        compare::AccuracyDelta base; ///< names and the base's figures
        std::vector<std::optional<compare::AccuracyDelta>> candidates;
        std::vector<std::unique_ptr<Node>> children;
    };
    struct Place {
        int candidate = -1;
        int part = 0;
    };

    Place place(int column) const;
    Node* node_for(const compare::AccuracyDelta& delta);
    QString text(const Node& node, Place place) const;
    QString delta_text(const compare::AccuracyDelta& delta) const;
    QVariant sort_value(const Node& node, Place place) const;
    QString why(const Node& node, Place place) const;
    QString mark(const Node& node, int candidate) const;

    std::unique_ptr<Node> m_root;
    QString m_base;
    std::vector<QString> m_candidates;
    bool m_points = false, m_own_units = false; ///< what the differences that are shown are in
};

} // namespace kneepoint::ui
