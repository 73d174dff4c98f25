// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/report_files.h"

#include "kneepoint/base/file.h"
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

using Pictures = std::vector<std::pair<std::string, std::string>>;

/// Every figure of the document as bytes, by its file stem.
Result<Pictures> draw(const std::vector<report::Figure>& figures, PictureFormat format)
{
    Pictures pictures;
    for (const auto& figure : figures) {
        const auto picture = render_chart(figure.chart, format);
        if (!picture) return std::unexpected(picture.error());
        pictures.emplace_back(figure.file, picture->toStdString());
    }
    return pictures;
}

Result<std::vector<std::string>> write_markdown(const report::Document& document, const fs::path& file,
                                                const std::string& charts)
{
    std::vector<std::string> written{utf8_path(file)};
    const auto ending = charts == "none" ? std::string{} : charts;
    if (!ending.empty()) {
        const auto pictures = draw(figures_of(document), ending == "png" ? PictureFormat::png : PictureFormat::svg);
        if (!pictures) return std::unexpected(pictures.error());
        for (const auto& [stem, bytes] : *pictures) {
            const auto path = file.parent_path() / (stem + "." + ending);
            if (const auto done = write_beside(path, bytes); !done) return std::unexpected(done.error());
            written.push_back(utf8_path(path));
        }
    }
    if (const auto done = write_beside(file, report::to_markdown(document, ending)); !done)
        return std::unexpected(done.error());
    return written;
}

} // namespace

Result<std::vector<std::string>> write_report_files(const report::Document& document, const fs::path& file,
                                                    const std::string& format, const std::string& charts)
{
    if (format == "md") return write_markdown(document, file, charts);
    const auto figures = charts == "none" ? std::vector<report::Figure>{} : figures_of(document);
    const auto pictures = draw(figures, PictureFormat::svg);
    if (!pictures) return std::unexpected(pictures.error());
    std::string content = report::to_html(document, *pictures);
    if (format == "pdf") {
        auto pdf = report_pdf(document);
        if (!pdf) return std::unexpected(pdf.error());
        content = pdf->toStdString();
    }
    if (const auto done = write_beside(file, content); !done) return std::unexpected(done.error());
    return std::vector<std::string>{utf8_path(file)};
}

} // namespace kneepoint::ui
