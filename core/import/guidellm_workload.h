// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kneepoint::import {

/// The data argument of any version in one notation, so that runs of different versions compare: a string stays, the
/// lists and objects of 0.4 and later become "prompt_tokens=32,output_tokens=32".
std::string workload_text(const nlohmann::ordered_json& data);

/// {"prompt_tokens", "32"}, {"output_tokens", "32"} of such a text; 0.1 calls the latter generated_tokens.
std::vector<std::pair<std::string, std::string>> workload_tokens(std::string_view text);

/// "10 %", "5" of a warm-up or cool-down; empty when there is none.
std::string window_text(const nlohmann::ordered_json& window);

} // namespace kneepoint::import
