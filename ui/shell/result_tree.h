// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tree_model.h"

#include <QTreeView>

class QSortFilterProxyModel;

namespace kneepoint::ui {

class Session;

/// A tree of what was found, used in the dock and on the Library page: glyph, name and faint detail; Enter or a double
/// click compares; a context menu (also by the menu key) changes pairs, names and schemes.
class ResultTree : public QTreeView {
    Q_OBJECT
public:
    ResultTree(Session& session, TreeModel* model, QWidget* parent = nullptr);

    /// New content; what was expanded and selected stays so. Groups without a state are opened when `open_groups`.
    void show_root(std::unique_ptr<TreeNode> root);
    void set_proxy(QSortFilterProxyModel* proxy);
    const TreeNode* node_at(const QModelIndex& view_index) const;
    const TreeNode* current_node() const;
    /// Selects the line with this key. @return false when there is none
    bool select_key(const std::string& key);

signals:
    void node_changed(const TreeNode* node); ///< the current line; none when nothing is selected
    void compare_wanted();                   ///< a pair was chosen: show it

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void activate_node(const QModelIndex& index);
    QModelIndex find(const QModelIndex& above, const QString& path) const;
    static QString path_of(const QModelIndex& index);
    void expand_again(const QModelIndex& above);

    Session& m_session;
    TreeModel* m_model;
    QSortFilterProxyModel* m_proxy = nullptr;
    QSet<QString> m_closed; ///< paths of lines that the user closed
    QSet<QString> m_opened; ///< and of those opened
    bool m_restoring = false;
};

} // namespace kneepoint::ui
