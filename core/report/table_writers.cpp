// SPDX-License-Identifier: GPL-3.0-or-later
#include "escape.h"

#include "kneepoint/base/text.h"
#include "kneepoint/report/table.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace kneepoint::report {

namespace {

using Row = std::vector<std::string>;

/// Rows of a table may be short; what is missing is empty.
std::string cell_text(const std::vector<Cell>& row, std::size_t column)
{
    return column < row.size() ? row[column].text : std::string{};
}

using Escape = std::string (*)(std::string_view);

std::string as_it_is(std::string_view text)
{
    return one_line(text, std::string_view::npos);
}

std::vector<Row> escaped_rows(const Table& table, Escape escape)
{
    std::vector<Row> rows(1);
    for (const auto& column : table.columns) rows[0].push_back(escape(column.header));
    for (const auto& row : table.rows) {
        auto& out = rows.emplace_back();
        for (std::size_t i = 0; i < table.columns.size(); ++i) out.push_back(escape(cell_text(row, i)));
    }
    return rows;
}

std::string markdown_line(const Row& row, const Table& table, const std::vector<std::size_t>& widths)
{
    std::string line = "|";
    for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string padding(widths[i] - text_width(row[i]), ' ');
        line += table.columns[i].numeric ? " " + padding + row[i] + " |" : " " + row[i] + padding + " |";
    }
    return line + "\n";
}

std::string delimiter_line(const Table& table, const std::vector<std::size_t>& widths)
{
    std::string line = "|";
    for (std::size_t i = 0; i < widths.size(); ++i)
        line += " " + std::string(widths[i] - 1, '-') + (table.columns[i].numeric ? ":" : "-") + " |";
    return line + "\n";
}

nlohmann::ordered_json json_cell(const Cell& cell, bool numeric)
{
    if (!numeric) return cell.text;
    if (cell.value && std::isfinite(*cell.value)) return *cell.value;
    return nullptr;
}

} // namespace

namespace {

std::string padded(const Table& table, Escape escape)
{
    const auto rows = escaped_rows(table, escape);
    std::vector<std::size_t> widths(table.columns.size(), 3);
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], text_width(row[i]));
    std::string out = markdown_line(rows[0], table, widths) + delimiter_line(table, widths);
    for (std::size_t i = 1; i < rows.size(); ++i) out += markdown_line(rows[i], table, widths);
    for (const auto& note : table.notes) out += "\n" + escape(note) + "\n";
    return out;
}

} // namespace

std::string to_markdown(const Table& table)
{
    return padded(table, markdown_escaped);
}

std::string to_text(const Table& table)
{
    return padded(table, as_it_is);
}

std::string to_csv(const Table& table)
{
    std::string out;
    for (std::size_t i = 0; i < table.columns.size(); ++i) out += (i ? "," : "") + csv_field(table.columns[i].header);
    out += "\r\n";
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            if (i) out += ",";
            if (!table.columns[i].numeric)
                out += csv_field(cell_text(row, i));
            else if (i < row.size())
                out += csv_number(row[i].value);
        }
        out += "\r\n";
    }
    return out;
}

std::string to_json(const Table& table)
{
    using nlohmann::ordered_json;
    ordered_json columns = ordered_json::array(), rows = ordered_json::array();
    for (const auto& column : table.columns)
        columns.push_back(ordered_json{{"header", column.header}, {"numeric", column.numeric}});
    for (const auto& row : table.rows) {
        auto& out = rows.emplace_back(ordered_json::array());
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            out.push_back(json_cell(i < row.size() ? row[i] : Cell{}, table.columns[i].numeric));
    }
    const ordered_json document{{"schema", "kneepoint.table/1"},
                                {"title", table.title},
                                {"columns", std::move(columns)},
                                {"rows", std::move(rows)},
                                {"notes", table.notes}};
    return document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

} // namespace kneepoint::report
