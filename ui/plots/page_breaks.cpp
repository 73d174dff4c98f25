// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/page_breaks.h"

#include <QAbstractTextDocumentLayout>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextLayout>
#include <QTextTable>

#include <algorithm>

namespace kneepoint::ui {

namespace {

/// Of a block's first line: that alone tells where a figure or paragraph begins that did not fit on its page.
int page_of(const QTextDocument& text, const QTextBlock& block)
{
    const double top = text.documentLayout()->blockBoundingRect(block).top();
    const double line = block.layout()->lineCount() > 0 ? block.layout()->lineAt(0).y() : 0;
    return static_cast<int>((top + line) / text.pageSize().height());
}

QTextTable* table_of(const QTextBlock& block)
{
    return block.isValid() ? QTextCursor(block).currentTable() : nullptr;
}

bool is_heading(const QTextBlock& block)
{
    return block.blockFormat().headingLevel() > 0;
}

/// A heading, or the one-line paragraph above a table that is its title.
bool leads(const QTextBlock& block)
{
    if (table_of(block) || block.text().isEmpty()) return false;
    return is_heading(block) || (table_of(block.next()) && block.layout()->lineCount() <= 1);
}

/// What must stand on the page of the headings above it: of a table the first row below its header.
QTextBlock first_of(const QTextBlock& block)
{
    QTextTable* table = table_of(block);
    return table ? table->cellAt(std::min(1, table->rows() - 1), 0).firstCursorPosition().block() : block;
}

} // namespace

void keep_headings_with_text(QTextDocument& text)
{
    for (auto block = text.begin(); block.isValid(); block = block.next()) {
        if (!leads(block)) continue;
        const auto first = block;
        while (leads(block.next())) block = block.next();
        const auto below = block.next();
        if (!below.isValid() || page_of(text, first) == page_of(text, first_of(below))) continue;
        auto format = first.blockFormat();
        format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
        QTextCursor(first).setBlockFormat(format);
    }
}

} // namespace kneepoint::ui
