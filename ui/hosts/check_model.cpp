// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosts/check_model.h"

#include "shell/text.h"
#include "theme/theme.h"

#include <QHeaderView>

#include <algorithm>

namespace kneepoint::ui {

using hosts::Verdict;

namespace {

QColor colour_of(Verdict verdict)
{
    const auto& theme = Theme::current();
    switch (verdict) {
    case Verdict::good:
        return theme.better;
    case Verdict::warning:
        return theme.slo;
    case Verdict::bad:
        return theme.worse;
    }
    return theme.text;
}

/// What is well needs no sentence.
QString found_words(const hosts::Check& check)
{
    if (check.verdict == Verdict::good || check.text.empty()) return qt(check.value.empty() ? check.text : check.value);
    return check.value.empty() ? qt(check.text) : qt(check.value) + QLatin1Char('\n') + qt(check.text);
}

} // namespace

QString verdict_words(Verdict verdict)
{
    switch (verdict) {
    case Verdict::good:
        return CheckModel::tr("▲ fit");
    case Verdict::warning:
        return CheckModel::tr("? mind");
    case Verdict::bad:
        return CheckModel::tr("▼ unfit");
    }
    return {};
}

void CheckModel::set_checks(std::vector<hosts::Check> checks)
{
    beginResetModel();
    m_checks = std::move(checks);
    endResetModel();
}

Verdict CheckModel::worst() const
{
    const auto found = std::ranges::max_element(m_checks, {}, &hosts::Check::verdict);
    return found == m_checks.end() ? Verdict::good : found->verdict;
}

int CheckModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_checks.size());
}

int CheckModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : column_count;
}

QVariant CheckModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto& check = m_checks.at(static_cast<std::size_t>(index.row()));
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignLeft | Qt::AlignTop);
    if (role == Qt::ForegroundRole && index.column() == verdict_column) return colour_of(check.verdict);
    if (role == Qt::ToolTipRole) return qt(check.text);
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
    case verdict_column:
        return verdict_words(check.verdict);
    case what_column:
        return qt(check.what);
    default:
        return found_words(check);
    }
}

QVariant CheckModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section >= column_count) return {};
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    return QStringList{tr("Verdict"), tr("Looked at"), tr("Found")}.value(section);
}

CheckTable::CheckTable(QWidget* parent) : QTableView(parent), m_model(new CheckModel(this))
{
    setModel(m_model);
    setAccessibleName(tr("Whether the host is fit"));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(true);
    setTabKeyNavigation(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(fontMetrics().height() + grid_unit);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
    connect(m_model, &QAbstractItemModel::modelReset, this, &CheckTable::fit_rows);
}

void CheckTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fit_rows();
}

void CheckTable::fit_rows()
{
    constexpr int widest_name = 22 * grid_unit;
    for (const int column : {int(CheckModel::verdict_column), int(CheckModel::what_column)})
        setColumnWidth(column, std::min(std::max(sizeHintForColumn(column), 8 * grid_unit), widest_name));
    resizeRowsToContents();
}

} // namespace kneepoint::ui
