// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kneepoint::load {

/// run.json and its requests, as other tools' reports are made from them.
struct ReportSource {
    nlohmann::json run;
    std::vector<std::vector<nlohmann::json>> requests; ///< by position of the level in run["levels"]
};

/// @error unreadable with the file and line
Result<ReportSource> report_source(const std::string& run_json, const std::filesystem::path& requests);

/// A number of a request line, or none.
std::optional<double> number(const nlohmann::json& object, const char* key);
/// Output tokens by usage, else by chunks.
double output_tokens(const nlohmann::json& request);

} // namespace kneepoint::load
