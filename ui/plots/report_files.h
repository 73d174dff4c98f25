// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/progress.h"
#include "kneepoint/base/result.h"
#include "kneepoint/report/report.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kneepoint::ui {

enum class ReportFormat : std::uint8_t { markdown, html, pdf };
enum class ReportCharts : std::uint8_t { none, svg, png };

/// By the file's ending; none for another ending.
std::optional<ReportFormat> report_format_of(const std::filesystem::path& file);

/// A report on its way into files: first its charts are drawn one by one, which needs the thread of the QApplication,
/// because widgets draw them; then everything is written, which any thread may do.
class ReportFiles {
public:
    /// @param charts of Markdown, beside it; HTML and PDF hold theirs as vectors, or none
    ReportFiles(report::Document document, std::filesystem::path file, ReportFormat format, ReportCharts charts);

    std::vector<std::string> paths() const; ///< of all files, the report first
    std::size_t charts() const { return m_figures.size(); }
    /// Each from 0 to charts() - 1 in order, each once.
    Result<void> draw(std::size_t chart);
    /// @return paths() @error io, permission; cancelled when it was before the first file was written
    Result<std::vector<std::string>> write(const Progress& progress) const;

private:
    Result<std::string> content() const;
    std::filesystem::path picture_path(const report::Figure& figure) const;

    report::Document m_document;
    std::filesystem::path m_file;
    ReportFormat m_format;
    ReportCharts m_charts;
    std::vector<report::Figure> m_figures;
    std::vector<std::pair<std::string, std::string>> m_pictures; ///< bytes by the figure's file stem
};

/// All of it at once. Needs a QApplication, on its thread.
Result<std::vector<std::string>> write_report_files(report::Document document, const std::filesystem::path& file,
                                                    ReportFormat format, ReportCharts charts);

} // namespace kneepoint::ui
