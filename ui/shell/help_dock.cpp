// SPDX-License-Identifier: GPL-3.0-or-later
#include "help_dock.h"

#include "actions.h"
#include "theme/theme.h"

#include <QTextBrowser>

namespace kneepoint::ui {

HelpDock::HelpDock(QWidget* parent) : QDockWidget(tr("Help"), parent), m_text(new QTextBrowser(this))
{
    setObjectName(QStringLiteral("help-dock"));
    setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    m_text->setObjectName(QStringLiteral("help-text"));
    m_text->setAccessibleName(tr("Help of this page"));
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setOpenExternalLinks(true);
    m_text->setMinimumWidth(32 * grid_unit);
    m_text->document()->setDocumentMargin(2 * grid_unit);
    setWidget(m_text);
}

void HelpDock::show_help(const QString& markdown, const ActionCollection& actions)
{
    auto text = markdown.trimmed() + QStringLiteral("\n\n### ") + tr("Keys") + QStringLiteral("\n\n");
    for (const auto* action : actions.all()) {
        if (action->shortcut().isEmpty()) continue;
        text += QStringLiteral("- **%1** %2\n")
                    .arg(action->shortcut().toString(QKeySequence::NativeText), ActionCollection::plain_text(*action));
    }
    m_text->setMarkdown(text);
}

} // namespace kneepoint::ui
