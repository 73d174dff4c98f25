// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/report_files.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "plots/chart_file.h"
#include "plots/report_pdf.h"

#include <system_error>

namespace kneepoint::ui {

namespace {

namespace fs = std::filesystem;

std::vector<report::Figure> figures_of(const report::Document& document)
{
    std::vector<report::Figure> figures;
    for (const auto& section : document.sections)
        for (const auto& block : section.blocks)
            if (const auto* figure = std::get_if<report::Figure>(&block)) figures.push_back(*figure);
    return figures;
}

Result<void> write_beside(const fs::path& file, std::string_view content)
{
    std::error_code error;
    if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
    if (error)
        return failure(ErrorKind::io, "The folder cannot be made: " + error.message() + ".",
                       utf8_path(file.parent_path()));
    return write_file(file, content);
}

std::string_view ending_of(ReportCharts charts)
{
    switch (charts) {
    case ReportCharts::none:
        return "";
    case ReportCharts::svg:
        return "svg";
    case ReportCharts::png:
        return "png";
    }
    return "";
}

} // namespace

std::optional<ReportFormat> report_format_of(const fs::path& file)
{
    const auto ending = lower_case(file.extension().string());
    if (ending == ".md" || ending == ".markdown") return ReportFormat::markdown;
    if (ending == ".html" || ending == ".htm") return ReportFormat::html;
    if (ending == ".pdf") return ReportFormat::pdf;
    return std::nullopt;
}

ReportFiles::ReportFiles(report::Document document, fs::path file, ReportFormat format, ReportCharts charts)
    : m_document(std::move(document)), m_file(std::move(file)), m_format(format), m_charts(charts)
{
    if (charts != ReportCharts::none) m_figures = figures_of(m_document);
}

fs::path ReportFiles::picture_path(const report::Figure& figure) const
{
    return m_file.parent_path() / (figure.file + "." + std::string(ending_of(m_charts)));
}

std::vector<std::string> ReportFiles::paths() const
{
    std::vector<std::string> paths{utf8_path(m_file)};
    if (m_format == ReportFormat::markdown)
        for (const auto& figure : m_figures) paths.push_back(utf8_path(picture_path(figure)));
    return paths;
}

Result<void> ReportFiles::draw(std::size_t chart)
{
    const auto& figure = m_figures[chart];
    const bool as_png = m_format == ReportFormat::markdown && m_charts == ReportCharts::png;
    const auto picture = render_chart(figure.chart, as_png ? PictureFormat::png : PictureFormat::svg);
    if (!picture) return std::unexpected(picture.error());
    m_pictures.emplace_back(figure.file, picture->toStdString());
    return {};
}

Result<std::string> ReportFiles::content() const
{
    switch (m_format) {
    case ReportFormat::markdown:
        return report::to_markdown(m_document, ending_of(m_charts));
    case ReportFormat::html:
        return report::to_html(m_document, m_pictures);
    case ReportFormat::pdf: {
        const auto pdf = report_pdf(m_document, m_pictures);
        if (!pdf) return std::unexpected(pdf.error());
        return pdf->toStdString();
    }
    }
    return failure(ErrorKind::invalid, "The format of the report is unknown; choose Markdown, HTML or PDF.");
}

Result<std::vector<std::string>> ReportFiles::write(const Progress& progress) const
{
    const auto text = content();
    if (!text) return std::unexpected(text.error());
    if (progress.cancelled()) return failure(ErrorKind::cancelled, "The report was not written: it was stopped.");
    if (m_format == ReportFormat::markdown)
        for (std::size_t i = 0; i < m_figures.size(); ++i)
            if (const auto done = write_beside(picture_path(m_figures[i]), m_pictures[i].second); !done)
                return std::unexpected(done.error());
    if (const auto done = write_beside(m_file, *text); !done) return std::unexpected(done.error());
    return paths();
}

Result<std::vector<std::string>> write_report_files(report::Document document, const fs::path& file,
                                                    ReportFormat format, ReportCharts charts)
{
    ReportFiles files(std::move(document), file, format, charts);
    for (std::size_t i = 0; i < files.charts(); ++i)
        if (const auto drawn = files.draw(i); !drawn) return std::unexpected(drawn.error());
    return files.write(Progress{});
}

} // namespace kneepoint::ui
