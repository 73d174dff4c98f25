// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace kneepoint::ui {

/// What the item models of all tables give beyond Qt's own roles.
enum Role {
    sort_role = Qt::UserRole, ///< a double, or text; invalid when absent: sorts after everything, both ways
    why_role,                 ///< text for the explanation line
    run_role,                 ///< run id of a level's cell
    level_role,               ///< index into Run::levels
    words_role,               ///< of a header: true where right-aligned cells are no single numbers, such as intervals
};

} // namespace kneepoint::ui
