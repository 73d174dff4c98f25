// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>

namespace kneepoint::ui {

/// Every action of the window, registered once with its text and shortcut. Menus, buttons, the command palette and the
/// help list are made from here.
class ActionCollection : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// @param id stable name, also the object name: "open-folder"
    /// @param does called when it is triggered
    QAction* add(const QString& id, const QString& text, const QList<QKeySequence>& shortcuts,
                 const std::function<void()>& does);
    /// Takes in an action made elsewhere, an undo stack's for example.
    QAction* take(QAction* action, const QString& id, const QList<QKeySequence>& shortcuts);
    QAction* action(const QString& id) const;
    const QList<QAction*>& all() const { return m_actions; }

    /// The text without mnemonic and dots: what the palette and the help show.
    static QString plain_text(const QAction& action);

private:
    QList<QAction*> m_actions;
};

} // namespace kneepoint::ui
