// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace kneepoint::runs {

/// A script of resources/job by its file name, as it was when the program was built; empty when there is none.
std::string_view job_text(std::string_view name);

} // namespace kneepoint::runs
