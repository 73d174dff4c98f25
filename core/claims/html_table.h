// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document.h"

#include <optional>
#include <string_view>
#include <vector>

namespace kneepoint::claims {

/// A table of a block of HTML, or why it is none that can be read.
struct HtmlTable {
    int line = 0;
    std::optional<Grid> grid; ///< a cell that spans several rows or columns stands in each; see spread
    std::string_view why_not; ///< "it is not closed before the next empty line"
};

/// Every table of the block, in its order; one with another table inside is not read.
/// @param first_line of the block in the document
std::vector<HtmlTable> html_tables(std::string_view html, int first_line);

} // namespace kneepoint::claims
