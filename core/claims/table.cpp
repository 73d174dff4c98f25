// SPDX-License-Identifier: GPL-3.0-or-later
#include "table.h"

#include "headers.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace kneepoint::claims {

std::string header_unit(std::string_view plain)
{
    static constexpr auto units = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"ms", "ms"},
        {"s", "s"},
        {"sec", "s"},
        {"seconds", "s"},
        {"gb", "GB"},
        {"gib", "GiB"},
        {"mb", "MB"},
        {"mib", "MiB"},
        {"%", "%"},
        {"tok/s", "tok/s"},
        {"tokens/s", "tok/s"},
        {"tokens/sec", "tok/s"},
        {"tps", "tok/s"},
        {"req/s", "req/s"},
        {"us", "us"},
        {"requests/s", "req/s"},
        {"milliseconds", "ms"},
        {"x", "x"},
        {"t/s", "tok/s"},
        {"pp", "pp"},
    });
    const auto known = [](std::string_view text) -> std::string {
        const auto wanted = lower_case(trimmed(text));
        const auto found =
            std::ranges::find(units, std::string_view(wanted), &std::pair<std::string_view, std::string_view>::first);
        return found == units.end() ? std::string{} : std::string(found->second);
    };
    for (const auto& [open, close] : {std::pair{'(', ')'}, std::pair{'[', ']'}})
        for (auto at = plain.find(open); at != std::string_view::npos; at = plain.find(open, at + 1)) {
            const auto end = plain.find(close, at);
            if (end == std::string_view::npos) break;
            if (auto unit = known(plain.substr(at + 1, end - at - 1)); !unit.empty()) return unit;
        }
    for (const auto& word : words_of(plain))
        if (word == "ms" || word == "sec") return known(word);
    return plain.ends_with('%') ? "%" : "";
}

std::string without_unit(std::string_view plain)
{
    std::string text(plain);
    for (const auto& [open, close] : {std::pair{'(', ')'}, std::pair{'[', ']'}}) {
        const auto at = text.find(open);
        const auto end = text.find(close, at == std::string::npos ? 0 : at);
        if (at != std::string::npos && end != std::string::npos && !header_unit(text.substr(at, end - at + 1)).empty())
            text.erase(at, end - at + 1);
    }
    return text;
}

namespace {

bool names_a_setting(const std::vector<std::string>& words)
{
    static constexpr auto settings = std::to_array<std::string_view>(
        {"batch", "bs", "bsz", "users", "streams", "length", "context", "gpus", "isl", "osl", "prompt", "concurrency",
         "concurrent", "clients", "tp", "shots", "rate"});
    return std::ranges::any_of(words, [](const std::string& word) {
        return std::ranges::find(settings, std::string_view(word)) != settings.end();
    });
}

bool counts_samples(const std::vector<std::string>& words)
{
    return words.size() == 1 && (words.front() == "n" || words.front() == "samples" || words.front() == "count" ||
                                 words.front() == "seeds" || words.front() == "runs" || words.front() == "params");
}

/// A title as a name to look for: without "1." before it and brackets after it.
std::vector<std::string> title_words(std::string_view title)
{
    auto text = plain_text(title);
    const auto first = text.find_first_not_of("0123456789");
    if (first != std::string::npos && first > 0 && (text[first] == '.' || text[first] == ')')) text.erase(0, first + 1);
    if (const auto at = text.find('('); at != std::string::npos && at > 0 && text[at - 1] == ' ') text.resize(at);
    return words_of(text);
}

void describe_column(Table& table, std::size_t index)
{
    auto& column = table.columns[index];
    column.unit = header_unit(column.header);
    column.words = header_words(without_unit(column.header));
    std::vector<std::string> texts;
    for (const auto& row : table.rows) texts.push_back(row.cells[index].text);
    const auto mark = decimal_mark(texts);
    std::size_t numbers = 0, texts_only = 0, factors = 0, signs = 0;
    bool integers = true;
    for (auto& row : table.rows) {
        auto& cell = row.cells[index];
        cell.figures = cell_figures(cell.text, mark);
        if (const auto* figure = cell.figure()) {
            ++numbers;
            factors += figure->unit == "x";
            signs += figure->has_sign && (figure->unit == "%" || figure->unit == "pp");
            integers = integers && figure->decimals == 0 && figure->unit.empty();
        } else if (!is_missing(cell.text)) {
            ++texts_only;
        }
    }
    column.numeric = numbers > 0 && (numbers >= texts_only || signs > 0 || factors > 0);
    column.family = family_of(column.words, column.unit);
    column.count = column.numeric && integers && counts_samples(column.words);
    column.parameter = column.numeric && integers && column.unit.empty() && names_a_setting(column.words) &&
                       column.family != Family::throughput;
    column.derived =
        column.numeric && !column.parameter &&
        (std::ranges::any_of(column.words, is_derived_word) || 2 * factors > numbers || 2 * signs > numbers);
}

/// How many rows have in a column a text with words of a kind.
std::size_t rows_with(const Table& table, std::size_t column, auto is_of_kind)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        table.rows, [&](const Row& row) { return is_of_kind(words_of(row.cells[column].text)); }));
}

