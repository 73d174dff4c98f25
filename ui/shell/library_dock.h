// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>

class QLabel;
class QStackedWidget;

namespace kneepoint::ui {

class ResultTree;
class Session;

/// What is open, at the left of every page.
class LibraryDock : public QDockWidget {
    Q_OBJECT
public:
    explicit LibraryDock(Session& session, QWidget* parent = nullptr);
    ResultTree* tree() const { return m_tree; }

signals:
    void compare_wanted();

private:
    void refresh();

    Session& m_session;
    QStackedWidget* m_views;
    ResultTree* m_tree;
    QLabel* m_nothing;
};

} // namespace kneepoint::ui
