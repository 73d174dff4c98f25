// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace kneepoint::ui {

/// A window with a text to read and copy: a script, a list of commands. Does not hold up its parent.
void show_text(QWidget* parent, const QString& title, const QString& text);

} // namespace kneepoint::ui
