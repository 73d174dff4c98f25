// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document.h"

namespace kneepoint::claims {

/// The grid with its header in one line, also where a line of groups stands over it, without a column that only numbers
/// the rows, and with the model of each row where it is written beside the first of its rows alone.
Grid plain_grid(Grid grid);

} // namespace kneepoint::claims
