// SPDX-License-Identifier: GPL-3.0-or-later
#include "spans.h"

#include <algorithm>

namespace kneepoint::claims {

namespace {

constexpr std::size_t most_cells = 1'000'000;

struct FlatRow {
    int line = 0;
    std::vector<std::string> cells;
    bool heads = false; ///< all of its own cells are heads
    bool one = false;   ///< one cell over all columns
};

/// A cell that hangs into the rows below.
struct Hanging {
    std::string text;
    std::size_t rows = 0;
};

/// The rows with every cell at each place that it covers; nothing when they are too many.
std::optional<std::vector<FlatRow>> flattened(const std::vector<SpanRow>& rows)
{
    std::vector<FlatRow> flat;
    std::vector<Hanging> hanging; // of each column
    std::size_t count = 0;
    const auto hang = [&](FlatRow& row) { // what hangs over the next column
        const auto column = row.cells.size();
        if (column >= hanging.size() || hanging[column].rows == 0) return false;
        --hanging[column].rows;
        row.cells.push_back(hanging[column].text);
        return true;
    };
    for (std::size_t r = 0; r < rows.size(); ++r) {
        FlatRow row{.line = rows[r].line, .cells = {}, .heads = true, .one = rows[r].cells.size() == 1};
        for (const auto& cell : rows[r].cells) {
            while (hang(row)) {
            }
            row.heads = row.heads && cell.heads;
            count += cell.columns * std::min(cell.rows, rows.size() - r);
            if (cell.columns > most_cells || count > most_cells) return std::nullopt;
            for (std::size_t c = 0; c < cell.columns; ++c) {
                const auto column = row.cells.size();
                row.cells.push_back(cell.text);
                if (cell.rows < 2) continue;
                if (hanging.size() <= column) hanging.resize(column + 1);
                hanging[column] = {cell.text, std::min(cell.rows, rows.size() - r) - 1};
            }
        }
        while (hang(row)) {
        }
        flat.push_back(std::move(row));
    }
    return flat;
}

/// The header: leading rows of heads as one, each text once; without such the first row.
std::vector<std::string> header_of(const std::vector<FlatRow>& rows, std::size_t count)
{
    auto header = rows.front().cells;
    for (std::size_t r = 1; r < count; ++r)
        for (std::size_t c = 0; c < rows[r].cells.size(); ++c) {
            if (c >= header.size()) header.resize(c + 1);
            const auto& below = rows[r].cells[c];
            if (below.empty() || below == header[c]) continue;
            header[c] += (header[c].empty() ? "" : " ") + below;
        }
    return header;
}

} // namespace

std::optional<Grid> spread(const std::vector<SpanRow>& spans)
{
    auto rows = flattened(spans);
    if (!rows) return std::nullopt;
    std::size_t width = 0;
    for (const auto& row : *rows) width = std::max(width, row.cells.size());
    for (auto& row : *rows) row.one = row.one && width > 1 && row.cells.size() == width;
    std::string group; // the last row of one cell
    std::size_t first = 0;
    while (first + 2 < rows->size() && (*rows)[first].one) group = (*rows)[first++].cells.front();
    rows->erase(rows->begin(), rows->begin() + static_cast<std::ptrdiff_t>(first));
    std::size_t heads = 1;
    while (heads + 1 < rows->size() && (*rows)[0].heads && (*rows)[heads].heads && !(*rows)[heads].one) ++heads;
    Grid grid;
    grid.line = rows->front().line;
    grid.header = header_of(*rows, heads);
    const bool grouped = !group.empty() || std::ranges::any_of(*rows, &FlatRow::one);
    const auto beside = [&](std::vector<std::string>& cells, const std::string& text) {
        if (grouped && !cells.empty()) cells.insert(cells.begin() + 1, text);
    };
    beside(grid.header, "");
    for (auto r = heads; r < rows->size(); ++r) {
        auto& row = (*rows)[r];
        if (row.one) {
            group = row.cells.front();
            continue;
        }
        beside(row.cells, group);
        grid.rows.push_back(std::move(row.cells));
        grid.lines.push_back(row.line);
    }
    return grid;
}

} // namespace kneepoint::claims
