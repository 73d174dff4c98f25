// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/cancel_dialog.h"

#include "shell/text.h"

#include <QMessageBox>
#include <QPushButton>

namespace kneepoint::ui {

void ask_to_cancel(QWidget* window, const runs::JobStatus& job, std::function<void()> end)
{
    auto* question = new QMessageBox(window);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setObjectName(QStringLiteral("cancel-of-another"));
    question->setIcon(QMessageBox::Question);
    question->setTextFormat(Qt::PlainText);
    question->setText(QObject::tr("%1 started this job. End it all the same?").arg(qt(job.by)));
    question->setInformativeText(
        QObject::tr("%1 on %2 ends for them, too; levels that have ended are kept.").arg(qt(job.name), qt(job.host)));
    auto* leave = question->addButton(QObject::tr("Leave it running"), QMessageBox::RejectRole);
    auto* stop = question->addButton(QObject::tr("End it"), QMessageBox::DestructiveRole);
    question->setDefaultButton(leave);
    question->setEscapeButton(leave);
    QObject::connect(stop, &QPushButton::clicked, question, [end = std::move(end)] { end(); });
    question->open();
}

} // namespace kneepoint::ui
