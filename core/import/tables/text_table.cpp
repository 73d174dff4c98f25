// SPDX-License-Identifier: GPL-3.0-or-later
#include "text_table.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <utility>

namespace kneepoint::import {

namespace {

constexpr std::size_t header_rows_limit = 4;
constexpr std::size_t columns_limit = 512;

bool only(std::string_view text, std::string_view allowed)
{
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

/// "|=====|====|" or a line of '=' alone: above and below a table.
bool is_outer_rule(std::string_view line)
{
    return line.contains("===") && only(line, "|= ");
}

/// "|-----|---:|" or "-----|----": between header and rows.
bool is_inner_rule(std::string_view line)
{
    return line.contains("---") && line.contains('|') && only(line, "|-:+ ");
}

/// Header texts spread over the columns that the bars after them say.
std::vector<std::string> header_cells(std::string_view line)
{
    const bool bordered = line.starts_with('|');
    if (bordered) line.remove_prefix(1);
    std::vector<std::string> cells;
    while (!line.empty() && cells.size() < columns_limit) {
        const auto bar = std::min(line.find('|'), line.size());
        const auto after = std::min(line.find_first_not_of('|', bar), line.size());
        auto span = std::max<std::size_t>(after - bar, 1);
        // Without a border on the right the last separator is not printed.
        if (!bordered && after == line.size() && after > bar) ++span;
        cells.insert(cells.end(), std::min(span, columns_limit), std::string(trimmed(line.substr(0, bar))));
        line.remove_prefix(after);
    }
    return cells;
}

std::vector<std::string> row_cells(std::string_view line)
{
    if (line.starts_with('|')) line.remove_prefix(1);
    if (line.ends_with('|')) line.remove_suffix(1);
    std::vector<std::string> cells;
    for (const auto cell : split(line, '|')) {
        cells.emplace_back(cell);
        if (cells.size() == columns_limit) break;
    }
    return cells;
}

/// Collects lines into tables.
class LineReader {
public:
    void take(const TextLine& source)
    {
        auto line = source.text;
        if (const auto rule = line.find("|=="); rule != std::string_view::npos) m_prefix = rule;
        if (m_prefix < line.size() && line.substr(m_prefix).starts_with('|')) line.remove_prefix(m_prefix);
        line = trimmed(line);
        if (is_outer_rule(line))
            finish();
        else if (is_inner_rule(line))
            m_table.has_rule = !m_table.header.empty();
        else if (line.contains('|'))
            add(source.number, line);
        else {
            finish();
            if (!line.empty()) m_title = line;
        }
    }

    void finish()
    {
        if (!m_table.header.empty()) m_tables.push_back(std::move(m_table));
        m_table = {};
    }

    std::vector<TextTable> tables() && { return std::move(m_tables); }

private:
    void add(std::size_t number, std::string_view line)
    {
        if (m_table.has_rule) {
            m_table.rows.push_back({number, row_cells(line)});
            return;
        }
        if (m_table.header.size() == header_rows_limit) finish();
        if (m_table.header.empty()) {
            m_table.line = number;
            m_table.title = one_line(m_title);
        }
        m_table.header.push_back(header_cells(line));
    }

    TextTable m_table;
    std::vector<TextTable> m_tables;
    std::string_view m_title;
    std::size_t m_prefix = 0;
};

} // namespace

std::vector<TextLine> numbered_lines(std::string_view text)
{
    std::vector<TextLine> result;
    for (const auto line : lines(text)) result.push_back({result.size() + 1, line});
    return result;
}

std::vector<TextTable> text_tables(std::span<const TextLine> lines)
{
    LineReader reader;
    for (const auto& line : lines) reader.take(line);
    reader.finish();
    return std::move(reader).tables();
}

} // namespace kneepoint::import
