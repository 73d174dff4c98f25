// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/look_row.h"

#include "jobs/job_words.h"
#include "shell/tone_label.h"

#include <QAction>
#include <QPushButton>
#include <QVBoxLayout>

namespace kneepoint::ui {

LookRow::LookRow(QAction* action, QWidget* parent) : QWidget(parent), m_words(new ToneLabel(&Theme::faint, this))
{
    auto* button = new QPushButton(this);
    button->setObjectName(QStringLiteral("look-on-all-hosts"));
    button->setFlat(true);
    const auto follow = [=] {
        button->setText(action->text());
        button->setIcon(action->icon());
        button->setToolTip(action->toolTip());
        button->setEnabled(action->isEnabled());
    };
    connect(action, &QAction::changed, button, follow);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    follow();
    m_words->setObjectName(QStringLiteral("look-words"));
    m_words->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid_unit / 2);
    column->addWidget(button);
    column->addWidget(m_words);
}

void LookRow::show_look(const runs::LookAround& look, std::size_t found)
{
    m_words->setText(look_words(look, found));
    m_words->setVisible(look.hosts > 0);
}

} // namespace kneepoint::ui
