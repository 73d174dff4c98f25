// SPDX-License-Identifier: GPL-3.0-or-later
#include "library_filter.h"

#include "shell/tree_model.h"

#include <algorithm>

namespace kneepoint::ui {

LibraryFilter::LibraryFilter(QObject* parent) : QSortFilterProxyModel(parent)
{
    setSortRole(TreeModel::sort_role);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setRecursiveFilteringEnabled(true);
}

void LibraryFilter::set_words(const QString& words)
{
    m_words = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

bool LibraryFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    if (m_words.isEmpty()) return true;
    const auto index = sourceModel()->index(row, 0, parent);
    if (sourceModel()->hasChildren(index)) return false; // a group is shown for what is in it
    const auto text = index.data(TreeModel::search_role).toString();
    return std::ranges::all_of(m_words, [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool LibraryFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    if (!left.parent().isValid()) return (left.row() < right.row()) == (sortOrder() == Qt::AscendingOrder);
    return QSortFilterProxyModel::lessThan(left, right);
}

} // namespace kneepoint::ui
