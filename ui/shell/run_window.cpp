// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_window.h"

#include "main_window.h"
#include "settings.h"
#include "theme/theme.h"

#include <QApplication>

namespace kneepoint::ui {

int run_window(QApplication& application, const QStringList& paths)
{
    QApplication::setApplicationDisplayName(QStringLiteral("Kneepoint"));
    QApplication::setDesktopFileName(QStringLiteral("org.kneepoint.Kneepoint"));
    apply_theme(application, settings::theme());
    application.setWindowIcon(icon(QStringLiteral("kneepoint")));
    MainWindow window;
    window.show();
    if (!paths.isEmpty()) window.open_paths(paths);
    return QApplication::exec();
}

} // namespace kneepoint::ui
