// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

#include <QByteArray>
#include <QStringList>

namespace kneepoint::ui {

/// What the window remembers of itself, below XDG_CONFIG_HOME. What the user decided about results is in workspaces.
namespace settings {

Scheme theme();
void set_theme(Scheme scheme);

bool automatic_reload();
void set_automatic_reload(bool automatic);

/// Newest first, at most ten. Whether they still exist is not looked at: a folder that is not mounted would hold up the
/// window.
QStringList recent();
void add_recent(const QString& path);
void forget_recent(const QString& path);
void clear_recent();

struct Layout {
    QByteArray geometry, docks;
};
Layout layout();
void set_layout(const Layout& layout);

} // namespace settings

} // namespace kneepoint::ui
