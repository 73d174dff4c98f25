// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTextDocument;

namespace kneepoint::ui {

/// Moves headings and the titles of tables to the page of what they stand above, a table's first row included.
/// The text has its page size.
void keep_headings_with_text(QTextDocument& text);

} // namespace kneepoint::ui
