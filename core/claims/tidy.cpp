// SPDX-License-Identifier: GPL-3.0-or-later
#include "tidy.h"

#include "sides.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace kneepoint::claims {

namespace {

/// Columns that measure one thing of several sides.
struct Group {
    std::vector<std::string> metric; ///< words that the headers share
    std::vector<std::size_t> columns;
};

/// Groups of columns whose headers differ in nothing but words of sides.
std::vector<Group> groups_of(const Table& table)
{
    std::map<std::pair<std::vector<std::string>, std::string>, Group> by_metric;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const auto& column = table.columns[c];
        if (!is_measured_source(column)) continue;
        std::vector<std::string> metric;
        std::ranges::copy_if(column.words, std::back_inserter(metric),
                             [](const std::string& word) { return !is_side_word(word) && word != "model"; });
        auto key = metric;
        std::ranges::sort(key);
        auto& group = by_metric[{key, column.unit}];
        group.metric = std::move(metric);
        group.columns.push_back(c);
    }
    std::vector<Group> groups;
    for (auto& [key, group] : by_metric) {
        std::set<std::set<std::string>> sides;
        for (const auto c : group.columns) sides.insert(side_words(table.columns[c].words));
        if (group.columns.size() > 1 && sides.size() == group.columns.size()) groups.push_back(std::move(group));
    }
    std::ranges::sort(groups, {}, [](const Group& group) { return group.columns.front(); });
    return groups;
}

/// The texts before the first figure, from a column on.
std::string row_text(const Table& table, const Row& row, std::size_t first = 0)
{
    std::vector<std::string> parts;
    for (std::size_t c = first; c < table.columns.size() && !table.columns[c].numeric; ++c)
        if (!row.cells[c].text.empty()) parts.push_back(row.cells[c].text);
    return one_line(join(parts, ", "), 120);
}

/// What a row is called, without the category that stands before its name.
std::string name_text(const Table& table, const Row& row)
{
    std::size_t first = 0;
    while (first < table.columns.size() && !table.columns[first].numeric && row.cells[first].text != row.name) ++first;
    const bool named = first < table.columns.size() && !table.columns[first].numeric;
    return row_text(table, row, named ? first : 0);
}

Family family_of_row(const Table& table, const Row& row)
{
    const auto text = row_text(table, row);
    return family_of(words_of(without_unit(text)), header_unit(text));
}

bool rows_are_metrics(const Table& table)
{
    if (table.columns.front().numeric || table.columns.front().parameter) return false;
    const auto metrics =
        std::ranges::count_if(table.rows, [&](const Row& row) { return family_of_row(table, row) != Family::none; });
    return 2 * static_cast<std::size_t>(metrics) >= table.rows.size();
}

/// "Value", "Stderr", "p99": columns that tell figures of one side apart.
bool is_statistic(const Column& column)
{
    static const std::set<std::string, std::less<>> words = {"value",  "stderr", "std",     "version", "shot",
                                                             "n",      "count",  "samples", "metric",  "mean",
                                                             "median", "min",    "max",     "score",   "total"};
    return std::ranges::any_of(column.words, [](const std::string& word) {
        const bool percentile = word.size() > 2 && word[0] == 'p' && word[1] >= '0' && word[1] <= '9';
        return percentile || words.contains(word);
    });
}

/// A side whose header the others add a word to: "Latency (ms) | Latency FP8 (ms)".
void name_plain_side(Row& row)
{
    std::erase_if(row.words, [](const std::string& word) {
        return family_of_word(word).has_value() || word.size() < 3 || is_common_word(word);
    });
    row.words.emplace_back("baseline");
}

/// Rows become columns: metrics of each side.
Table turned(const Table& table, const std::vector<std::size_t>& sides)
{
    auto out = frame_of(table);
    out.columns.push_back({});
    for (const auto& row : table.rows) {
        Column column;
        column.header = name_text(table, row);
        column.unit = header_unit(column.header);
        column.words = header_words(without_unit(column.header));
        std::erase_if(column.words, [](const std::string& word) { // "(5-shot)" tells no metrics apart
            return word.starts_with("shot") || word.find_first_not_of("0123456789") == std::string::npos;
        });
        column.family = family_of(column.words, column.unit);
        column.derived = std::ranges::any_of(column.words, is_derived_word);
        column.numeric = std::ranges::any_of(sides, [&](std::size_t c) { return row.cells[c].figure() != nullptr; });
        out.columns.push_back(std::move(column));
    }
    for (const auto c : sides) {
        Row row;
        name_side(row, table.columns[c].header);
        row.label = row.name;
        row.line = table.line;
        row.cells.push_back({.text = row.name, .line = table.line});
        for (std::size_t r = 0; r < table.rows.size(); ++r) row.cells.push_back(moved_cell(table, r, c));
        out.rows.push_back(std::move(row));
    }
    return out;
}

/// The words of the innermost title that says a metric, for headers that say none.
std::vector<std::string> metric_of_titles(const Table& table)
{
    for (auto words = table.context_words.rbegin(); words != table.context_words.rend(); ++words)
        if (family_of(*words, "") != Family::none) return *words;
    for (auto title = table.context.rbegin(); title != table.context.rend(); ++title)
        if (auto words = words_of(without_unit(plain_text(*title))); family_of(words, "") != Family::none) return words;
    return {};
}

