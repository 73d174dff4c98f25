// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace kneepoint::runs {

/// Whether a variable is one that holds a key by custom: HF_TOKEN, OPENAI_API_KEY, DB_PASSWORD.
bool names_secret(std::string_view variable);
/// Whether a text holds what looks like a key: "hf_..." and "sk-..." of their usual lengths, "Bearer ...", a URL with a
/// password.
bool holds_secret(std::string_view text);
/// A name that a shell can hold.
bool is_variable_name(std::string_view name);

} // namespace kneepoint::runs
