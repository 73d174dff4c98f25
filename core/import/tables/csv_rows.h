// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::import {

/// The cells of a comma-separated text, row by row; quotes as RFC 4180 has them, rows of any length.
/// @error unreadable when a quote does not end; too_large beyond a million cells
Result<std::vector<std::vector<std::string>>> csv_rows(std::string_view text);

} // namespace kneepoint::import
