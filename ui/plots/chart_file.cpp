// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/chart_file.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "plots/chart_picture.h"
#include "plots/chart_text.h"
#include "plots/pdf_bytes.h"

#include <QBuffer>
#include <QImage>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>

namespace kneepoint::ui {

namespace {

constexpr int unit_dpi = 96; ///< a unit of the picture's size is 1/96 inch, as in CSS
constexpr int pdf_dpi = 1200;
constexpr double png_scale = 2;
constexpr int largest_side = 10000;

QByteArray svg(const ChartPicture& picture, const report::Chart& chart)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(unit_dpi);
    generator.setSize(picture.size());
    generator.setViewBox(QRect(QPoint(0, 0), picture.size()));
    // QSvgGenerator writes both as they are.
    generator.setTitle(QString::fromStdString(chart.title).toHtmlEscaped());
    generator.setDescription(chart_summary(chart).toHtmlEscaped());
    picture.paint(generator, 1);
    // A name from a file may hold control characters, which no XML may.
    bytes.removeIf([](char c) { return uchar(c) < 0x20 && c != '\n' && c != '\t' && c != '\r'; });
    return bytes;
}

QByteArray png(const ChartPicture& picture)
{
    QImage image(picture.size() * png_scale, QImage::Format_RGB32);
    image.setDotsPerMeterX(int(unit_dpi * png_scale / 0.0254));
    image.setDotsPerMeterY(int(unit_dpi * png_scale / 0.0254));
    picture.paint(image, png_scale);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    image.save(&buffer, "PNG");
    return bytes;
}

QByteArray pdf(const ChartPicture& picture, const report::Chart& chart)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(QString::fromStdString(chart.title));
    writer.setCreator("Kneepoint");
    writer.setResolution(pdf_dpi);
    const QSizeF inches = QSizeF(picture.size()) / unit_dpi;
    writer.setPageSize(QPageSize(inches, QPageSize::Inch, {}, QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    picture.paint(writer, double(pdf_dpi) / unit_dpi);
    return with_fixed_dates(bytes);
}

} // namespace

Result<QByteArray> render_chart(const report::Chart& chart, PictureFormat format, QSize size, bool dark)
{
    if (size.isEmpty() || size.width() > largest_side || size.height() > largest_side)
        return failure(ErrorKind::invalid, "The size of a picture must lie between 1 and 10000 on each side.");
    const ChartPicture picture(chart, size, dark ? Theme::dark_theme() : Theme::light_theme());
    switch (format) {
    case PictureFormat::svg:
        return svg(picture, chart);
    case PictureFormat::png:
        return png(picture);
    case PictureFormat::pdf:
        return pdf(picture, chart);
    }
    return failure(ErrorKind::invalid, "The format of the picture is unknown; choose svg, png or pdf.");
}

Result<PictureFormat> picture_format_of(const std::filesystem::path& file)
{
    const auto ending = lower_case(file.extension().string());
    if (ending == ".svg") return PictureFormat::svg;
    if (ending == ".png") return PictureFormat::png;
    if (ending == ".pdf") return PictureFormat::pdf;
    return failure(ErrorKind::invalid, "A chart is written as .svg, .png or .pdf; give the file one of these endings.",
                   utf8_path(file));
}

Result<void> write_chart(const report::Chart& chart, const std::filesystem::path& file, QSize size, bool dark)
{
    const auto format = picture_format_of(file);
    if (!format) return std::unexpected(format.error());
    const auto bytes = render_chart(chart, *format, size, dark);
    if (!bytes) return std::unexpected(bytes.error());
    return write_file(file, {bytes->constData(), static_cast<std::size_t>(bytes->size())});
}

} // namespace kneepoint::ui
