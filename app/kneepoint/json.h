// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "study.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>

namespace kneepoint::app {

/// The documents of docs/cli.md. Numbers are unrounded; absent ones and those that JSON cannot write are null.
nlohmann::ordered_json import_document(const Study& study);
nlohmann::ordered_json run_document(const Run& run);
nlohmann::ordered_json comparison_document(const Study& study);

nlohmann::ordered_json problems_json(const Problems& problems);
nlohmann::ordered_json number(std::optional<double> value);
/// The text, or null when it is empty.
nlohmann::ordered_json text_or_null(const std::string& text);
/// On standard output, with a final newline; bytes that are not UTF-8 are replaced.
void print(const nlohmann::ordered_json& document);

} // namespace kneepoint::app
