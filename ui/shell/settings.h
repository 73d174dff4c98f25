// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

#include <QByteArray>
#include <QString>
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

/// The plan on the Run page as JSON; empty: none yet.
QString last_plan();
void set_last_plan(const QString& json);
/// Where new jobs put their results; empty: beside the list of jobs.
QString results_folder();
void set_results_folder(const QString& folder);

/// Whether closing the window over running jobs says that they go on.
bool tells_jobs_go_on();
void set_tells_jobs_go_on(bool tells);

struct Layout {
    QByteArray geometry, docks;
};
Layout layout();
void set_layout(const Layout& layout);

} // namespace settings

} // namespace kneepoint::ui
