// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <functional>
#include <string>

class QMenu;

namespace kneepoint::ui {

class Session;

/// Fills a menu with what can be done with a run: base or candidate of the pair, scheme, name.
/// @param rename starts the editor where the run is listed @param compare called after the pair was changed
void fill_run_menu(QMenu& menu, Session& session, const std::string& run_id, const std::function<void()>& rename,
                   const std::function<void()>& compare);

/// Precision schemes offered by name; any other can be typed.
QStringList common_schemes();

} // namespace kneepoint::ui
