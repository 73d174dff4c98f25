// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "table.h"

#include <vector>

namespace kneepoint::claims {

/// The same figures with GPUs as the sides, for sentences that compare two of them: tables with equal headers that
/// stand under the names of GPUs as one, and tables with a column of GPUs with these as their names. What named the
/// rows before becomes a setting.
/// @param tables with their sides in rows
std::vector<Table> gpu_tables(const std::vector<Table>& tables);

} // namespace kneepoint::claims
