// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kneepoint::claims {

namespace {

constexpr std::size_t most_sampled_rows = 60;
constexpr std::size_t most_trials = 20'000'000; ///< cells computed in search of formulas, for a whole document

struct Target {
    std::size_t table = 0, column = 0, slot = 0;
};

/// How well a candidate gives the printed cells of a column.
struct Fit {
    std::size_t cells = 0, exact = 0, near = 0;
    double score = 0;
    std::size_t matched() const { return exact + near; }
};

/// Whether a form can have this unit: no percentage in a column of factors.
bool form_fits_unit(const Derivation& d, const std::string& unit)
{
    if (d.kind == Derivation::Kind::mean || d.kind == Derivation::Kind::rank) return unit != "x";
    const bool percent = d.form == Form::change_percent || d.form == Form::saving_percent ||
                         d.form == Form::more_percent || d.form == Form::retention_percent || d.form == Form::points;
    if (unit == "%") return percent || d.form == Form::difference;
    if (unit == "x") return d.form == Form::ratio || d.form == Form::inverse || d.form == Form::improvement;
    if (unit == "pp") return d.form == Form::points || d.form == Form::difference;
    return true;
}

/// Whether the inputs bound a figure at all: of 250 - 250 everything may be left by rounding.
bool tells_something(const Figure& figure, const Computed& computed)
{
    const double width = computed.bounds.high - computed.bounds.low;
    return width <= 0.3 * std::fabs(computed.value) || width <= 20 * figure.half_unit;
}

class Search {
public:
    Search(std::vector<Table>& tables, Problems& problems, Progress& progress)
        : m_tables(tables), m_problems(problems), m_progress(progress)
    {}

    std::vector<Claim> run()
    {
        std::vector<Target> averages;
        for (std::size_t t = 0; t < m_tables.size(); ++t)
            for (std::size_t c = 0; c < m_tables[t].columns.size(); ++c) {
                if (m_progress.cancelled()) return {};
                if (is_average_retention(m_tables[t].columns[c]))
                    averages.push_back({t, c, 0});
                else
                    check_column(t, c);
            }
        // After the others, which tell what columns the document compares with its baseline.
        for (const auto& target : averages) check_retention(target);
        return std::move(m_claims);
    }

private:
    static bool is_average_retention(const Column& column)
    {
        const auto& words = column.words;
        const auto has = [&](std::string_view word) { return std::ranges::find(words, word) != words.end(); };
        return column.numeric && (has("average") || has("avg") || has("mean") || has("overall")) &&
               (has("retention") || has("recovery") || has("retained"));
    }

    static bool wants_check(const Column& column)
    {
        if (!column.numeric || column.parameter) return false;
        static constexpr std::string_view means[] = {"average", "avg", "overall", "rank"};
        return column.derived || std::ranges::any_of(column.words, [](const std::string& word) {
                   return std::ranges::find(means, std::string_view(word)) != std::end(means);
               });
    }

    void check_column(std::size_t t, std::size_t c)
    {
        if (!wants_check(m_tables[t].columns[c])) return;
        std::size_t slots = 0;
        for (const auto& row : m_tables[t].rows) slots = std::max(slots, row.cells[c].figures.size());
        const auto tried = candidates(m_tables, t, c);
        for (std::size_t slot = 0; slot < std::min<std::size_t>(slots, 3); ++slot) check_slot({t, c, slot}, tried);
    }

    std::string unit_of(const Target& target) const
    {
        const auto& table = m_tables[target.table];
        for (const auto& row : table.rows)
            if (const auto* figure = row.cells[target.column].figure(target.slot); figure && !figure->unit.empty())
                return figure->unit;
        return target.slot == 0 ? table.columns[target.column].unit : std::string{};
    }

    Fit fit(const Target& target, const Derivation& candidate)
    {
        Fit fit;
        const auto& table = m_tables[target.table];
        const auto step = std::max<std::size_t>(1, table.rows.size() / most_sampled_rows);
        for (std::size_t row = 0; row < table.rows.size(); row += step) {
            const auto* figure = table.rows[row].cells[target.column].figure(target.slot);
            if (!figure) continue;
            ++m_trials;
            const auto computed = compute(m_tables, candidate, row, table);
            if (!computed || computed->trivial) continue;
            ++fit.cells;
            const auto verdict = judge(*figure, computed->value, computed->bounds);
            fit.exact += verdict == Verdict::holds;
            fit.near += verdict == Verdict::rounded && tells_something(*figure, *computed);
            if (fit.cells == 8 && fit.matched() == 0) break;
        }
        if (fit.cells == 0) return fit;
        const auto n = static_cast<double>(fit.cells);
        const auto& header = table.columns[target.column];
        const bool one_source = candidate.kind != Derivation::Kind::mean;
        const int shared = one_source ? affinity(header, m_tables[candidate.table].columns[candidate.a]) : 1;
        fit.score = (static_cast<double>(fit.exact) + 0.6 * static_cast<double>(fit.near)) / n +
                    0.2 * std::min(shared, 2) + (candidate.table == target.table ? 0.15 : 0) -
                    0.005 * static_cast<double>(candidate.form);
        return fit;
    }

