// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/report_pdf.h"

#include "plots/chart_file.h"
#include "plots/pdf_bytes.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgRenderer>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextObjectInterface>
#include <QTextTable>

#include <map>
#include <memory>

namespace kneepoint::ui {

namespace {

constexpr QSize chart_size{960, 600};

/// Draws the report's figures, which stand as images in the text, as vectors.
class FigureObject : public QObject, public QTextObjectInterface {
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)
public:
    explicit FigureObject(QObject* parent) : QObject(parent) {}

    void add(const QString& name, const QByteArray& svg) { m_pictures[name] = std::make_unique<QSvgRenderer>(svg); }

    QSizeF intrinsicSize(QTextDocument* document, int /*position*/, const QTextFormat& /*format*/) override
    {
        const qreal width = document->textWidth() > 0 ? document->textWidth() : chart_size.width();
        return {width, width * chart_size.height() / chart_size.width()};
    }

    void drawObject(QPainter* painter, const QRectF& rect, QTextDocument* /*document*/, int /*position*/, const QTextFormat& format) override
    {
        const auto picture = m_pictures.find(format.toImageFormat().name());
        if (picture != m_pictures.end()) picture->second->render(painter, rect);
    }

private:
    std::map<QString, std::unique_ptr<QSvgRenderer>> m_pictures;
};

Result<void> add_figures(FigureObject& object, const report::Document& document)
{
    for (const auto& section : document.sections)
        for (const auto& block : section.blocks) {
            const auto* figure = std::get_if<report::Figure>(&block);
            if (!figure) continue;
            const auto svg = render_chart(figure->chart, PictureFormat::svg, chart_size);
            if (!svg) return std::unexpected(svg.error());
            object.add(QString::fromStdString(figure->file) + ".svg", *svg);
        }
    return {};
}

/// Tables as wide as the page, in smaller print, with thin lines.
void lay_out_tables(QTextDocument& text)
{
    for (QTextFrame* frame : text.rootFrame()->childFrames()) {
        auto* table = qobject_cast<QTextTable*>(frame);
        if (!table) continue;
        auto format = table->format();
        format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
        format.setBorderCollapse(true);
        format.setBorder(0.5);
        format.setBorderBrush(QColor(0xcccccc));
        format.setCellPadding(2);
        format.setCellSpacing(0);
        format.setHeaderRowCount(1);
        table->setFormat(format);
        QTextCharFormat small;
        small.setFontPointSize(table->columns() > 8 ? 5.5 : 7);
        for (int row = 0; row < table->rows(); ++row)
            for (int column = 0; column < table->columns(); ++column) {
                auto cursor = table->cellAt(row, column).firstCursorPosition();
                cursor.setPosition(table->cellAt(row, column).lastPosition(), QTextCursor::KeepAnchor);
                cursor.mergeCharFormat(small);
            }
    }
}

} // namespace

Result<QByteArray> report_pdf(const report::Document& document)
{
    QTextDocument text;
    text.setDefaultFont(QFont(QStringLiteral("DejaVu Sans"), 9));
    text.setMarkdown(QString::fromStdString(report::to_markdown(document, "svg")),
                     QTextDocument::MarkdownDialectGitHub | QTextDocument::MarkdownNoHTML);
    auto* figures = new FigureObject(&text);
    if (const auto added = add_figures(*figures, document); !added) return std::unexpected(added.error());
    text.documentLayout()->registerHandler(QTextFormat::ImageObject, figures);
    lay_out_tables(text);

    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout::Millimeter);
        writer.setTitle(QString::fromStdString(document.title));
        writer.setCreator(QStringLiteral("Kneepoint"));
        text.print(&writer);
    }
    return with_fixed_dates(bytes);
}

} // namespace kneepoint::ui

#include "report_pdf.moc"
