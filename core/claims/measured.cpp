// SPDX-License-Identifier: GPL-3.0-or-later
#include "measured.h"

#include "derive.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace kneepoint::claims {

namespace {

bool is_measured(const Column& column)
{
    return column.numeric && !column.parameter && !column.derived;
}

/// Names of a run: model, scheme and file.
std::vector<std::string> run_words(const Run& run)
{
    auto words = words_of(plain_text(run.setup.model));
    for (const auto& text : {run.setup.scheme, run.file()})
        for (auto& word : words_of(text)) words.push_back(std::move(word));
    return words;
}

/// The figure of a score in the scale of a cell: 0.76 or 76.
double in_scale_of(const Figure& figure, const Column& column, double value)
{
    const bool percent = figure.unit == "%" || column.unit == "%" || std::fabs(figure.value) > 1.5;
    return percent && std::fabs(value) <= 1 ? 100 * value : value;
}

/// Which run a row names: the one with all telling words of its name and the fewest that tell other rows.
class Names {
public:
    Names(const Table& table, std::span<const Run> runs) : m_runs(runs)
    {
        for (const auto& row : table.rows)
            for (const auto& word : row.words)
                if (!is_common_word(word) && !is_base_word(word)) m_telling.insert(word);
        for (const auto& run : runs) m_words.push_back(run_words(run));
    }

    std::vector<const Run*> of(const Row& row, RunKind kind) const
    {
        std::set<std::string> own;
        bool base = false;
        for (const auto& word : row.words) {
            if (m_telling.contains(word)) own.insert(word);
            base = base || is_base_word(word);
        }
        std::size_t fewest = npos;
        std::vector<const Run*> found;
        for (std::size_t i = 0; i < m_runs.size(); ++i) {
            if (m_runs[i].kind != kind) continue;
            std::set<std::string> said;
            for (const auto& word : m_words[i])
                if (m_telling.contains(word)) said.insert(word);
            if (!std::ranges::includes(said, own) || (own.empty() && !base)) continue;
            const auto others = said.size() - own.size();
            if (own.empty() && others > 0) continue; // the baseline has none of the candidates' names
            if (others < fewest) found.clear();
            if (others <= fewest) found.push_back(&m_runs[i]);
            fewest = std::min(fewest, others);
        }
        return found;
    }

private:
    std::span<const Run> m_runs;
    std::set<std::string> m_telling;
    std::vector<std::vector<std::string>> m_words;
};

class Check {
public:
    Check(std::vector<Table>& tables, std::span<const Run> runs) : m_tables(tables), m_runs(runs) {}

    void run(std::size_t t)
    {
        if (std::ranges::none_of(m_tables[t].columns, is_measured)) return;
        if (check_levels_of_one_run(t)) return;
        check_named_rows(t);
    }

    std::vector<Claim> claims;
    std::set<const Run*> bound;
    std::set<const Run*> unlike; ///< named by a table with other figures

private:
    /// A table whose rows are the levels of one run, in order: the run that gives most of its cells.
    bool check_levels_of_one_run(std::size_t t)
    {
        auto& table = m_tables[t];
        const Run* best = nullptr;
        std::size_t most = 0, cells = 0;
        for (const auto& run : m_runs) {
            if (run.levels.size() != table.rows.size() || run.levels.size() < 2) continue;
            std::size_t equal = 0, all = 0;
            for (std::size_t r = 0; r < table.rows.size(); ++r)
                for (std::size_t c = 0; c < table.columns.size(); ++c)
                    if (const auto* figure = table.rows[r].cells[c].figure(); figure && is_measured(table.columns[c])) {
                        const auto found = of_level(run, run.levels[r], table.columns[c]);
                        all += !found.empty();
                        equal += pick(*figure, table.columns[c], found) != nullptr;
                    }
            if (equal > most) {
                best = &run;
                most = equal;
                cells = all;
            }
        }
        if (!best || 2 * most < cells) return false;
        for (std::size_t r = 0; r < table.rows.size(); ++r)
            for (std::size_t c = 0; c < table.columns.size(); ++c)
                if (is_measured(table.columns[c]))
                    check_cell(t, r, c, of_level(*best, best->levels[r], table.columns[c]));
        return true;
    }