Column metric_column(const Table& table, const Group& group)
{
    auto column = table.columns[group.columns.front()];
    column.reference = {};
    column.recomputed.clear();
    column.source = npos;
    column.words = group.metric.empty() ? metric_of_titles(table) : group.metric;
    column.header = join(column.words, " ") + (column.unit.empty() ? "" : fmt::format(" ({})", column.unit));
    for (auto title = table.context.rbegin(); group.metric.empty() && title != table.context.rend(); ++title)
        if (column.unit.empty()) column.unit = header_unit(plain_text(*title));
    column.family = family_of(column.words, column.unit);
    return column;
}

/// Columns that no formula was found for: what they say cannot be told from the others.
std::vector<std::size_t> unfound_columns(const Table& table)
{
    std::vector<std::size_t> found;
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        if (table.columns[c].numeric && table.columns[c].derived && table.columns[c].recomputed.empty())
            found.push_back(c);
    return found;
}

/// What each side is called: of the first group, in the order of its columns; other groups must have the same sides.
struct Melt {
    std::vector<std::string> names;
    std::vector<std::vector<std::size_t>> columns; ///< of each side: of each group
};

std::optional<Melt> melt_of(const Table& table, const std::vector<Group>& groups)
{
    Melt melt;
    for (const auto c : groups.front().columns) {
        const auto words = side_words(table.columns[c].words);
        std::string name;
        for (const auto& word : words_at(table.columns[c].header)) {
            if (!words.contains(word.text)) continue;
            name += (name.empty() ? "" : " ") + table.columns[c].header.substr(word.begin, word.end - word.begin);
        }
        if (name.empty()) name = table.columns[c].header;
        std::vector<std::size_t> columns;
        for (const auto& group : groups) {
            const auto same = std::ranges::find_if(
                group.columns, [&](std::size_t other) { return side_words(table.columns[other].words) == words; });
            columns.push_back(same == group.columns.end() ? npos : *same);
        }
        melt.names.push_back(std::move(name));
        melt.columns.push_back(std::move(columns));
    }
    return melt;
}

/// A row for each side and each row of the table.
std::optional<Table> melted(const Table& table, const std::vector<Group>& groups)
{
    const auto melt = melt_of(table, groups);
    if (!melt) return std::nullopt;
    auto out = frame_of(table);
    out.short_names = true;
    out.columns.push_back({});
    std::vector<std::size_t> keys;
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        if (is_key(table, c)) {
            keys.push_back(c);
            out.columns.push_back(table.columns[c]);
            out.columns.back().parameter = true;
        }
    for (const auto& group : groups) out.columns.push_back(metric_column(table, group));
    const auto unfound = melt->names.size() == 2 ? unfound_columns(table) : std::vector<std::size_t>{};
    for (const auto c : unfound) out.columns.push_back(table.columns[c]);
    for (std::size_t side = 0; side < melt->names.size(); ++side) {
        const bool base = std::ranges::any_of(words_of(melt->names[side]), is_base_word);
        for (std::size_t r = 0; r < table.rows.size(); ++r) {
            Row row;
            name_side(row, melt->names[side]);
            if (side_words(row.words).empty()) name_plain_side(row);
            row.label = fmt::format("{}, {}", row.name, table.rows[r].label);
            row.line = table.rows[r].line;
            row.cells.push_back({.text = row.name, .line = row.line});
            for (const auto c : keys) row.cells.push_back(table.rows[r].cells[c]);
            for (const auto c : melt->columns[side])
                row.cells.push_back(c == npos ? Cell{.line = row.line} : moved_cell(table, r, c));
            for (const auto c : unfound) row.cells.push_back(base ? Cell{.line = row.line} : moved_cell(table, r, c));
            out.rows.push_back(std::move(row));
        }
    }
    return out;
}

std::optional<Table> with_sides_in_rows(const Table& table)
{
    if (table.is_load_test() || table.rows.empty() || table.rows.size() > 20'000 || rows_are_sides(table))
        return std::nullopt;
    std::vector<std::size_t> sources;
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        if (is_measured_source(table.columns[c])) sources.push_back(c);
    const auto says_metric = [&](std::size_t c) {
        return family_of(table.columns[c].words, "") != Family::none || !header_unit(table.columns[c].header).empty();
    };
    if (sources.size() < 2) return std::nullopt;
    const bool statistics = std::ranges::any_of(sources, [&](std::size_t c) { return is_statistic(table.columns[c]); });
    if (rows_are_metrics(table) && !statistics && std::ranges::none_of(sources, says_metric))
        return turned(table, sources);
    auto groups = groups_of(table);
    if (groups.empty()) return std::nullopt;
    const auto& first = groups.front();
    if (std::ranges::any_of(first.columns, says_metric) || table.columns.front().parameter ||
        !metric_of_titles(table).empty())
        return melted(table, groups);
    return groups.size() == 1 && table.unique_labels() ? std::optional(turned(table, first.columns)) : std::nullopt;
}

} // namespace

std::vector<Table> tidy_tables(const std::vector<Table>& tables)
{
    std::vector<Table> out;
    for (const auto& table : tables) {
        if (auto in_rows = with_sides_in_rows(table))
            out.push_back(std::move(*in_rows));
        else
            out.push_back(table);
    }
    out = join_sides(std::move(out));
    for (auto& table : out) name_scores(table);
    return out;
}

} // namespace kneepoint::claims
