// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables/accuracy_model.h"

#include "shell/text.h"
#include "tables/roles.h"
#include "tables/words.h"
#include "theme/theme.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::ui {

using compare::AccuracyDelta;
using compare::Comparison;

namespace {

enum OwnPart { task_part, metric_part, n_part, base_part, own_parts };
enum CandidatePart { value_part, delta_part, recovery_part, verdict_part, candidate_parts };

bool is_shown(const AccuracyDelta& delta, const QString& metric)
{
    if (metric == QLatin1String("*")) return true;
    return metric.isEmpty() ? delta.primary || delta.is_group : qt(delta.metric) == metric;
}

/// "0.7588 ± 0.0088"; proportions to four decimals as the harness prints them.
QString score(std::optional<double> value, std::optional<double> error)
{
    if (!value) return figure(value, 4);
    const int decimals = std::fabs(*value) >= 10 ? 2 : 4;
    return error ? figure(value, decimals) + QStringLiteral(" ± ") + figure(error, decimals) : figure(value, decimals);
}

QVariant optional_value(const std::optional<double>& value)
{
    return value ? QVariant(*value) : QVariant();
}

} // namespace

AccuracyModel::AccuracyModel(QObject* parent) : QAbstractItemModel(parent), m_root(std::make_unique<Node>()) {}

AccuracyModel::~AccuracyModel() = default;

void AccuracyModel::set_comparisons(const std::vector<Comparison>& comparisons, const QString& metric)
{
    beginResetModel();
    m_root = std::make_unique<Node>();
    m_candidates.clear();
    m_points = m_own_units = false;
    std::vector<const Comparison*> scored;
    for (const Comparison& c : comparisons)
        if (!c.accuracy.empty()) scored.push_back(&c);
    for (const Comparison* c : scored) {
        m_base = qt(c->base_label);
        m_candidates.push_back(qt(c->candidate_label));
    }
    for (std::size_t i = 0; i < scored.size(); ++i)
        for (const AccuracyDelta& delta : scored[i]->accuracy)
            if (is_shown(delta, metric)) {
                node_for(delta)->candidates[i] = delta;
                (delta.proportion ? m_points : m_own_units) = true;
            }
    endResetModel();
}

AccuracyModel::Node* AccuracyModel::node_for(const AccuracyDelta& delta)
{
    const auto same = [&](const Node& node) {
        return node.task == delta.task && node.base.metric == delta.metric && node.base.filter == delta.filter;
    };
    Node* group = m_root.get();
    const auto find_in = [](Node& from, const auto& wanted, const auto& self) -> Node* {
        for (const auto& child : from.children) {
            if (wanted(*child)) return child.get();
            if (Node* found = self(*child, wanted, self)) return found;
        }
        return nullptr;
    };
    if (Node* found = find_in(*m_root, same, find_in)) return found;
    if (!delta.group.empty())
        if (Node* found = find_in(*m_root, [&](const Node& node) { return node.task == delta.group; }, find_in))
            group = found;
    auto node = std::make_unique<Node>();
    node->parent = group;
    node->row = static_cast<int>(group->children.size());
    node->task = delta.task;
    node->base = delta;
    node->candidates.resize(m_candidates.size());
    return group->children.emplace_back(std::move(node)).get();
}

QModelIndex AccuracyModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent)) return {};
    const auto* group = parent.isValid() ? static_cast<Node*>(parent.internalPointer()) : m_root.get();
    return createIndex(row, column, group->children[static_cast<std::size_t>(row)].get());
}

QModelIndex AccuracyModel::parent(const QModelIndex& index) const
{
    if (!index.isValid()) return {};
    Node* group = static_cast<Node*>(index.internalPointer())->parent;
    return !group || group == m_root.get() ? QModelIndex() : createIndex(group->row, 0, group);
}

int AccuracyModel::rowCount(const QModelIndex& parent) const
{
    if (parent.column() > 0) return 0;
    const auto* group = parent.isValid() ? static_cast<Node*>(parent.internalPointer()) : m_root.get();
    return static_cast<int>(group->children.size());
}

int AccuracyModel::columnCount(const QModelIndex& /*parent*/) const
{
    return m_candidates.empty() ? 0 : own_parts + candidate_parts * static_cast<int>(m_candidates.size());
}

AccuracyModel::Place AccuracyModel::place(int column) const
{
    if (column < own_parts) return {-1, column};
    return {(column - own_parts) / candidate_parts, (column - own_parts) % candidate_parts};
}

/// "★" for the best score of the row alone, "=" when several share it.
QString AccuracyModel::mark(const Node& node, int candidate) const
{
    if (!node.base.base || !node.base.higher_is_better) return {};
    const double sign = *node.base.higher_is_better ? 1 : -1;
    std::vector<double> scores{sign * *node.base.base};
    for (const auto& c : node.candidates) scores.push_back(c && c->candidate ? sign * *c->candidate : -INFINITY);
    const double best = std::ranges::max(scores);
    if (scores[static_cast<std::size_t>(candidate) + 1] != best) return {};
    return std::ranges::count(scores, best) > 1 ? QStringLiteral("= ") : QStringLiteral("★ ");
}

