// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document.h"

#include <optional>
#include <string_view>
#include <vector>

namespace kneepoint::claims {

/// A table of a block of HTML: read when it is plain, else why it is not.
struct HtmlTable {
    int line = 0;
    std::optional<Grid> grid; ///< the first row is the header
    std::string_view why_not; ///< "it is not closed before the next empty line"
};

/// Every table of the block, in its order. Plain is one of rows and cells that span one row and one column, without
/// another table inside.
/// @param first_line of the block in the document
std::vector<HtmlTable> html_tables(std::string_view html, int first_line);

} // namespace kneepoint::claims
