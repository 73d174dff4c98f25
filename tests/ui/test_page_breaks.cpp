// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/page_breaks.h"

#include <QAbstractTextDocumentLayout>
#include <QTest>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextLayout>

using namespace kneepoint;

class TestPageBreaks : public QObject {
    Q_OBJECT

    static int page(const QTextDocument& text, const QTextBlock& block)
    {
        const double top = text.documentLayout()->blockBoundingRect(block).top() + block.layout()->lineAt(0).y();
        return static_cast<int>(top / text.pageSize().height());
    }

    static QTextBlock block_of(const QTextDocument& text, const QString& wanted)
    {
        auto block = text.begin();
        while (block.isValid() && block.text() != wanted) block = block.next();
        return block;
    }

private slots:
    // However many lines stand above, a section, its part, a table's title and its first row are on one page.
    void no_heading_stands_alone_at_the_end_of_a_page()
    {
        int stranded = 0;
        for (int lines = 0; lines < 40; ++lines) {
            QString markdown;
            for (int i = 0; i < lines; ++i) markdown += QString("line %1\n\n").arg(i);
            markdown += "## Section\n\n### Part\n\nTitle\n\n| a | b |\n|---|---|\n| first | 1 |\n| second | 2 |\n";
            QTextDocument text;
            text.setMarkdown(markdown);
            text.setPageSize({500, 400});
            const auto row = block_of(text, "first");
            QVERIFY(row.isValid());
            if (page(text, block_of(text, "Section")) != page(text, row)) ++stranded;
            ui::keep_headings_with_text(text);
            for (const auto* heading : {"Section", "Part", "Title"})
                QCOMPARE(page(text, block_of(text, heading)), page(text, row));
            if (lines > 0) QCOMPARE(page(text, block_of(text, "line 0")), 0);
        }
        QVERIFY(stranded > 3); // else the pages were too long for the test
    }
};

QTEST_MAIN(TestPageBreaks)
#include "test_page_breaks.moc"
