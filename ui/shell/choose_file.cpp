// SPDX-License-Identifier: GPL-3.0-or-later
#include "choose_file.h"

#include <utility>

namespace kneepoint::ui {

namespace {

QString filter_of(const FileKind& kind)
{
    return QStringLiteral("%1 (*.%2)").arg(kind.text, kind.ending);
}

} // namespace

void choose_to_open(QWidget* parent, const QString& title, QFileDialog::FileMode mode, const QString& filter,
                    std::function<void(const QStringList& files)> chosen)
{
    auto* dialog = new QFileDialog(parent, title, {}, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(mode);
    if (mode == QFileDialog::Directory) dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::filesSelected, parent, std::move(chosen));
    dialog->open();
}

void choose_to_write(QWidget* parent, const QString& title, const QString& name, const QList<FileKind>& kinds,
                     std::function<void(const QString& file)> chosen)
{
    auto* dialog = new QFileDialog(parent, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    QStringList filters;
    for (const auto& kind : kinds) filters << filter_of(kind);
    dialog->setNameFilters(filters);
    dialog->setDefaultSuffix(kinds.front().ending);
    dialog->selectFile(name);
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, kinds](const QString& filter) {
        for (const auto& kind : kinds)
            if (filter == filter_of(kind)) dialog->setDefaultSuffix(kind.ending);
    });
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(chosen));
    dialog->open();
}

} // namespace kneepoint::ui
