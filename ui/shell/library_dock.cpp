// SPDX-License-Identifier: GPL-3.0-or-later
#include "library_dock.h"

#include "found_tree.h"
#include "result_tree.h"
#include "session.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QStackedWidget>

namespace kneepoint::ui {

LibraryDock::LibraryDock(Session& session, QWidget* parent)
    : QDockWidget(tr("Library"), parent), m_session(session), m_views(new QStackedWidget(this)),
      m_nothing(new QLabel(tr("No results are open. Ctrl+O opens a folder; one can be dropped here, too."), this))
{
    setObjectName(QStringLiteral("library-dock"));
    setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    auto* model = new TreeModel({tr("Found")}, this);
    m_tree = new ResultTree(session, model, this);
    m_tree->setObjectName(QStringLiteral("library-tree"));
    m_tree->setAccessibleName(tr("Open folders, runs and problems"));
    m_tree->setHeaderHidden(true);
    m_tree->setMinimumWidth(24 * grid_unit);
    m_tree->viewport()->setBackgroundRole(QPalette::Window);
    setTitleBarWidget(new QWidget(this)); // what it is can be seen; F9 hides it
    m_nothing->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_nothing->setWordWrap(true);
    m_nothing->setMargin(2 * grid_unit);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_views->addWidget(m_tree);
    m_views->addWidget(m_nothing);
    setWidget(m_views);
    connect(&session, &Session::catalogue_changed, this, &LibraryDock::refresh);
    connect(&session, &Session::comparison_changed, this, &LibraryDock::refresh);
    connect(m_tree, &ResultTree::compare_wanted, this, &LibraryDock::compare_wanted);
    connect(m_tree, &ResultTree::node_changed, this, [this](const TreeNode* node) {
        if (node && m_tree->hasFocus())
            m_session.explain(node->texts.value(0) + QStringLiteral(" · ") + node->hint.simplified());
    });
    refresh();
}

void LibraryDock::refresh()
{
    m_tree->show_root(dock_tree(m_session));
    m_views->setCurrentWidget(m_tree->model()->rowCount() > 0 ? static_cast<QWidget*>(m_tree) : m_nothing);
}

} // namespace kneepoint::ui
