// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace kneepoint::claims {

/// A cell of HTML.
struct SpanCell {
    std::string text;
    std::size_t columns = 1, rows = 1; ///< that it spans
    bool heads = false;                ///< written as <th>
};

struct SpanRow {
    int line = 0;
    std::vector<SpanCell> cells;
};

/// The cells in a grid: one that spans several rows or columns stands in each of them; leading rows of nothing but
/// heads are one header; a row of one cell over all columns ("Batch size 8") is a text beside each row below it.
/// @param rows not empty, each with cells
/// @return nothing when spans make more than a million cells
std::optional<Grid> spread(const std::vector<SpanRow>& rows);

} // namespace kneepoint::claims
