// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

#include <map>
#include <string>
#include <string_view>

namespace kneepoint::import {

/// The entries of a Python dictionary as vLLM prints its arguments: texts without quotes, lists and nested dictionaries
/// as they stand. Entries that may hold a secret are left out.
std::map<std::string, std::string> python_dict(std::string_view text);

/// Without one pair of ' or " around it.
std::string trimmed_quotes(std::string_view text);

/// Sets the precision scheme of a server log from what it states: kernel, quantization and data type, then the name.
void settle_vllm_scheme(Run& run);

} // namespace kneepoint::import
