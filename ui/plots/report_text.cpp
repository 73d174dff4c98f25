// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/report_text.h"

#include "plots/chart_file.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QSvgRenderer>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextObjectInterface>
#include <QTextTable>

#include <map>

namespace kneepoint::ui {

namespace {

constexpr QSize chart_size{960, 600};

/// Draws the report's figures, which stand as images in the text, as vectors.
class FigureObject : public QObject, public QTextObjectInterface {
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)
public:
    FigureObject(const report::Document& document, ReportPaper paper, QObject* parent)
        : QObject(parent), m_dark(paper == ReportPaper::screen_dark)
    {
        for (const auto& section : document.sections)
            for (const auto& block : section.blocks)
                if (const auto* figure = std::get_if<report::Figure>(&block))
                    m_charts[QString::fromStdString(figure->file) + ".svg"] = figure->chart;
    }

    QSizeF intrinsicSize(QTextDocument* document, int /*position*/, const QTextFormat& /*format*/) override
    {
        const qreal room =
            document->textWidth() > 0 ? document->textWidth() - 2 * document->documentMargin() : chart_size.width();
        const qreal width = std::min<qreal>(room, chart_size.width());
        return {width, width * chart_size.height() / chart_size.width()};
    }

    void drawObject(QPainter* painter, const QRectF& rect, QTextDocument* /*document*/, int /*position*/,
                    const QTextFormat& format) override
    {
        const auto name = format.toImageFormat().name();
        const auto chart = m_charts.find(name);
        if (chart == m_charts.end()) return;
        auto& picture = m_pictures[name];
        if (!picture) {
            const auto svg = render_chart(chart->second, PictureFormat::svg, chart_size, m_dark);
            picture = std::make_unique<QSvgRenderer>(svg ? *svg : QByteArray());
        }
        picture->render(painter, rect);
    }

private:
    bool m_dark;
    std::map<QString, report::Chart> m_charts;
    std::map<QString, std::unique_ptr<QSvgRenderer>> m_pictures;
};

void set_small(QTextTable& table, double points)
{
    QTextCharFormat small;
    small.setFontPointSize(points);
    for (int row = 0; row < table.rows(); ++row)
        for (int column = 0; column < table.columns(); ++column) {
            auto cursor = table.cellAt(row, column).firstCursorPosition();
            cursor.setPosition(table.cellAt(row, column).lastPosition(), QTextCursor::KeepAnchor);
            cursor.mergeCharFormat(small);
        }
}

/// Tables as wide as the page with thin lines; in print smaller, so that the widest still fits.
void lay_out_tables(QTextDocument& text, ReportPaper paper)
{
    for (QTextFrame* frame : text.rootFrame()->childFrames()) {
        auto* table = qobject_cast<QTextTable*>(frame);
        if (!table) continue;
        auto format = table->format();
        format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
        format.setBorderCollapse(true);
        format.setBorder(0.5);
        format.setBorderBrush(paper == ReportPaper::screen_dark ? QColor(0x4a4a4a) : QColor(0xcccccc));
        format.setCellPadding(paper == ReportPaper::print ? 2 : 4);
        format.setCellSpacing(0);
        format.setHeaderRowCount(1);
        table->setFormat(format);
        const bool wide = table->columns() > 8;
        if (paper == ReportPaper::print) set_small(*table, wide ? 5.5 : 7);
        if (paper != ReportPaper::print && wide) set_small(*table, 8.5);
    }
}

/// Air above headings, so that a section is seen as one, and between lines.
void space_headings(QTextDocument& text)
{
    constexpr int above_section = 20, above_part = 14, below = 6;
    for (auto block = text.begin(); block.isValid(); block = block.next()) {
        auto format = block.blockFormat();
        if (format.headingLevel() == 0) continue;
        if (block != text.begin()) format.setTopMargin(format.headingLevel() < 3 ? above_section : above_part);
        format.setBottomMargin(below);
        QTextCursor(block).setBlockFormat(format);
    }
}

} // namespace

std::unique_ptr<QTextDocument> report_text(const report::Document& document, ReportPaper paper)
{
    auto text = std::make_unique<QTextDocument>();
    QFont font;
    font.setPointSizeF(paper == ReportPaper::print ? 9 : 10);
    text->setDefaultFont(font);
    text->setDocumentMargin(paper == ReportPaper::print ? 0 : 24);
    text->setMarkdown(QString::fromStdString(report::to_markdown(document, "svg")),
                      QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) |
                          QTextDocument::MarkdownNoHTML);
    text->documentLayout()->registerHandler(QTextFormat::ImageObject, new FigureObject(document, paper, text.get()));
    lay_out_tables(*text, paper);
    space_headings(*text);
    return text;
}

} // namespace kneepoint::ui

#include "report_text.moc"
