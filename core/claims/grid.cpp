// SPDX-License-Identifier: GPL-3.0-or-later
#include "document.h"

#include "kneepoint/base/text.h"

#include <algorithm>

namespace kneepoint::claims {

namespace {

bool is_grid_line(std::string_view line)
{
    line = trimmed(line);
    return line.size() > 2 && line.front() == '|' && line.back() == '|';
}

bool is_rule(std::string_view line)
{
    line = trimmed(line);
    return line.find_first_not_of("|=-:+ ") == std::string_view::npos &&
           line.find_first_of("=-") != std::string_view::npos;
}

/// The fields between the bars; a field of no width (from "||") continues the one before it.
std::vector<std::string_view> fields(std::string_view line)
{
    line = trimmed(line);
    line.remove_prefix(1);
    line.remove_suffix(1);
    return split(line, '|');
}

/// Adds a line of the header: what spans several columns is said of each.
void add_header_line(std::vector<std::string>& header, std::string_view line)
{
    const auto parts = fields(line);
    header.resize(std::max(header.size(), parts.size()));
    std::string_view spanning;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!parts[i].empty()) spanning = trimmed(parts[i]);
        if (spanning.empty()) continue;
        if (!header[i].empty()) header[i] += ' ';
        header[i] += spanning;
    }
}

/// Lines `first` to before `last` as a table, when there are a header, a rule and rows.
Grid read_grid(const std::vector<std::string>& lines, std::size_t first, std::size_t last, int first_line)
{
    Grid grid;
    grid.line = first_line + static_cast<int>(first);
    auto at = first;
    if (at < last && is_rule(lines[at])) ++at;
    for (; at < last && !is_rule(lines[at]); ++at) add_header_line(grid.header, lines[at]);
    for (; at < last; ++at) {
        if (is_rule(lines[at])) continue;
        std::vector<std::string> cells;
        for (const auto field : fields(lines[at])) cells.emplace_back(trimmed(field));
        grid.rows.push_back(std::move(cells));
        grid.lines.push_back(first_line + static_cast<int>(at));
    }
    return grid;
}

} // namespace

std::vector<Grid> take_grids(std::vector<std::string>& lines, int first_line)
{
    for (auto& line : lines) line = replaced(std::move(line), "\u2502", "|");
    std::vector<Grid> grids;
    for (std::size_t first = 0; first < lines.size();) {
        auto last = first;
        while (last < lines.size() && is_grid_line(lines[last])) ++last;
        if (last > first + 2) {
            auto grid = read_grid(lines, first, last, first_line);
            if (!grid.rows.empty()) grids.push_back(std::move(grid));
            for (auto at = first; at < last; ++at) lines[at].clear();
        }
        first = std::max(last, first + 1);
    }
    return grids;
}

} // namespace kneepoint::claims