/// A column of tasks or metrics beside their category, or npos.
std::size_t metrics_column(const Table& table, std::size_t first_measured)
{
    const auto names_metric = [](const std::vector<std::string>& words) {
        return family_of(words, "") != Family::none;
    };
    for (std::size_t c = 1; c < first_measured && !table.columns[0].numeric; ++c)
        if (!table.columns[c].numeric && 2 * rows_with(table, c, names_metric) >= table.rows.size()) return c;
    return npos;
}

/// Of several leading texts the one that names sides: "Model | Precision"; else the metrics of "Category | Benchmark".
std::size_t name_column(const Table& table, std::size_t first_measured)
{
    if (first_measured == table.columns.size()) return 0; // a table of words
    const auto metrics = metrics_column(table, first_measured);
    const auto names_side = [&](const std::vector<std::string>& words) {
        return std::ranges::any_of(words, [&](const std::string& word) { // "OpenLLM V1" is a category of metrics
            return is_side_word(word) && (metrics == npos || !is_version(word));
        });
    };
    for (std::size_t c = 0; c < first_measured; ++c) {
        if (table.columns[c].numeric) continue;
        const auto sides = rows_with(table, c, names_side);
        if (2 * sides >= table.rows.size() && sides > 0) return c;
    }
    return metrics == npos ? 0 : metrics;
}

/// Whether rows of one name have the same settings, so that something else tells them apart.
bool names_repeat(const Table& table)
{
    std::set<std::string> seen;
    for (std::size_t r = 0; r < table.rows.size(); ++r)
        if (!seen.insert(table.rows[r].name + '\n' + table.settings(r)).second) return true;
    return false;
}

/// Names of rows: the text columns before the first measured one, and the settings.
void name_rows(Table& table)
{
    auto first_measured = table.columns.size();
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (table.columns[i].numeric && !table.columns[i].parameter && !table.columns[i].count) {
            first_measured = i;
            break;
        }
    if (first_measured == 0) { // no names: the first column stands for them, as in "concurrency, TTFT, ITL"
        table.columns[0].parameter = true;
        table.columns[0].derived = false;
        first_measured = 1;
    }
    const auto name = name_column(table, first_measured);
    for (auto& row : table.rows) {
        std::vector<std::string> parts;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const auto& column = table.columns[i];
            const auto& text = row.cells[i].text;
            if (column.parameter && column.numeric)
                parts.push_back(trimmed(column.header).empty() ? text : fmt::format("{} {}", column.header, text));
            else if (!column.numeric && i < first_measured && !text.empty())
                parts.push_back(text);
        }
        row.label = one_line(join(parts, ", "), 120);
        row.name = row.cells[name].text;
        row.words = words_of(row.name);
    }
    // Of rows that share a name the other texts are settings: "BF16 | Mistral 7B".
    if (!names_repeat(table)) return;
    for (std::size_t i = 0; i < first_measured; ++i)
        if (i != name && !table.columns[i].numeric) table.columns[i].parameter = true;
}

