// SPDX-License-Identifier: GPL-3.0-or-later
#include "actions.h"

namespace kneepoint::ui {

QAction* ActionCollection::add(const QString& id, const QString& text, const QList<QKeySequence>& shortcuts,
                               const std::function<void()>& does)
{
    auto* action = new QAction(text, this);
    if (does) connect(action, &QAction::triggered, this, does);
    return take(action, id, shortcuts);
}

QAction* ActionCollection::take(QAction* action, const QString& id, const QList<QKeySequence>& shortcuts)
{
    action->setObjectName(id);
    action->setShortcuts(shortcuts);
    m_actions << action;
    return action;
}

QAction* ActionCollection::action(const QString& id) const
{
    for (auto* action : m_actions)
        if (action->objectName() == id) return action;
    return nullptr;
}

QString ActionCollection::plain_text(const QAction& action)
{
    auto text = action.text();
    text.remove(QLatin1Char('&'));
    text.remove(QStringLiteral("…"));
    return text;
}

} // namespace kneepoint::ui