/// With its unit where the column holds several.
QString AccuracyModel::delta_text(const AccuracyDelta& delta) const
{
    if (!delta.proportion || !delta.delta) return signed_figure(delta.delta, 3);
    const auto points = signed_figure(100 * *delta.delta, 2);
    return m_own_units ? tr("%1 pt").arg(points) : points;
}

QString AccuracyModel::text(const Node& node, Place place) const
{
    const auto& base = node.base;
    if (place.candidate < 0) {
        switch (place.part) {
        case task_part:
            return qt(base.task); // the name that --tasks takes and the report uses, not the alias
        case metric_part:
            return qt(base.filter.empty() || base.filter == "none" ? base.metric : base.metric + " · " + base.filter);
        case n_part:
            return base.base_n ? QString::number(*base.base_n) : figure(std::nullopt, 0);
        default:
            return mark(node, -1) + score(base.base, base.base_stderr);
        }
    }
    const auto& own = node.candidates[static_cast<std::size_t>(place.candidate)];
    if (!own) return figure(std::nullopt, 0);
    switch (place.part) {
    case value_part:
        return mark(node, place.candidate) + score(own->candidate, own->candidate_stderr);
    case delta_part:
        return delta_text(*own);
    case recovery_part:
        return figure(own->recovery_percent, 2);
    default:
        return judgement_text(own->verdict);
    }
}

QVariant AccuracyModel::sort_value(const Node& node, Place place) const
{
    if (place.candidate < 0) {
        if (place.part == n_part) return node.base.base_n ? QVariant(double(*node.base.base_n)) : QVariant();
        if (place.part == base_part) return optional_value(node.base.base);
        return text(node, place);
    }
    const auto& own = node.candidates[static_cast<std::size_t>(place.candidate)];
    if (!own) return {};
    switch (place.part) {
    case value_part:
        return optional_value(own->candidate);
    case delta_part:
        return own->proportion && own->delta ? QVariant(100 * *own->delta) : optional_value(own->delta);
    case recovery_part:
        return optional_value(own->recovery_percent);
    default:
        return judgement_text(own->verdict);
    }
}

QString AccuracyModel::why(const Node& node, Place place) const
{
    if (place.candidate < 0) return qt(node.base.base_path);
    const auto& own = node.candidates[static_cast<std::size_t>(place.candidate)];
    if (!own) return tr("Not measured for this configuration.");
    QStringList parts{qt(own->why), qt(own->candidate_path)};
    if (place.part == delta_part || place.part == verdict_part) parts.insert(1, qt(mcnemar_words(*own)));
    if (place.part == verdict_part) {
        auto finding = own->finding;
        finding.settle.clear(); // the reason says it
        parts.prepend(finding_text(finding, own->proportion));
    }
    parts.removeAll(QString());
    return parts.join(QStringLiteral("  ·  "));
}

QVariant AccuracyModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto& node = *static_cast<Node*>(index.internalPointer());
    const auto where = place(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(node, where);
    case sort_role:
        return sort_value(node, where);
    case why_role:
    case Qt::ToolTipRole:
        return why(node, where);
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case Qt::ForegroundRole: {
        if (where.candidate < 0 || where.part != verdict_part) return {};
        const auto& own = node.candidates[static_cast<std::size_t>(where.candidate)];
        return own ? QVariant(judgement_colour(own->verdict)) : QVariant();
    }
    default:
        return {};
    }
}

QVariant AccuracyModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    const auto where = place(section);
    if (role == Qt::TextAlignmentRole) {
        const bool words = where.candidate < 0 ? where.part < n_part : where.part == verdict_part;
        return int((words ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    if (where.candidate < 0) {
        switch (where.part) {
        case task_part:
            return tr("Task");
        case metric_part:
            return tr("Metric");
        case n_part:
            return tr("n");
        default:
            return m_base;
        }
    }
    const auto& name = m_candidates[static_cast<std::size_t>(where.candidate)];
    const bool several = m_candidates.size() > 1;
    const auto of = [&](const QString& what) { return several ? tr("%1 %2").arg(name, what) : what; };
    switch (where.part) {
    case value_part:
        return name;
    case delta_part:
        if (role == Qt::ToolTipRole)
            return of(tr("Candidate − base: points of proportions, else the metric's own unit"));
        return of(m_points && !m_own_units ? tr("Δ, points") : tr("Δ"));
    case recovery_part:
        return of(tr("Recovery, %"));
    default:
        return of(tr("Verdict"));
    }
}

} // namespace kneepoint::ui