Table make_table(const Document& document, const Grid& printed)
{
    const auto grid = plain_grid(printed);
    Table table;
    table.line = grid.line;
    table.section = grid.section;
    table.context = document.path(grid.section);
    for (const auto& title : table.context) {
        table.context_words.push_back(title_words(title));
        if (const auto found = gpu_architecture(table.context_words.back()); !found.empty()) table.architecture = found;
    }
    for (const auto& header : grid.header)
        table.columns.push_back({.header = std::string(trimmed(plain_text(header)))});
    for (std::size_t r = 0; r < grid.rows.size(); ++r) {
        Row row;
        row.line = grid.lines[r];
        row.cells.resize(table.columns.size());
        for (std::size_t c = 0; c < std::min(grid.rows[r].size(), row.cells.size()); ++c)
            row.cells[c].text = std::string(trimmed(plain_text(grid.rows[r][c])));
        for (auto& cell : row.cells) cell.line = row.line;
        table.rows.push_back(std::move(row));
    }
    for (std::size_t c = 0; c < table.columns.size(); ++c) describe_column(table, c);
    name_rows(table);
    return table;
}

/// Two tables of one section with the same rows are one table in two parts.
bool continues(const Table& first, const Table& second)
{
    if (first.section != second.section || first.rows.size() != second.rows.size()) return false;
    if (!std::ranges::equal(first.rows, second.rows, {}, &Row::label, &Row::label)) return false;
    return std::ranges::none_of(second.columns, [&](const Column& column) {
        return column.numeric && !column.parameter &&
               std::ranges::find(first.columns, column.header, &Column::header) != first.columns.end();
    });
}

void append_columns(Table& table, Table&& more)
{
    for (std::size_t c = 0; c < more.columns.size(); ++c) {
        if (!more.columns[c].numeric || more.columns[c].parameter) continue;
        table.columns.push_back(std::move(more.columns[c]));
        for (std::size_t r = 0; r < table.rows.size(); ++r)
            table.rows[r].cells.push_back(std::move(more.rows[r].cells[c]));
    }
}

} // namespace

std::optional<double> Table::value(std::size_t row, std::size_t column) const
{
    const auto& cell = rows[row].cells[column];
    if (cell.exact) return cell.exact;
    const auto* figure = cell.figure();
    return figure ? std::optional(figure->value) : std::nullopt;
}

std::string Table::place() const
{
    std::vector<std::string> parts;
    for (auto i = std::max(shared_titles, context.size() > 2 ? context.size() - 2 : 0); i < context.size(); ++i)
        parts.push_back(context[i]);
    return join(parts, " \u203a ");
}

Evidence Table::evidence(std::size_t row, std::size_t column) const
{
    const auto& cell = rows[row].cells[column];
    const auto where = place();
    const auto& label = cell.origin_row.empty() ? rows[row].label : cell.origin_row;
    Evidence found{where.empty() ? label : where + " \u203a " + label,
                   cell.origin_column.empty() ? columns[column].header : cell.origin_column,
                   cell.line,
                   cell.exact_source,
                   cell.text,
                   value(row, column)};
    return found;
}

bool Table::is_load_test() const
{
    return std::ranges::any_of(rows, [](const Row& row) {
        return row.name == "synchronous" || row.name == "throughput" || row.name == "constant" || row.name == "poisson";
    });
}

bool Table::is_saturation(std::size_t row) const
{
    return rows[row].name == "throughput";
}

std::string Table::settings(std::size_t row) const
{
    std::string text;
    for (std::size_t c = 0; c < columns.size(); ++c)
        if (columns[c].parameter) text += rows[row].cells[c].text + '\n';
    return text;
}

bool Table::unique_labels() const
{
    std::set<std::string_view> seen;
    return std::ranges::all_of(rows, [&](const Row& row) { return seen.insert(row.label).second; });
}

namespace {

/// Titles over every table tell none apart; those of a lone table stay.
void leave_out_shared_titles(std::vector<Table>& tables)
{
    if (tables.size() < 2) return;
    std::size_t shared = tables.front().context.size();
    for (const auto& table : tables) {
        const auto [mine, theirs] = std::ranges::mismatch(table.context, tables.front().context);
        shared = std::min(shared, static_cast<std::size_t>(mine - table.context.begin()));
    }
    for (auto& table : tables) {
        table.shared_titles = shared;
        for (std::size_t i = 0; i < shared; ++i) table.context_words[i].clear();
    }
}

} // namespace

std::vector<Table> make_tables(const Document& document)
{
    std::vector<Table> tables;
    for (const auto& grid : document.grids) {
        auto table = make_table(document, grid);
        if (!tables.empty() && continues(tables.back(), table))
            append_columns(tables.back(), std::move(table));
        else
            tables.push_back(std::move(table));
    }
    leave_out_shared_titles(tables);
    return tables;
}

} // namespace kneepoint::claims
