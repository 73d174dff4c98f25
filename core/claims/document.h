// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/claims/claims.h"

#include <cstddef>
#include <string>
#include <vector>

namespace kneepoint::claims {

/// A heading, or the summary of a folded part, and what stands below it.
struct Section {
    std::string title;
    int depth = 0;
    std::size_t parent = 0; ///< the root is its own parent
};

/// A paragraph, an item of a list, or a line of a code block.
struct Passage {
    std::string text; ///< without markup; lines parted by '\n'
    std::string raw;  ///< the lines as they stand in the file, for formulas
    int line = 0;
    std::size_t section = 0;
    std::vector<std::string> leads; ///< texts of the items that this one stands under, nearest first
};

/// Cells as printed. Rows may be shorter than the header.
struct Grid {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    std::vector<int> lines; ///< of each row
    int line = 0;
    std::size_t section = 0;
};

struct Document {
    std::vector<Section> sections; ///< the root first
    std::vector<Passage> passages;
    std::vector<Grid> grids;
    Problems problems;

    /// Titles from the section up to below the root.
    std::vector<std::string> path(std::size_t section) const;
};

Document read_document(std::string_view markdown, const Limits& limits);

/// Tables drawn with '|' in the lines of a code block: Markdown tables and those of consoles, where "||" spans columns
/// and a header has several lines. Lines of a table are emptied in `lines`.
std::vector<Grid> take_grids(std::vector<std::string>& lines, int first_line);

} // namespace kneepoint::claims
