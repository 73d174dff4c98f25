// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree_model.h"

#include <utility>

namespace kneepoint::ui {

TreeNode& TreeNode::add(std::unique_ptr<TreeNode> child)
{
    child->parent = this;
    child->row = static_cast<int>(children.size());
    children.push_back(std::move(child));
    return *children.back();
}

TreeModel::TreeModel(QStringList headers, QObject* parent)
    : QAbstractItemModel(parent), m_headers(std::move(headers)), m_root(std::make_unique<TreeNode>())
{}

TreeModel::~TreeModel() = default;

void TreeModel::set_root(std::unique_ptr<TreeNode> root)
{
    beginResetModel();
    m_root = std::move(root);
    endResetModel();
}

const TreeNode* TreeModel::node(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<const TreeNode*>(index.internalPointer()) : nullptr;
}

QModelIndex TreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent)) return {};
    const auto* above = parent.isValid() ? node(parent) : m_root.get();
    return createIndex(row, column, above->children[static_cast<std::size_t>(row)].get());
}

QModelIndex TreeModel::parent(const QModelIndex& child) const
{
    const auto* here = node(child);
    if (!here || here->parent == m_root.get()) return {};
    return createIndex(here->parent->row, 0, here->parent);
}

int TreeModel::rowCount(const QModelIndex& parent) const
{
    if (parent.column() > 0) return 0;
    const auto* above = parent.isValid() ? node(parent) : m_root.get();
    return static_cast<int>(above->children.size());
}

int TreeModel::columnCount(const QModelIndex&) const
{
    return static_cast<int>(m_headers.size());
}

QVariant TreeModel::data(const QModelIndex& index, int role) const
{
    const auto* here = node(index);
    if (!here) return {};
    const auto column = index.column();
    const auto text = here->texts.value(column);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return text;
    case Qt::ToolTipRole:
        return here->hint.isEmpty() ? QVariant() : here->hint;
    case Qt::AccessibleTextRole:
        return column == 0 && !here->detail.isEmpty() ? text + QStringLiteral(", ") + here->detail : text;
    case Qt::AccessibleDescriptionRole:
        return here->hint;
    case kind_role:
        return static_cast<int>(here->kind);
    case key_role:
        return QString::fromStdString(here->key);
    case index_role:
        return here->index;
    case glyph_role:
        return column == 0 ? here->glyph : QString();
    case detail_role:
        return column == 0 ? here->detail : QString();
    case sort_role: {
        const auto value = here->sort.value(column);
        return value.isValid() ? value : QVariant(text);
    }
    case search_role:
        return here->texts.join(QLatin1Char(' ')) + QLatin1Char(' ') + here->detail;
    default:
        return {};
    }
}

bool TreeModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const auto* here = node(index);
    if (!here || role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable)) return false;
    // Copies: the edit may bring a new tree.
    const auto key = here->key;
    const auto text = value.toString();
    if (text == here->texts.value(index.column())) return false;
    if (index.column() == scheme_column)
        emit scheme_given(key, text);
    else
        emit renamed(key, text);
    return true;
}

QVariant TreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return m_headers.value(section);
}

Qt::ItemFlags TreeModel::flags(const QModelIndex& index) const
{
    const auto* here = node(index);
    if (!here) return Qt::NoItemFlags;
    auto flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (here->editable && (index.column() == 0 || index.column() == scheme_column)) flags |= Qt::ItemIsEditable;
    return flags;
}

} // namespace kneepoint::ui