    /// Most cells follow from it; of few cells all must, and the headers must speak of one thing.
    bool convinces(const Target& target, const Derivation& candidate, const Fit& fit) const
    {
        if (fit.cells == 0) return false;
        const auto& header = m_tables[target.table].columns[target.column];
        const bool speaks_of_it = candidate.kind == Derivation::Kind::mean ||
                                  affinity(header, m_tables[candidate.table].columns[candidate.a]) > 0;
        const auto share = static_cast<double>(fit.matched()) / static_cast<double>(fit.cells);
        if (fit.cells <= 2 && fit.exact == 0 && !speaks_of_it) return false; // chance, of coarse figures
        if (fit.cells <= 2)
            return share >= 1 && (speaks_of_it || fit.cells == 2 || candidate.better != 0 ||
                                  candidate.kind == Derivation::Kind::pair);
        return share >= (speaks_of_it ? 0.5 : 0.7);
    }

    void check_slot(const Target& target, const std::vector<Derivation>& tried)
    {
        const Derivation* best = nullptr;
        Fit best_fit, nearest;
        const auto unit = unit_of(target);
        for (const auto& candidate : tried) {
            if (!form_fits_unit(candidate, unit)) continue;
            if (m_trials > most_trials) return tell_trials(target);
            const auto found = fit(target, candidate);
            if (found.matched() > nearest.matched()) nearest = found;
            if (found.score > best_fit.score && convinces(target, candidate, found)) {
                best = &candidate;
                best_fit = found;
            }
        }
        if (best)
            report_cells(target, *best);
        else if (target.slot == 0)
            report_unfound(target, nearest);
    }

    void check_retention(const Target& target)
    {
        const auto tried = retention_candidates(m_tables, target.table);
        const Derivation* best = nullptr;
        Fit best_fit;
        for (const auto& candidate : tried) {
            const auto found = fit_average(target, candidate);
            if (!best || found.exact > best_fit.exact) {
                best = &candidate;
                best_fit = found;
            }
        }
        if (!best) return report_unfound(target, {});
        report_cells(target, *best, tried);
    }

    Fit fit_average(const Target& target, const Derivation& candidate)
    {
        Fit fit;
        const auto& table = m_tables[target.table];
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            const auto* figure = table.rows[row].cells[target.column].figure(target.slot);
            const auto computed = figure ? compute(m_tables, candidate, row, table) : std::nullopt;
            if (!computed || computed->trivial) continue;
            ++fit.cells;
            fit.exact += judge(*figure, computed->value) == Verdict::holds;
        }
        return fit;
    }

