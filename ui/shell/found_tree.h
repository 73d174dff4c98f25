// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/problem.h"
#include "tree_model.h"

namespace kneepoint::ui {

class Session;

/// The tree of the dock: the open folders with their runs, what was not read, problems. One column.
std::unique_ptr<TreeNode> dock_tree(const Session& session);

/// The tree of the Library page: pairs, runs, what lies beside them, what was not read, problems; library_columns().
std::unique_ptr<TreeNode> library_tree(const Session& session);
QStringList library_columns();
inline constexpr int library_scheme_column = 2;

/// Problems of the scan, the runs, their levels and the comparisons in sight; warnings and errors first.
Problems problems_found(const Session& session);

} // namespace kneepoint::ui
