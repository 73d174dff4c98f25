// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"

#include "console_run.h"
#include "console_setup.h"
#include "text_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kneepoint::import {

namespace {

struct ConsoleGroup {
    std::vector<ConsoleTable> tables; ///< of one run
    std::size_t last_line = 0;
};

constexpr auto strategy_words =
    std::to_array<std::string_view>({"synchronous", "throughput", "constant", "concurrent", "poisson", "asynchronous"});

bool names_a_level(const std::vector<std::string>& cells)
{
    if (cells.empty()) return false;
    const auto name = trimmed(cells.front());
    return std::ranges::any_of(strategy_words, [&](std::string_view word) {
        return name == word || name.starts_with(std::string(word) + "@");
    });
}

/// Why a table that looks like one of GuideLLM's cannot be used; empty when it does not look like one.
std::string damage(const TextTable& table)
{
    const auto& first = table.header.front();
    if (names_a_level(first)) return "The rows of this table have no header above them; copy the whole table.";
    const bool headed = !first.empty() && (first.front() == "Benchmark" || first.front() == "Metadata");
    if (!headed) return {};
    if (!table.has_rule || table.rows.empty())
        return "This table of GuideLLM ends before its first row; copy the whole table.";
    const auto columns = table.columns();
    if (std::ranges::any_of(table.header, [&](const auto& row) { return row.size() != columns; }))
        return "The header rows of this table do not agree on the number of columns, so its figures are left out.";
    return {};
}

std::vector<ConsoleTable> usable_tables(std::vector<TextTable> tables, Problems& problems)
{
    std::vector<ConsoleTable> result;
    for (auto& table : tables) {
        const auto line = table.line;
        if (auto why = damage(table); !why.empty()) {
            problems.push_back({Severity::warning, "damaged-table", std::move(why), {}, fmt::format("line {}", line)});
            continue;
        }
        if (auto known = console_table(std::move(table)); known && known->part != ConsolePart::text_metrics)
            result.push_back(std::move(*known));
    }
    return result;
}

bool same_content(const TextTable& a, const TextTable& b)
{
    return a.header == b.header &&
           std::ranges::equal(a.rows, b.rows, {}, &TextTable::Row::cells, &TextTable::Row::cells);
}

bool is_printed_before(const ConsoleTable& table, const std::vector<ConsoleGroup>& groups)
{
    return std::ranges::any_of(groups, [&](const ConsoleGroup& group) {
        return std::ranges::any_of(group.tables,
                                   [&](const ConsoleTable& known) { return same_content(known.table, table.table); });
    });
}

/// A table belongs to the run before it while that has none of its kind and the same levels.
bool continues(const ConsoleGroup& group, const ConsoleTable& table)
{
    return std::ranges::count(group.tables, table.part, &ConsoleTable::part) == 0 &&
           group.tables.front().names() == table.names();
}

/// The last table of a text that was cut off: it has the first levels of the run before it, the last one perhaps in
/// part.
bool is_cut_part(const ConsoleGroup& group, const ConsoleTable& table)
{
    const auto whole = group.tables.front().names(), part = table.names();
    return std::ranges::count(group.tables, table.part, &ConsoleTable::part) == 0 && part.size() <= whole.size() &&
           std::equal(part.begin(), part.end() - 1, whole.begin()) && whole[part.size() - 1].starts_with(part.back());
}

std::vector<ConsoleGroup> grouped(std::vector<ConsoleTable> tables, Problems& problems)
{
    std::vector<ConsoleGroup> groups;
    std::size_t repeated = 0;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        auto& table = tables[i];
        const auto last_line = table.table.rows.back().line;
        if (is_printed_before(table, groups)) {
            ++repeated;
            groups.back().last_line = last_line;
            continue;
        }
        const bool cut = !groups.empty() && i + 1 == tables.size() && !continues(groups.back(), table) &&
                         is_cut_part(groups.back(), table);
        if (cut)
            problems.push_back({Severity::warning,
                                "damaged-table",
                                "The text ends inside this table; the levels after it lack its figures.",
                                {},
                                fmt::format("line {}", last_line)});
        if (groups.empty() || (!cut && !continues(groups.back(), table))) groups.emplace_back();
        groups.back().tables.push_back(std::move(table));
        groups.back().last_line = last_line;
    }
    if (repeated > 0)
        problems.push_back(
            {Severity::note,
             "printed-twice",
             fmt::format("{} in this text and counted once.",
                         repeated == 1 ? "1 table stands twice" : fmt::format("{} tables stand twice", repeated)),
             {},
             {}});
    return groups;
}

std::span<const TextLine> between(std::span<const TextLine> lines, std::size_t after, std::size_t before)
{
    const auto first = std::ranges::upper_bound(lines, after, {}, &TextLine::number);
    const auto last = std::ranges::lower_bound(lines, before, {}, &TextLine::number);
    return first < last ? std::span(first, last) : std::span<const TextLine>();
}

Run run_of(const std::vector<ConsoleGroup>& groups, std::size_t at, std::span<const TextLine> lines)
{
    const auto first = groups[at].tables.front().table.line;
    const auto previous = at == 0 ? 0 : groups[at - 1].last_line;
    const auto next = at + 1 < groups.size() ? groups[at + 1].tables.front().table.line : lines.back().number + 1;
    auto run = console_run(groups[at].tables);
    read_setup_lines(run, between(lines, previous, first));
    read_headings(run, lines, first);
    read_lines_after(run, between(lines, groups[at].tables.back().table.line, next));
    set_scheme(run.setup);
    return run;
}

} // namespace

Result<Imported> guidellm_console(std::string_view text, const Source& source, Progress& progress)
{
    const auto plain = without_ansi(text);
    auto lines = numbered_lines(plain);
    UnwrappedText joined;
    Imported imported;
    if (plain.contains("Benchmarks Stats:") || plain.contains("Benchmarks Info:")) {
        joined = unwrapped(lines);
        lines = joined.lines();
    }
    if (progress.cancelled()) return failure(ErrorKind::cancelled, "Reading was cancelled.", source.file);
    auto found = text_tables(lines);
    if (plain.contains("┏━"))
        for (auto& table : box_tables(lines)) found.push_back(std::move(table));
    const auto groups = grouped(usable_tables(std::move(found), imported.problems), imported.problems);
    if (groups.empty() && !imported.problems.empty()) {
        const auto& first = imported.problems.front();
        return failure(ErrorKind::unreadable, first.text, source.file + ", " + first.place);
    }
    if (groups.empty())
        return failure(ErrorKind::unsupported,
                       "This text holds no result table of GuideLLM; open the report (JSON) of the run.", source.file);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (progress.cancelled()) return failure(ErrorKind::cancelled, "Reading was cancelled.", source.file);
        imported.runs.push_back(run_of(groups, i, lines));
    }
    if (joined.changed)
        imported.problems.push_back({Severity::note,
                                     "wrapped-rows",
                                     "The rows were wrapped at the width of a terminal and are put together again.",
                                     {},
                                     {}});
    progress.report(1, source.file);
    return imported;
}

} // namespace kneepoint::import
