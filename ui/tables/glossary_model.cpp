// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables/glossary_model.h"

#include "tables/roles.h"

#include <utility>

namespace kneepoint::ui {

GlossaryModel::GlossaryModel(std::vector<GlossaryTerm> terms, QObject* parent)
    : QAbstractTableModel(parent), m_terms(std::move(terms))
{}

const GlossaryTerm* GlossaryModel::term_at(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    return row >= 0 && at < m_terms.size() ? &m_terms[at] : nullptr;
}

int GlossaryModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_terms.size());
}

int GlossaryModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : column_count;
}

QVariant GlossaryModel::data(const QModelIndex& index, int role) const
{
    const auto* one = checkIndex(index, CheckIndexOption::IndexIsValid) ? term_at(index.row()) : nullptr;
    if (!one || (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != sort_role)) return {};
    switch (index.column()) {
    case term:
        return one->term;
    case meaning:
        return one->meaning;
    case unit:
        return one->unit;
    case definition:
        return one->definition;
    default:
        return one->source;
    }
}

QVariant GlossaryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case term:
        return tr("Term");
    case meaning:
        return tr("Meaning");
    case unit:
        return tr("Unit");
    case definition:
        return tr("Definition");
    case source:
        return tr("Source");
    default:
        return {};
    }
}

} // namespace kneepoint::ui
