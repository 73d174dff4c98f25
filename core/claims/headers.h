// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document.h"

namespace kneepoint::claims {

/// The grid with its header in one line, also where a line of groups stands over it, and without a column that only
/// numbers the rows.
Grid with_plain_header(Grid grid);

} // namespace kneepoint::claims
