// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace kneepoint::claims {

namespace {

constexpr std::size_t most_rows_squared = 2000; ///< of a table whose rows are compared with all others
constexpr std::size_t most_sources = 40; ///< columns of one table that are tried as sources: pairs grow with its square

bool is_source(const Column& column)
{
    return column.numeric && !column.parameter && !column.derived && !column.count;
}

std::vector<std::size_t> sources_of(const Table& table, std::size_t but)
{
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < table.columns.size() && columns.size() < most_sources; ++c)
        if (c != but && is_source(table.columns[c])) columns.push_back(c);
    return columns;
}

RowMap shared_rows(std::vector<std::size_t> rows)
{
    return std::make_shared<const std::vector<std::size_t>>(std::move(rows));
}

RowMap same_rows(const Table& table)
{
    std::vector<std::size_t> rows(table.rows.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return shared_rows(std::move(rows));
}

/// Rows that are metrics, some lower and some higher is better.
bool mixes_directions(const Table& table)
{
    bool lower = false, higher = false;
    for (const auto& row : table.rows) {
        const auto direction = direction_of(family_of(words_of(row.label), ""));
        lower = lower || direction == Direction::lower_is_better;
        higher = higher || direction == Direction::higher_is_better;
    }
    return lower && higher;
}

void add_pairs(std::vector<Derivation>& found, const std::vector<Table>& tables, std::size_t t, std::size_t target)
{
    const auto columns = sources_of(tables[t], target);
    const auto rows = same_rows(tables[t]);
    const bool mixed = mixes_directions(tables[t]);
    for (const auto a : columns)
        for (const auto b : columns) {
            if (a == b) continue;
            for (const auto form : all_forms)
                if (form != Form::inverse && form != Form::more_percent)
                    found.push_back(
                        {.kind = Derivation::Kind::pair, .form = form, .table = t, .a = a, .b = b, .rows = rows});
            if (!mixed) continue;
            for (const int better : {-1, 1})
                found.push_back(
                    {.kind = Derivation::Kind::pair, .better = better, .table = t, .a = a, .b = b, .rows = rows});
        }
}

void add_base_rows(std::vector<Derivation>& found, const std::vector<Table>& tables, std::size_t t, std::size_t target,
                   std::size_t source)
{
    const auto& table = tables[source];
    const bool own = t == source;
    const auto rows = own ? same_rows(table) : shared_rows(rows_by_label(tables[t], table));
    const auto matched = std::ranges::count_if(*rows, [](std::size_t r) { return r != Column::npos; });
    if (!own && 5 * static_cast<std::size_t>(matched) < 4 * rows->size()) return;
    for (const auto base : likely_bases(table, own ? std::optional(target) : std::nullopt)) {
        const auto base_rows = shared_rows(base_rows_of(table, base));
        for (const auto a : sources_of(table, own ? target : Column::npos))
            for (const auto form : all_forms)
                found.push_back({.kind = Derivation::Kind::base_row,
                                 .form = form,
                                 .table = source,
                                 .a = a,
                                 .rows = rows,
                                 .base_rows = base_rows});
    }
}

bool is_mean_header(const Column& column)
{
    static constexpr auto means = std::to_array<std::string_view>({"average", "avg", "mean", "overall"});
    static constexpr auto beside =
        std::to_array<std::string_view>({"score", "accuracy", "acc", "of", "all", "tasks", "total"});
    bool mean = false;
    for (const auto& word : column.words) {
        if (std::ranges::find(means, std::string_view(word)) != means.end())
            mean = true;
        else if (std::ranges::find(beside, std::string_view(word)) == beside.end())
            return false;
    }
    return mean;
}

void add_mean(std::vector<Derivation>& found, const std::vector<Table>& tables, std::size_t t, std::size_t target)
{
    if (!is_mean_header(tables[t].columns[target])) return;
    Derivation mean{.kind = Derivation::Kind::mean, .table = t, .rows = same_rows(tables[t])};
    for (const auto column : sources_of(tables[t], target))
        if (!is_mean_header(tables[t].columns[column])) mean.columns.emplace_back(t, column);
    if (mean.columns.size() > 1) found.push_back(std::move(mean));
}

void add_ranks(std::vector<Derivation>& found, const std::vector<Table>& tables, std::size_t t, std::size_t target)
{
    const auto& words = tables[t].columns[target].words;
    if (std::ranges::find(words, "rank") == words.end() || tables[t].rows.size() > most_rows_squared) return;
    for (const auto column : sources_of(tables[t], target))
        for (const bool descending : {true, false})
            found.push_back({.kind = Derivation::Kind::rank,
                             .table = t,
                             .a = column,
                             .rows = same_rows(tables[t]),
                             .descending = descending});
}

/// Which accuracy columns of a table go into an average.
enum class Choice : std::uint8_t { compared, first, last, all };

std::vector<std::size_t> chosen(const Table& table, Choice choice)
{
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const auto& column = table.columns[c];
        if (!is_source(column) || (column.family != Family::accuracy && column.family != Family::perplexity)) continue;
        if (choice != Choice::compared || column.compared) columns.push_back(c);
    }
    if (columns.size() < 2 || choice == Choice::all) return columns;
    return {choice == Choice::first ? columns.front() : columns.back()};
}

} // namespace

std::vector<Derivation> candidates(const std::vector<Table>& tables, std::size_t table, std::size_t column)
{
    std::vector<Derivation> found;
    add_mean(found, tables, table, column);
    add_ranks(found, tables, table, column);
    add_base_rows(found, tables, table, column, table);
    add_pairs(found, tables, table, column);
    // Other tables with the same rows: a summary that repeats what stands elsewhere.
    constexpr std::size_t most_tables = 24;
    std::size_t others = 0;
    for (std::size_t other = 0; other < tables.size() && others < most_tables; ++other)
        if (other != table && tables[other].unique_labels() && tables[other].rows.size() >= tables[table].rows.size()) {
            const auto before = found.size();
            add_base_rows(found, tables, table, column, other);
            others += found.size() > before;
        }
    return found;
}

std::vector<Derivation> retention_candidates(const std::vector<Table>& tables, std::size_t target)
{
    static constexpr std::pair<Choice, std::string_view> choices[] = {
        {Choice::compared, "the columns that the document compares with the baseline"},
        {Choice::first, "the first column of each task"},
        {Choice::last, "the last column of each task"},
        {Choice::all, "all columns of all tasks"}};
    std::vector<Derivation> found;
    if (tables[target].rows.size() > most_rows_squared) return found;
    for (const auto& [choice, words] : choices) {
        Derivation retention{.kind = Derivation::Kind::retention, .form = Form::retention_percent, .table = target};
        std::vector<std::string> names;
        for (std::size_t t = 0; t < tables.size(); ++t) {
            if (tables[t].rows.size() > most_rows_squared) continue;
            const auto rows = rows_by_label(tables[target], tables[t]);
            if (std::ranges::count(rows, Column::npos) * 5 > static_cast<std::ptrdiff_t>(rows.size())) continue;
            for (const auto column : chosen(tables[t], choice)) {
                retention.columns.emplace_back(t, column);
                names.push_back(tables[t].context.empty()
                                    ? tables[t].columns[column].header
                                    : tables[t].context.back() + " " + tables[t].columns[column].header);
            }
        }
        if (retention.columns.size() < 2 || retention.columns.size() > 200) continue;
        retention.set = fmt::format("{} ({})", words, one_line(join(names, ", "), 240));
        found.push_back(std::move(retention));
    }
    return found;
}

} // namespace kneepoint::claims
