// SPDX-License-Identifier: GPL-3.0-or-later
#include "result_tree.h"

#include "run_menu.h"
#include "session.h"
#include "theme/theme.h"
#include "tree_delegate.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QSortFilterProxyModel>

#include <algorithm>
#include <utility>

namespace kneepoint::ui {

ResultTree::ResultTree(Session& session, TreeModel* model, QWidget* parent)
    : QTreeView(parent), m_session(session), m_model(model)
{
    setModel(model);
    setItemDelegate(new TreeDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setIndentation(2 * grid_unit);
    setEditTriggers(QAbstractItemView::NoEditTriggers); // by the menu: a slow second click must not start an editor
    setExpandsOnDoubleClick(false);
    connect(this, &QTreeView::activated, this, &ResultTree::activate_node);
    connect(this, &QTreeView::collapsed, this, [this](const QModelIndex& index) {
        if (m_restoring) return;
        m_closed.insert(path_of(index));
        m_opened.remove(path_of(index));
    });
    connect(this, &QTreeView::expanded, this, [this](const QModelIndex& index) {
        if (m_restoring) return;
        m_opened.insert(path_of(index));
        m_closed.remove(path_of(index));
    });
    connect(model, &TreeModel::renamed, &session, &Session::rename);
    connect(model, &TreeModel::scheme_given, &session, &Session::set_scheme);
}

void ResultTree::set_proxy(QSortFilterProxyModel* proxy)
{
    m_proxy = proxy;
    setModel(proxy);
}

void ResultTree::show_root(std::unique_ptr<TreeNode> root)
{
    const auto selected = path_of(currentIndex());
    m_restoring = true;
    m_model->set_root(std::move(root));
    expand_again({});
    if (const auto index = find({}, selected); index.isValid()) setCurrentIndex(index);
    m_restoring = false;
    emit node_changed(current_node());
}

/// Folders and short groups are open unless the user closed them; long ones closed unless opened.
void ResultTree::expand_again(const QModelIndex& above)
{
    constexpr int short_group = 24;
    for (int row = 0; row < model()->rowCount(above); ++row) {
        const auto index = model()->index(row, 0, above);
        const auto children = model()->rowCount(index);
        if (children == 0) continue;
        const auto path = path_of(index);
        const auto* here = node_at(index);
        const bool by_itself =
            here && (here->kind == TreeNode::Kind::folder || (here->index >= 0 && children <= short_group));
        setExpanded(index, m_opened.contains(path) || (by_itself && !m_closed.contains(path)));
        expand_again(index);
    }
}

QString ResultTree::path_of(const QModelIndex& index)
{
    if (!index.isValid()) return {};
    const auto key = index.siblingAtColumn(0).data(TreeModel::key_role).toString();
    return path_of(index.parent()) + QLatin1Char('\n') + key;
}

QModelIndex ResultTree::find(const QModelIndex& above, const QString& path) const
{
    if (path.isEmpty()) return {};
    for (int row = 0; row < model()->rowCount(above); ++row) {
        const auto index = model()->index(row, 0, above);
        const auto here = path_of(index);
        if (here == path) return index;
        if (path.startsWith(here + QLatin1Char('\n')))
            if (const auto below = find(index, path); below.isValid()) return below;
    }
    return {};
}

const TreeNode* ResultTree::node_at(const QModelIndex& view_index) const
{
    return m_model->node(m_proxy ? m_proxy->mapToSource(view_index) : view_index);
}

const TreeNode* ResultTree::current_node() const
{
    return node_at(currentIndex());
}

bool ResultTree::select_key(const std::string& key)
{
    const auto found = model()->match(model()->index(0, 0), TreeModel::key_role, QString::fromStdString(key), 1,
                                      Qt::MatchExactly | Qt::MatchRecursive);
    if (found.isEmpty()) return false;
    setCurrentIndex(found.front());
    scrollTo(found.front());
    return true;
}

void ResultTree::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTreeView::currentChanged(current, previous);
    if (!m_restoring) emit node_changed(node_at(current));
}

void ResultTree::activate_node(const QModelIndex& index)
{
    const auto* here = node_at(index);
    if (!here) return;
    if (!here->children.empty()) {
        const auto first = index.siblingAtColumn(0);
        return setExpanded(first, !isExpanded(first));
    }
    const auto& pairs = m_session.pairing().pairs;
    const auto chosen = std::ranges::find_if(pairs, [&](const compare::Pair& pair) {
        if (here->kind == TreeNode::Kind::pair) return &pair == &pairs[static_cast<std::size_t>(here->index)];
        return here->kind == TreeNode::Kind::run &&
               (pair.base == here->key || std::ranges::count(pair.candidates, here->key));
    });
    if (chosen == pairs.end()) return;
    m_session.show_pair(compare::Pair(*chosen));
    emit compare_wanted();
}

void ResultTree::contextMenuEvent(QContextMenuEvent* event)
{
    const bool by_key = event->reason() == QContextMenuEvent::Keyboard;
    const auto index = (by_key ? currentIndex() : indexAt(event->pos())).siblingAtColumn(0);
    const auto* here = node_at(index);
    if (!here) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (here->kind == TreeNode::Kind::run) {
        const QPersistentModelIndex line = index;
        fill_run_menu(*menu, m_session, here->key, [this, line] { edit(line); }, [this] { emit compare_wanted(); });
    } else if (here->kind == TreeNode::Kind::pair) {
        // By value: a reload while the menu is open may renumber the pairs.
        const auto pair = m_session.pairing().pairs[static_cast<std::size_t>(here->index)];
        menu->addAction(tr("Compare this pair"), this,
                        [this, line = QPersistentModelIndex(index)] { activate_node(line); });
        menu->addAction(icon(QStringLiteral("swap")), tr("Swap base and candidate"), this, [this, pair] {
            auto candidates = pair.candidates;
            const auto base = std::exchange(candidates.front(), pair.base);
            m_session.choose_pair(base, candidates);
            emit compare_wanted();
        });
    }
    if (menu->isEmpty()) return menu->deleteLater();
    const auto place = by_key ? viewport()->mapToGlobal(visualRect(index).bottomLeft()) : event->globalPos();
    menu->popup(place);
}

} // namespace kneepoint::ui