    void check_named_rows(std::size_t t)
    {
        auto& table = m_tables[t];
        if (table.rows.size() > 2000 || m_runs.size() > 2000) return; // no table of models
        const Names names(table, m_runs);
        std::vector<Named> cells;
        for (std::size_t r = 0; r < table.rows.size(); ++r) {
            const auto accuracy = names.of(table.rows[r], RunKind::accuracy);
            const auto performance = names.of(table.rows[r], RunKind::performance);
            for (std::size_t c = 0; c < table.columns.size(); ++c) {
                if (!is_measured(table.columns[c]) || !table.rows[r].cells[c].figure()) continue;
                auto& found = cells.emplace_back(r, c).found;
                for (const auto* run : accuracy)
                    for (auto& one : of_scores(*run, table, table.columns[c], table.rows[r]))
                        found.push_back(std::move(one));
                for (const auto* run : performance)
                    if (const auto* level = level_of(*run, table, r))
                        for (auto& one : of_level(*run, *level, table.columns[c])) found.push_back(std::move(one));
            }
        }
        const auto strangers = strangers_in(table, cells);
        for (auto& [r, c, found] : cells) {
            std::erase_if(found, [&](const Measured& m) { return strangers.contains(m.run); });
            check_cell(t, r, c, found);
        }
        unlike.insert(strangers.begin(), strangers.end());
    }

    /// A cell with the figures of all runs that its row may name.
    struct Named {
        std::size_t row, column;
        std::vector<Measured> found;
    };

    /// Runs that have a row's name, but of whose figures fewer than half are the table's: "FP16" and "INT8" name runs
    /// of any model on any GPU, and those of another contradict nothing.
    static std::set<const Run*> strangers_in(const Table& table, const std::vector<Named>& cells)
    {
        struct Tally {
            std::size_t equal = 0, all = 0;
        };
        std::map<const Run*, Tally> tallies;
        for (const auto& [row, column, found] : cells) {
            std::set<const Run*> with_figure, with_this;
            for (const auto& one : found) {
                with_figure.insert(one.run);
                if (pick(*table.rows[row].cells[column].figure(), table.columns[column], {one}))
                    with_this.insert(one.run);
            }
            for (const auto* run : with_figure) {
                ++tallies[run].all;
                tallies[run].equal += with_this.contains(run);
            }
        }
        std::set<const Run*> strangers;
        for (const auto& [run, tally] : tallies)
            if (2 * tally.equal < tally.all) strangers.insert(run);
        return strangers;
    }

    /// The level with the settings of the row; the only one of a run with one.
    static const Level* level_of(const Run& run, const Table& table, std::size_t row)
    {
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const auto value = table.columns[c].parameter ? table.value(row, c) : std::nullopt;
            if (!value) continue;
            const auto found = std::ranges::find_if(run.levels, [&](const Level& level) {
                return (level.streams && *level.streams == *value) ||
                       (level.max_concurrency && *level.max_concurrency == *value) ||
                       (level.target_rate && *level.target_rate == *value);
            });
            if (found != run.levels.end()) return &*found;
            return nullptr;
        }
        return run.levels.size() == 1 ? run.levels.data() : nullptr;
    }

    /// The first figure that rounds to the printed one.
    static const Measured* pick(const Figure& figure, const Column& column, const std::vector<Measured>& found)
    {
        const auto equal = std::ranges::find_if(found, [&](const Measured& m) {
            return judge(figure, in_scale_of(figure, column, m.value)) == Verdict::holds;
        });
        return equal == found.end() ? nullptr : &*equal;
    }

