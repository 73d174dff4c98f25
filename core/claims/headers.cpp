// SPDX-License-Identifier: GPL-3.0-or-later
#include "headers.h"

#include "figure.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kneepoint::claims {

namespace {

/// Whether the first row is the second line of a header of groups: "| | BF16 | | FP8 | |" over "| Streams | TTFT | ITL
/// | TTFT | ITL |".
bool has_grouped_header(const Grid& grid)
{
    if (grid.rows.size() < 2 || grid.header.size() < 3) return false;
    std::set<std::string> names;
    bool group = false;
    for (std::size_t c = 1; c < grid.header.size(); ++c) {
        const auto name = std::string(trimmed(plain_text(grid.header[c])));
        group = group || (name.empty() ? c > 1 : !names.insert(name).second);
    }
    std::size_t texts = 0;
    for (const auto& cell : grid.rows.front()) {
        const auto text = plain_text(cell);
        if (!cell_figures(text, DecimalMark::point).empty()) return false;
        texts += !is_missing(text);
    }
    return group && !names.empty() && texts + 1 >= grid.header.size();
}

/// The header of groups with the line below it as one header.
Grid with_one_header(Grid grid)
{
    std::string group;
    for (std::size_t c = 0; c < grid.header.size(); ++c) {
        const auto below = c < grid.rows.front().size() ? std::string(trimmed(grid.rows.front()[c])) : std::string{};
        const auto own = std::string(trimmed(grid.header[c]));
        if (!own.empty() || c == 0) group = own;
        grid.header[c] = group == below ? group : std::string(trimmed(group + " " + below));
    }
    grid.rows.erase(grid.rows.begin());
    grid.lines.erase(grid.lines.begin());
    return grid;
}

/// A column that numbers the rows: "#", "No.".
bool numbers_rows(const Grid& grid, std::size_t column)
{
    const auto header = lower_case(trimmed(plain_text(grid.header[column])));
    if (header != "#" && header != "no." && header != "no" && header != "nr." && header != "idx") return false;
    int last = -1;
    return std::ranges::all_of(grid.rows, [&](const std::vector<std::string>& cells) {
        const auto figures =
            column < cells.size() ? cell_figures(plain_text(cells[column]), DecimalMark::point) : std::vector<Figure>{};
        if (figures.size() != 1 || figures.front().value <= last) return false;
        last = static_cast<int>(figures.front().value);
        return true;
    });
}

Grid without_numbers(Grid grid)
{
    for (auto c = grid.header.size(); c-- > 0 && grid.header.size() > 2;) {
        if (!numbers_rows(grid, c)) continue;
        grid.header.erase(grid.header.begin() + static_cast<std::ptrdiff_t>(c));
        for (auto& row : grid.rows)
            if (c < row.size()) row.erase(row.begin() + static_cast<std::ptrdiff_t>(c));
    }
    return grid;
}

std::string text_of(const std::vector<std::string>& cells, std::size_t column)
{
    return column < cells.size() ? std::string(trimmed(plain_text(cells[column]))) : std::string{};
}

bool is_ditto(const std::string& text)
{
    return text.empty() || text == "-" || text == "\"";
}

/// "| Llama 8B | BF16 | ... |" over "| | FP8 | ... |": the second row is of the same model.
Grid filled_down(Grid grid)
{
    if (grid.header.size() < 3 || grid.rows.empty() || is_ditto(text_of(grid.rows.front(), 0))) return grid;
    std::size_t gaps = 0;
    for (const auto& cells : grid.rows) {
        const auto first = text_of(cells, 0), second = text_of(cells, 1);
        const bool names = !is_ditto(second) && cell_figures(second, DecimalMark::point).empty();
        if (!names || !cell_figures(first, DecimalMark::point).empty()) return grid;
        gaps += is_ditto(first);
    }
    if (gaps == 0) return grid;
    for (std::size_t r = 1; r < grid.rows.size(); ++r)
        if (is_ditto(text_of(grid.rows[r], 0))) grid.rows[r].front() = grid.rows[r - 1].front();
    return grid;
}

} // namespace

Grid plain_grid(Grid grid)
{
    if (has_grouped_header(grid)) grid = with_one_header(std::move(grid));
    return filled_down(without_numbers(std::move(grid)));
}

} // namespace kneepoint::claims
