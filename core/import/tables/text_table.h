// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::import {

/// A line of a text with its number, which starts at 1.
struct TextLine {
    std::size_t number = 0;
    std::string_view text;
};

std::vector<TextLine> numbered_lines(std::string_view text);

/// A table as tools print it between '|': spans are spread over their columns, cells of rows keep their blanks.
struct TextTable {
    struct Row {
        std::size_t line = 0;
        std::vector<std::string> cells;
    };

    std::size_t line = 0; ///< of the first header row
    std::string title;    ///< the last line with text before it
    /// Header rows as printed from top to bottom, trimmed; each has one text per column.
    std::vector<std::vector<std::string>> header;
    std::vector<Row> rows;
    bool has_rule = false; ///< false when the rule between header and rows is missing

    std::size_t columns() const { return header.empty() ? 0 : header.back().size(); }
};

/// All tables in a text, whatever they hold: Markdown, lm_eval's make_table, GuideLLM's from 0.2 on (also behind a
/// prefix of constant width, as logs have). Header texts followed by n bars span n columns.
std::vector<TextTable> text_tables(std::span<const TextLine> lines);

/// Tables drawn with box characters, also in nested panels (GuideLLM 0.1); cells that go on in the next row are joined.
std::vector<TextTable> box_tables(std::span<const TextLine> lines);

/// GuideLLM 0.2 and 0.3 wrap their rows at the width of the terminal, 80 columns in a log: puts such rows together
/// again. The result owns the joined texts.
struct UnwrappedText {
    std::vector<std::string> texts;
    std::vector<std::size_t> numbers;
    bool changed = false;

    std::vector<TextLine> lines() const;
};
UnwrappedText unwrapped(std::span<const TextLine> lines);

} // namespace kneepoint::import
