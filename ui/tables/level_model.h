// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

#include <QAbstractTableModel>

#include <vector>

namespace kneepoint::ui {

/// Levels of a base with its candidates side by side: a row per level (and metric), per candidate its value, the ratio,
/// the change with its 95 % interval where one is known, and a verdict by sign and word as well as colour. With many
/// candidates each has less: the change, which the ratio says too, its interval and the verdict's word are left out.
/// What a header leaves out is its tool tip. "~" stands where no difference is shown, † behind a ratio of a converted
/// figure, ⁿ and grey where a percentile has too few requests; the reason says so, too.
class LevelModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    /// Which numbers are shown. Without a metric: all of them, with two more columns that name them.
    struct Choice {
        std::optional<MetricId> metric = MetricId::itl;
        Statistic statistic = Statistic::median();
        bool by_rows = false; ///< Comparison::rows instead of levels
    };

    void set_comparisons(const std::vector<compare::Comparison>& comparisons, const Choice& choice);
    /// The first row that stands for a level of a run, or -1.
    int row_of(const std::string& run, int level) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        int index = 0; ///< of the level in its comparison
        QString label;
        std::optional<double> load;
        bool excluded = false, interpolated = false;
        QString note;
        MetricId metric = MetricId::itl;
        Statistic statistic;
        std::optional<int> base_level;
        std::vector<std::optional<int>> candidate_levels;
        std::vector<std::optional<compare::Delta>> deltas; ///< per candidate
    };
    struct Place {
        int candidate = -1; ///< -1: the level's own columns
        int part = 0;       ///< of the level: label, load, metric, statistic, base; of a candidate: value to verdict
    };

    Place place(int column) const;
    QString header(Place place) const;      ///< in sight
    QString full_header(Place place) const; ///< tells columns apart by itself
    bool many() const { return m_candidates.size() > 2; }
    int own_columns() const { return static_cast<int>(m_own.size()); }
    void choose_columns();
    void add_rows(std::size_t candidate, const std::vector<compare::AlignedLevel>& levels, const Choice& choice);
    Row& row_for(const compare::AlignedLevel& level, const compare::Delta& delta);
    const compare::Delta* delta(const Row& row, Place place) const;
    QString text(const Row& row, Place place) const;
    QVariant sort_value(const Row& row, Place place) const;
    QVariant foreground(const Row& row, Place place) const;
    bool any_interval() const;
    QString why(const Row& row, Place place) const;

    std::vector<Row> m_rows;
    std::vector<int> m_own;   ///< the level's own columns that are shown
    std::vector<int> m_parts; ///< of each candidate
    std::vector<QString> m_candidates;
    std::vector<std::string> m_candidate_runs;
    QString m_base;
    std::string m_base_run;
    std::optional<MetricId> m_metric;
};

} // namespace kneepoint::ui
