// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>

class QTextBrowser;

namespace kneepoint::ui {

class ActionCollection;

/// Help of the page in sight beside it, with the list of shortcuts. Filled when it is shown.
class HelpDock : public QDockWidget {
    Q_OBJECT
public:
    explicit HelpDock(QWidget* parent = nullptr);
    /// @param markdown of the page
    void show_help(const QString& markdown, const ActionCollection& actions);

private:
    QTextBrowser* m_text;
};

} // namespace kneepoint::ui