    void report_cells(const Target& target, const Derivation& found, const std::vector<Derivation>& others = {})
    {
        auto& table = m_tables[target.table];
        auto& column = table.columns[target.column];
        if (target.slot == 0) remember(target, found);
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            const auto* figure = table.rows[row].cells[target.column].figure(target.slot);
            const auto computed = compute(m_tables, found, row, table);
            if (target.slot == 0 && computed) column.recomputed[row] = computed->value;
            if (!figure || !computed || computed->trivial) continue;
            auto claim = cell_claim(target, row, *figure, *computed);
            claim.why = explain(found, row, table, *figure, *computed, claim.verdict, others);
            claim.rows = inputs_of(m_tables, found, row);
            m_claims.push_back(std::move(claim));
        }
        if (target.slot == 0) note_regressions(target, found);
    }

    Claim cell_claim(const Target& target, std::size_t row, const Figure& figure, const Computed& computed) const
    {
        const auto& table = m_tables[target.table];
        const auto& cell = table.rows[row].cells[target.column];
        Claim claim;
        claim.line = cell.line;
        const auto place = table.place();
        claim.text = fmt::format("{}{}{}: {}", place, place.empty() ? "" : " \u203a ", table.rows[row].label,
                                 table.columns[target.column].header);
        claim.kind = Kind::table_cell;
        claim.stated = (figure.approximate ? "~" : "") + cell.text.substr(figure.begin, figure.end - figure.begin);
        claim.computed = computed.value;
        claim.computed_text = at_decimals(computed.value, figure);
        claim.verdict = judge(figure, computed.value, computed.bounds);
        return claim;
    }

    std::string explain(const Derivation& found, std::size_t row, const Table& table, const Figure& figure,
                        const Computed& computed, Verdict verdict, const std::vector<Derivation>& others) const
    {
        auto why = fmt::format("{} = {:.6g}", formula_text(m_tables, found, row, table), computed.value);
        if (verdict == Verdict::rounded)
            why += computed.bounds.low < computed.bounds.high && !figure.approximate
                       ? fmt::format(", rounded {}; unrounded inputs that print the same can give the printed figure.",
                                     at_decimals(computed.value, figure))
                       : fmt::format(", rounded {}; the text says about.", at_decimals(computed.value, figure));
        else if (verdict == Verdict::contradicts)
            why += fmt::format(", rounded {}; no inputs that print the same give the printed figure.",
                               at_decimals(computed.value, figure));
        else
            why += '.';
        if (found.form == Form::saving_percent)
            why += fmt::format(" This is less of it; as a rate it is {:.3g} % more.",
                               100 * (1 / (1 - computed.value / 100) - 1));
        std::string sets;
        for (const auto& other : others)
            if (&other != &found && other.set != found.set)
                if (const auto value = compute(m_tables, other, row, table))
                    sets += fmt::format("{}{:.2f} over {}", sets.empty() ? " Otherwise: " : "; ", value->value,
                                        other.set.substr(0, other.set.find(" (")));
        return why + (sets.empty() ? "" : sets + ".");
    }

    /// Keeps in the tables what the formula tells of the columns behind it.
    void remember(const Target& target, const Derivation& found)
    {
        auto& column = m_tables[target.table].columns[target.column];
        column.recomputed.assign(m_tables[target.table].rows.size(), std::nullopt);
        if (found.kind == Derivation::Kind::retention) {
            column.family = Family::accuracy;
            column.average_retention = true;
        }
        if (found.kind != Derivation::Kind::pair && found.kind != Derivation::Kind::base_row) return;
        auto& source = m_tables[found.table].columns[found.a];
        if (found.kind == Derivation::Kind::base_row) {
            source.reference = {Reference::Kind::row, 0, *found.base_rows};
            source.compared = true;
        } else if (found.better == 0 && found.form != Form::inverse) {
            source.reference = {Reference::Kind::column, found.b, {}};
            source.compared = true;
        }
        column.source = found.table == target.table ? found.a : Column::npos;
        if (column.family == Family::none) column.family = source.family;
    }

    /// A few cells on the wrong side of a column that is otherwise a gain: easily missed, so they are named.
    void note_regressions(const Target& target, const Derivation& found)
    {
        const auto& table = m_tables[target.table];
        if (found.kind != Derivation::Kind::pair || found.better != 0) return;
        const auto direction = direction_of(m_tables[found.table].columns[found.a].family);
        if (direction == Direction::neither) return;
        std::vector<std::string> worse;
        std::size_t better = 0;
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            const auto a = table.value(row, found.a), b = table.value(row, found.b);
            if (!a || !b || *a == *b) continue;
            if ((*a < *b) == (direction == Direction::lower_is_better))
                ++better;
            else
                worse.push_back(
                    fmt::format("{} ({})", table.rows[row].label, table.rows[row].cells[target.column].text));
        }
        if (worse.empty() || worse.size() * 4 > better) return;
        m_problems.push_back(
            {Severity::note, "regression",
             fmt::format("{} of {} cells of \u201c{}\u201d are a loss: {}.", worse.size(), worse.size() + better,
                         table.columns[target.column].header, join(worse, ", ")),
             "", fmt::format("line {}", table.line)});
    }

    void report_unfound(const Target& target, const Fit& nearest)
    {
        const auto& table = m_tables[target.table];
        const auto& column = table.columns[target.column];
        Claim claim;
        claim.line = table.line;
        claim.text = fmt::format("{}{}{}", table.place(), table.place().empty() ? "" : " \u203a ", column.header);
        claim.kind = Kind::table_cell;
        claim.why =
            nearest.cells == 0
                ? std::string("No other column of the document has the figures that this one would follow from.")
                : fmt::format("No formula over other columns gives this one; the nearest gives {} of {} cells.",
                              nearest.matched(), nearest.cells);
        m_claims.push_back(std::move(claim));
    }

    void tell_trials(const Target& target)
    {
        if (m_told_trials) return;
        m_told_trials = true;
        m_problems.push_back({Severity::warning, "too-many-columns",
                              "The tables from here on are too large to look for the formulas of their columns.", "",
                              fmt::format("line {}", m_tables[target.table].line)});
    }

    std::vector<Table>& m_tables;
    Problems& m_problems;
    Progress& m_progress;
    std::vector<Claim> m_claims;
    std::size_t m_trials = 0;
    bool m_told_trials = false;
};

} // namespace

std::vector<Claim> check_tables(std::vector<Table>& tables, Problems& problems, Progress& progress)
{
    return Search(tables, problems, progress).run();
}

} // namespace kneepoint::claims
