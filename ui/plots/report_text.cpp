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

#include <functional>
#include <map>

namespace kneepoint::ui {

namespace {

constexpr QSize chart_size{960, 600};
constexpr auto picture_ending = ".svg";

/// How a report is set: on paper always light.
enum class Paper : std::uint8_t { print, screen_light, screen_dark };

/// The SVG of a figure by its name in the text; called once for each.
using PictureSource = std::function<QByteArray(const QString& name)>;

/// Draws the report's figures, which stand as images in the text, as vectors.
class FigureObject : public QObject, public QTextObjectInterface {
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)
public:
    FigureObject(PictureSource source, QObject* parent) : QObject(parent), m_source(std::move(source)) {}

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
        auto& picture = m_pictures[name];
        if (!picture) picture = std::make_unique<QSvgRenderer>(m_source(name));
        picture->render(painter, rect);
    }

private:
    PictureSource m_source;
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

/// Headers stand over their figures: the Markdown reader aligns the rows below alone.
void align_headers(QTextTable& table)
{
    if (table.rows() < 2) return;
    for (int column = 0; column < table.columns(); ++column) {
        QTextBlockFormat format;
        format.setAlignment(table.cellAt(1, column).firstCursorPosition().blockFormat().alignment());
        table.cellAt(0, column).firstCursorPosition().mergeBlockFormat(format);
    }
}

/// Tables as wide as the page with thin lines; in print smaller, so that the widest still fits.
void lay_out_tables(QTextDocument& text, Paper paper)
{
    for (QTextFrame* frame : text.rootFrame()->childFrames()) {
        auto* table = qobject_cast<QTextTable*>(frame);
        if (!table) continue;
        auto format = table->format();
        format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
        format.setBorderCollapse(true);
        format.setBorder(0.5);
        format.setBorderBrush(paper == Paper::screen_dark ? QColor(0x4a4a4a) : QColor(0xcccccc));
        format.setCellPadding(paper == Paper::print ? 2 : 4);
        format.setCellSpacing(0);
        format.setHeaderRowCount(1);
        table->setFormat(format);
        align_headers(*table);
        const bool wide = table->columns() > 8;
        if (paper == Paper::print) set_small(*table, wide ? 5.5 : 7);
        if (paper != Paper::print && wide) set_small(*table, 8.5);
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

std::unique_ptr<QTextDocument> report_text(const std::string& markdown, Paper paper, PictureSource source)
{
    auto text = std::make_unique<QTextDocument>();
    QFont font;
    font.setPointSizeF(paper == Paper::print ? 9 : 10);
    text->setUndoRedoEnabled(false);
    text->setDefaultFont(font);
    text->setDocumentMargin(paper == Paper::print ? 0 : 24);
    text->setMarkdown(QString::fromStdString(markdown),
                      QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) |
                          QTextDocument::MarkdownNoHTML);
    QTextCursor all(text.get());
    all.beginEditBlock(); // else each cell's font lays the whole text out anew, which takes seconds
    lay_out_tables(*text, paper);
    space_headings(*text);
    all.endEditBlock();
    text->documentLayout()->registerHandler(QTextFormat::ImageObject, new FigureObject(std::move(source), text.get()));
    return text;
}

} // namespace

std::unique_ptr<QTextDocument> screen_text(const report::Document& document, bool dark)
{
    std::map<QString, report::Chart> charts;
    for (const auto& section : document.sections)
        for (const auto& block : section.blocks)
            if (const auto* figure = std::get_if<report::Figure>(&block))
                charts[QString::fromStdString(figure->file) + picture_ending] = figure->chart;
    const auto draw = [charts = std::move(charts), dark](const QString& name) {
        const auto chart = charts.find(name);
        if (chart == charts.end()) return QByteArray();
        return render_chart(chart->second, PictureFormat::svg, chart_size, dark).value_or(QByteArray());
    };
    return report_text(report::to_markdown(document, "svg"), dark ? Paper::screen_dark : Paper::screen_light, draw);
}

std::unique_ptr<QTextDocument> print_text(const report::Document& document,
                                          const std::vector<std::pair<std::string, std::string>>& pictures)
{
    std::map<QString, QByteArray> drawn;
    for (const auto& [stem, svg] : pictures)
        drawn[QString::fromStdString(stem) + picture_ending] = QByteArray::fromStdString(svg);
    const auto take = [drawn = std::move(drawn)](const QString& name) {
        const auto picture = drawn.find(name);
        return picture == drawn.end() ? QByteArray() : picture->second;
    };
    return report_text(report::to_markdown(document, pictures.empty() ? "" : "svg"), Paper::print, take);
}

} // namespace kneepoint::ui

#include "report_text.moc"
