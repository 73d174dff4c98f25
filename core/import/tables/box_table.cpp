// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/text.h"
#include "text_table.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kneepoint::import {

namespace {

/// Cells between '┃' or '│' once the bars of `panels` surrounding panels are taken off at both ends.
std::vector<std::string> box_cells(std::string_view line, std::size_t panels)
{
    const auto bars = replaced(replaced(std::string(line), "┃", "\x1f"), "│", "\x1f");
    const auto cells = split(bars, '\x1f');
    std::vector<std::string> result;
    const auto outside = panels + 1;
    for (std::size_t i = outside; i + outside < cells.size(); ++i) result.emplace_back(trimmed(cells[i]));
    return result;
}

std::size_t bars_before(std::string_view line, std::string_view corner)
{
    std::size_t bars = 0;
    const auto end = line.find(corner);
    for (auto at = line.find("│"); at < end; at = line.find("│", at + 1)) ++bars;
    return bars;
}

/// A row whose first cell is empty goes on with the row above it.
void append(std::vector<std::string>& to, const std::vector<std::string>& more)
{
    for (std::size_t i = 0; i < std::min(to.size(), more.size()); ++i) {
        if (!to[i].empty() && !more[i].empty()) to[i] += ' ';
        to[i] += more[i];
    }
}

} // namespace

std::vector<TextTable> box_tables(std::span<const TextLine> lines)
{
    enum class Part : std::uint8_t { outside, header, rows };
    std::vector<TextTable> tables;
    auto part = Part::outside;
    std::size_t panels = 0;
    std::string title;
    for (const auto& [number, line] : lines) {
        if (line.contains("┏━")) {
            part = Part::header;
            panels = bars_before(line, "┏━");
            tables.push_back({.line = number + 1, .title = title, .header = {}, .rows = {}, .has_rule = true});
        } else if (line.contains("┡━") && part == Part::header) {
            part = Part::rows;
        } else if (line.contains("└─")) {
            part = Part::outside;
        } else if (part == Part::header) {
            auto cells = box_cells(line, panels);
            auto& header = tables.back().header;
            if (header.empty())
                header.push_back(std::move(cells));
            else
                append(header.front(), cells);
        } else if (part == Part::rows) {
            auto cells = box_cells(line, panels);
            auto& rows = tables.back().rows;
            if (!rows.empty() && !cells.empty() && cells.front().empty())
                append(rows.back().cells, cells);
            else if (!cells.empty())
                rows.push_back({number, std::move(cells)});
        } else {
            title = trimmed(replaced(std::string(line), "│", " "));
        }
    }
    std::erase_if(tables, [](const TextTable& table) { return table.header.empty(); });
    return tables;
}

} // namespace kneepoint::import
