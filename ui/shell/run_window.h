// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

class QApplication;

namespace kneepoint::ui {

/// Shows the window with the paths opened, and returns the exit status when it was closed.
int run_window(QApplication& application, const QStringList& paths);

} // namespace kneepoint::ui
