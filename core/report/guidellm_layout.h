// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/table.h"

#include <string_view>

namespace kneepoint::report {

/// The two tables that GuideLLM 0.4 to 0.5.1 prints as plain tables with one header row each.
std::vector<Table> guidellm_tables(const Run& run, std::string_view label);

} // namespace kneepoint::report
