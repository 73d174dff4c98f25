// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables/overview_model.h"

#include "shell/text.h"
#include "tables/roles.h"
#include "tables/words.h"
#include "theme/theme.h"

#include <algorithm>
#include <utility>

namespace kneepoint::ui {

using report::OverviewPoint;

namespace {

constexpr int decimals = 2;

bool is_words(int column)
{
    return column == OverviewModel::run || column == OverviewModel::pareto || column == OverviewModel::rule;
}

QString interval_text(const std::optional<Interval>& interval)
{
    return interval
               ? OverviewModel::tr("%1 to %2").arg(figure(interval->low, decimals), figure(interval->high, decimals))
               : figure(std::nullopt, decimals);
}

QString interval_why(const std::optional<Interval>& interval, const QString& how, const QString& without)
{
    return interval ? OverviewModel::tr("95 % interval: %1").arg(how) : without;
}

} // namespace

void OverviewModel::set_overview(report::Overview overview)
{
    beginResetModel();
    m_overview = std::move(overview);
    endResetModel();
}

int OverviewModel::row_of(const std::string& id) const
{
    const auto found = std::ranges::find(m_overview.points, id, &OverviewPoint::run);
    return found == m_overview.points.end() ? -1 : static_cast<int>(found - m_overview.points.begin());
}

bool OverviewModel::is_recommended(const OverviewPoint& point) const
{
    return m_overview.recommended && &m_overview.points[*m_overview.recommended] == &point;
}

int OverviewModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_overview.points.size());
}

int OverviewModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : column_count;
}

QString OverviewModel::text(const OverviewPoint& point, int column) const
{
    switch (column) {
    case run:
        return qt(point.label);
    case speed:
        return figure(point.speed, decimals);
    case speed_interval:
        return interval_text(point.speed_interval);
    case recovery:
        return figure(point.recovery, decimals);
    case recovery_interval:
        return interval_text(point.recovery_interval);
    case pareto:
        return point.pareto ? tr("yes") : tr("no");
    default:
        return point.identity == 0 ? tr("base") : is_recommended(point) ? tr("✓ recommended") : figure(std::nullopt, 0);
    }
}

QVariant OverviewModel::sort_value(const OverviewPoint& point, int column) const
{
    const auto low = [](const std::optional<Interval>& interval) {
        return interval ? QVariant(interval->low) : QVariant();
    };
    switch (column) {
    case speed:
        return point.speed;
    case speed_interval:
        return low(point.speed_interval);
    case recovery:
        return point.recovery;
    case recovery_interval:
        return low(point.recovery_interval);
    default:
        return text(point, column);
    }
}

QString OverviewModel::why(const OverviewPoint& point, int column) const
{
    switch (column) {
    case run:
        return tr("%1: %2  ·  %3").arg(qt(point.label), why(point, speed), why(point, recovery));
    case speed:
        return tr("%1 = %2  ·  %3").arg(qt(m_overview.speed), figure(point.speed, 4), qt(point.why_speed));
    case speed_interval:
        return interval_why(point.speed_interval, qt(point.why_speed),
                            point.identity == 0 ? tr("The base itself has none.")
                                                : tr("No interval: %1.").arg(qt(point.why_no_interval)));
    case recovery:
        return tr("%1 %  ·  %2").arg(figure(point.recovery, 4), qt(point.why_recovery));
    case recovery_interval:
        return interval_why(point.recovery_interval, qt(point.why_recovery),
                            point.identity == 0 ? tr("The base itself has none.")
                                                : tr("No interval: a task that entered has no standard error."));
    case pareto:
        return point.pareto ? tr("In the Pareto set: no other is at least as good in both and better in one.")
                            : tr("Another is at least as good in both and better in one.");
    default:
        return tr("The rule: %1.").arg(qt(m_overview.rule));
    }
}

QVariant OverviewModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto& point = m_overview.points[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(point, index.column());
    case sort_role:
        return sort_value(point, index.column());
    case why_role:
    case Qt::ToolTipRole:
        return why(point, index.column());
    case run_role:
        return qt(point.run);
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case Qt::ForegroundRole:
        return index.column() == rule && is_recommended(point) ? QVariant(Theme::current().better) : QVariant();
    default:
        return {};
    }
}

QVariant OverviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= column_count) return {};
    if (role == Qt::TextAlignmentRole)
        return int((is_words(section) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == words_role) return section == speed_interval || section == recovery_interval;
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    switch (section) {
    case run:
        return tr("Run");
    case speed:
        return role == Qt::ToolTipRole ? tr("Speed-up, times the base") : tr("Speed-up, ×");
    case speed_interval:
        return role == Qt::ToolTipRole ? tr("Speed-up, 95 % interval") : tr("95 %");
    case recovery:
        return role == Qt::ToolTipRole ? tr("Mean recovery of accuracy, %") : tr("Recovery, %");
    case recovery_interval:
        return role == Qt::ToolTipRole ? tr("Mean recovery, 95 % interval") : tr("95 %");
    case pareto:
        return role == Qt::ToolTipRole ? tr("In the Pareto set") : tr("Pareto");
    default:
        return tr("Rule");
    }
}

} // namespace kneepoint::ui
