// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosts/ask_dialogs.h"

#include "hosts/question_dialog.h"

#include <QWidget>

namespace kneepoint::ui {

AskDialogs::AskDialogs(QWidget* window) : QObject(window), m_window(window) {}

AskDialogs::~AskDialogs()
{
    const auto open = std::exchange(m_open, {});
    for (const auto& dialog : open) delete dialog.data();
}

void AskDialogs::ask(const hosts::Question& question, const hosts::Askpass::Answer& answer)
{
    auto* dialog = new QuestionDialog(question, m_window);
    m_open.insert(question.id, dialog);
    connect(dialog, &QDialog::finished, this, [this, dialog, answer, id = question.id](int result) {
        m_open.remove(id);
        dialog->deleteLater();
        if (answer) answer(result == QDialog::Accepted ? std::optional(dialog->answer()) : std::nullopt);
    });
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

/// ssh waits no longer: there is nobody to answer.
void AskDialogs::withdraw(int question)
{
    const auto dialog = m_open.take(question);
    if (!dialog) return;
    dialog->disconnect(this);
    dialog->close();
    dialog->deleteLater();
}

} // namespace kneepoint::ui
