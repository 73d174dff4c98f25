// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileDialog>
#include <QList>
#include <QString>

#include <functional>

namespace kneepoint::ui {

// File dialogs that do not hold up the window: `chosen` is called when the user chose, never when not.

void choose_to_open(QWidget* parent, const QString& title, QFileDialog::FileMode mode, const QString& filter,
                    std::function<void(const QStringList& files)> chosen);

struct FileKind {
    QString text;   ///< "Markdown with charts"
    QString ending; ///< "md"
};
/// A name typed without an ending gets the one of the kind that is chosen, before the dialog asks whether to replace.
/// @param name proposed; without a folder it is below the one looked at last
void choose_to_write(QWidget* parent, const QString& title, const QString& name, const QList<FileKind>& kinds,
                     std::function<void(const QString& file)> chosen);

} // namespace kneepoint::ui