    void check_cell(std::size_t t, std::size_t r, std::size_t c, const std::vector<Measured>& found)
    {
        auto& table = m_tables[t];
        auto& cell = table.rows[r].cells[c];
        const auto* figure = cell.figure();
        if (!figure || found.empty()) return;
        const auto* measured = pick(*figure, table.columns[c], found);
        const bool confirmed = measured != nullptr;
        if (!measured) measured = &found.front();
        const double value = in_scale_of(*figure, table.columns[c], measured->value);
        bound.insert(measured->run);
        Claim claim;
        claim.line = cell.line;
        const auto place = table.place();
        claim.text = fmt::format("{}{}{}: {}", place, place.empty() ? "" : " \u203a ", table.rows[r].label,
                                 table.columns[c].header);
        claim.kind = Kind::table_cell;
        claim.stated = cell.text.substr(figure->begin, figure->end - figure->begin);
        claim.computed = value;
        claim.computed_text = at_decimals(value, *figure);
        claim.verdict = judge(*figure, value);
        claim.why = fmt::format("{} has {} = {}.", measured->run->file(), measured->what,
                                readable_figure(shortest_decimal(value)));
        claim.rows.push_back({measured->run->label(), measured->what, 0, measured->run->file(), "", value});
        claims.push_back(std::move(claim));
        if (!confirmed) return;
        cell.exact = value;
        cell.exact_source = measured->run->file();
        if (measured->stderr_value) cell.stderr_value = *measured->stderr_value * (std::fabs(value) > 1.5 ? 100 : 1);
        cell.n = measured->n;
    }

    std::vector<Table>& m_tables;
    std::span<const Run> m_runs;
};

/// The largest difference to the baseline in units of its standard error, over all confirmed accuracy cells.
void note_noise(const std::vector<Table>& tables, Problems& problems)
{
    double largest = -1;
    std::string where;
    std::set<std::uint64_t> counts;
    for (const auto& table : tables) {
        const auto base = likely_bases(table, std::nullopt).front();
        for (std::size_t r = 0; r < table.rows.size(); ++r)
            for (std::size_t c = 0; c < table.columns.size(); ++c) {
                const auto& cell = table.rows[r].cells[c];
                if (cell.n) counts.insert(*cell.n);
                const auto z = r == base ? std::nullopt : z_between(cell, table.rows[base].cells[c]);
                if (!z || std::fabs(*z) <= largest) continue;
                largest = std::fabs(*z);
                where = fmt::format("{}, {}, {}", table.place(), table.rows[r].label, table.columns[c].header);
            }
    }
    constexpr double significant = 1.96; // two-sided 5 %
    if (largest < 0 || largest >= significant) return;
    const auto n = counts.size() == 1 ? fmt::format(" (n = {})", *counts.begin()) : std::string{};
    problems.push_back(
        {Severity::note, "accuracy-noise",
         fmt::format("No accuracy differs from the baseline by more than its noise{}: the largest |z| is "
                     "{} ({}).",
                     n, format_decimal(largest, 2), where),
         "", ""});
}

} // namespace

std::vector<Claim> check_measured(std::vector<Table>& tables, std::span<const Run> runs, Problems& problems,
                                  std::size_t& bound_runs, Progress& progress)
{
    Check check(tables, runs);
    for (std::size_t t = 0; t < tables.size() && !runs.empty(); ++t) {
        if (progress.cancelled()) return {};
        check.run(t);
    }
    bound_runs = check.bound.size();
    if (!runs.empty() && check.bound.empty())
        problems.push_back(
            {Severity::warning, "no-run-bound",
             fmt::format("None of the {} is named by a row of the document, so its figures are not checked "
                         "against them.",
                         counted(runs.size(), "run")),
             "", ""});
    std::set<std::string> unlike;
    for (const auto* run : check.unlike)
        if (!check.bound.contains(run)) unlike.insert(run->file());
    if (!unlike.empty())
        problems.push_back(
            {Severity::warning, "figures-of-others",
             fmt::format("Rows of the document have names of {}, but most of their figures are others: they are taken "
                         "for those of another model, GPU or load, and are not checked against these files.",
                         join({unlike.begin(), unlike.end()}, ", ")),
             "", ""});
    note_noise(tables, problems);
    return std::move(check.claims);
}

} // namespace kneepoint::claims
