// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/report/report.h"

#include <filesystem>
#include <string>
#include <vector>

namespace kneepoint::ui {

/// Writes a report and, for Markdown, its charts beside it (`charts` is "svg", "png" or "none").
/// Needs a QApplication, on its thread.
/// @return the paths written, the report first @error io, permission
Result<std::vector<std::string>> write_report_files(const report::Document& document, const std::filesystem::path& file,
                                                    const std::string& format, const std::string& charts);

} // namespace kneepoint::ui
