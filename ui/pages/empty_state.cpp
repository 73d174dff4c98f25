// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/empty_state.h"

#include "shell/examples.h"
#include "shell/session.h"
#include "theme/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace kneepoint::ui {

EmptyState::EmptyState(const QString& headline, const QString& advice, Session& session, QWidget* parent)
    : QWidget(parent)
{
    auto* title = new QLabel(headline, this);
    auto font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.3);
    font.setBold(true);
    title->setFont(font);
    title->setAlignment(Qt::AlignCenter);
    auto* text = new QLabel(advice, this);
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignCenter);
    // A wrapped label that is centred by its layout gets too little height unless both are said.
    text->setFixedWidth(60 * grid_unit);
    text->setMinimumHeight(text->heightForWidth(60 * grid_unit));
    auto* button = new QPushButton(tr("Open the example results"), this);
    connect(button, &QPushButton::clicked, &session, [&session] {
        if (const auto folder = examples_folder(); !folder.isEmpty()) session.open({folder});
    });
    button->setVisible(!examples_folder().isEmpty());

    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(2 * grid_unit);
    layout->addStretch(2);
    layout->addWidget(title);
    layout->addWidget(text, 0, Qt::AlignCenter);
    layout->addWidget(button, 0, Qt::AlignCenter);
    layout->addStretch(3);
}

} // namespace kneepoint::ui
