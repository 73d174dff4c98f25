// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::compare {

/// Lower-case words between everything that is not a letter, digit or point: "Llama-3.1-8B_FP8" is llama, 3.1, 8b, fp8.
std::vector<std::string> words_of(std::string_view text);

/// What a word says about the model's precision: base ("baseline", "bf16"), candidate ("int8", "awq"), or nothing.
std::optional<Role> role_of_word(std::string_view word);
/// Words that only describe a compression further ("dynamic", "rtn", "block").
bool describes_scheme(std::string_view word);

/// Behind the last slash of a path or of a model's name; slashes at the end are left out.
std::string_view last_part(std::string_view path);

/// Evidence for a role, with the reason.
struct RoleGuess {
    std::optional<Role> role;
    std::string why; ///< "folder base", "model name fp8", "scheme W8A8-INT8"
};

/// From the scheme, the model's name, then the path from the file name upwards. A part that holds words for both roles
/// ("base_and_quantized") says nothing.
RoleGuess guess_role(const Run& run);

/// The path without words of role and scheme, dates and times: files of a base and its candidate have one.
std::string path_skeleton(const Run& run);

} // namespace kneepoint::compare
