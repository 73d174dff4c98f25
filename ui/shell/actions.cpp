// SPDX-License-Identifier: GPL-3.0-or-later
#include "actions.h"

namespace kneepoint::ui {

QAction* ActionCollection::add(const QString& id, const QString& text, const QList<QKeySequence>& shortcuts,
                               const std::function<void()>& does)
{
    auto* action = new QAction(text, this);
    action->setObjectName(id);
    action->setShortcuts(shortcuts);
    if (does) connect(action, &QAction::triggered, this, does);
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
