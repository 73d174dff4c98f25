// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/go_on_dialog.h"

#include "shell/settings.h"
#include "shell/text.h"

#include <QCheckBox>
#include <QMessageBox>
#include <QPushButton>

namespace kneepoint::ui {

void tell_jobs_go_on(QWidget* window, const std::vector<runs::JobStatus>& jobs, const std::function<void()>& close)
{
    constexpr std::size_t most_named = 5;
    QStringList lines;
    for (std::size_t i = 0; i < jobs.size() && i < most_named; ++i)
        lines << QStringLiteral("• %1: %2").arg(qt(jobs[i].name), qt(jobs[i].sentence));
    if (jobs.size() > most_named) lines << QMessageBox::tr("and %1 more").arg(jobs.size() - most_named);
    auto* box = new QMessageBox(window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setObjectName(QStringLiteral("jobs-go-on"));
    box->setWindowTitle(QMessageBox::tr("Close Kneepoint"));
    box->setTextFormat(Qt::PlainText);
    box->setText(jobs.size() == 1 ? QMessageBox::tr("A job goes on without this window.")
                                  : QMessageBox::tr("%1 jobs go on without this window.").arg(jobs.size()));
    const auto words = jobs.size() == 1
                           ? QMessageBox::tr("It runs on its host by itself, also on this computer. Its results are "
                                             "fetched when Kneepoint is opened again.\n\n%1")
                           : QMessageBox::tr("They run on their hosts by themselves, also on this computer. Their "
                                             "results are fetched when Kneepoint is opened again.\n\n%1");
    box->setInformativeText(words.arg(lines.join(QLatin1Char('\n'))));
    auto* silent = new QCheckBox(QMessageBox::tr("Do not say this again"), box);
    box->setCheckBox(silent);
    auto* leave = box->addButton(QMessageBox::tr("Close window"), QMessageBox::AcceptRole);
    auto* stay = box->addButton(QMessageBox::tr("Stay"), QMessageBox::RejectRole);
    box->setDefaultButton(leave);
    box->setEscapeButton(stay);
    QObject::connect(box, &QMessageBox::buttonClicked, window, [=](const QAbstractButton* button) {
        if (silent->isChecked()) settings::set_tells_jobs_go_on(false);
        if (button == leave) close();
    });
    box->open();
}

} // namespace kneepoint::ui
