// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables/table_proxy.h"

#include "tables/roles.h"

namespace kneepoint::ui {

TableProxy::TableProxy(QObject* parent) : QSortFilterProxyModel(parent)
{
    setSortRole(sort_role);
    setFilterCaseSensitivity(Qt::CaseInsensitive);
    setFilterKeyColumn(-1);
    setRecursiveFilteringEnabled(true);
}

bool TableProxy::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const auto a = left.data(sort_role), b = right.data(sort_role);
    if (!a.isValid() || !b.isValid())
        return sortOrder() == Qt::AscendingOrder ? a.isValid() && !b.isValid() : !a.isValid() && b.isValid();
    if (a.typeId() == QMetaType::Double && b.typeId() == QMetaType::Double) return a.toDouble() < b.toDouble();
    return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
}

} // namespace kneepoint::ui
