// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTreeView;

namespace kneepoint::ui {

/// Makes the columns of the library as wide as what they hold, and leaves out what has no room, the least telling
/// first: all of it stands in the details of the selected line. The last one takes the rest.
void fit_library_columns(QTreeView& tree);

} // namespace kneepoint::ui
