// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/report_pdf.h"

#include "plots/page_breaks.h"
#include "plots/pdf_bytes.h"
#include "plots/report_text.h"

#include <QBuffer>
#include <QPageSize>
#include <QPdfWriter>

namespace kneepoint::ui {

Result<QByteArray> report_pdf(const report::Document& document,
                              const std::vector<std::pair<std::string, std::string>>& pictures)
{
    const auto text = print_text(document, pictures);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout::Millimeter);
        writer.setTitle(QString::fromStdString(document.title));
        writer.setCreator(QStringLiteral("Kneepoint"));
        // The page in the text's own units (96 a inch), so that Qt adds no second margin and charts are as wide as the
        // text.
        constexpr double units = 96;
        text->setPageSize(QSizeF(writer.width(), writer.height()) * units / writer.resolution());
        keep_headings_with_text(*text);
        text->print(&writer);
    }
    if (bytes.isEmpty()) return failure(ErrorKind::io, "The report could not be drawn as PDF.");
    return with_fixed_dates(bytes);
}

} // namespace kneepoint::ui
