// SPDX-License-Identifier: GPL-3.0-or-later
#include "relative.h"

#include "doubts.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace kneepoint::claims {

namespace {

int rank(Verdict verdict)
{
    return verdict == Verdict::holds ? 2 : verdict == Verdict::rounded ? 1 : 0;
}

/// Whether a printed ratio has the unit that the sentence gives it.
bool fits_unit(const Reading& reading, const Bound& bound, const Figure& stated)
{
    const auto& first = column_at(reading, bound.columns.front());
    if (first.average_retention) return stated.unit == "%";
    const bool share = first.family == Family::accuracy || first.family == Family::none || first.unit == "%";
    if (stated.unit == "pp" && !share) return false; // no points of a rate
    const auto& table = reading.binder.tables()[bound.columns.front().table];
    if (!first.derived && (stated.unit == "x" || stated.unit == "%" || stated.unit == "pp")) return true;
    for (const auto& row : table.rows)
        if (const auto* figure = row.cells[bound.columns.front().column].figure(); figure && !first.derived)
            return (figure->unit.empty() ? first.unit : figure->unit) == stated.unit;
        else if (figure)
            return figure->unit == stated.unit || (figure->unit.empty() && first.unit == stated.unit) ||
                   (figure->unit.empty() && first.unit.empty() && stated.unit == "x");
    return false;
}

class Relative {
public:
    Relative(Reading& reading, std::size_t quantity, const Said& said)
        : m_reading(reading), m_quantity(quantity), m_said(said), m_stated(reading.sentence.quantities[quantity]),
          m_roles(roles_of(reading, quantity)), m_metrics(metrics_of(reading, quantity, said, m_roles))
    {}

    bool check()
    {
        if (says_nothing()) return false;
        const auto doubts = doubts_of(m_reading, m_quantity);
        if (const auto why = obstacle(doubts); !why.empty()) {
            report_unbound(m_reading, m_quantity, why);
            return true;
        }
        read(m_roles);
        if (m_roles.turned) {
            Roles turned{.subjects = m_roles.against.subjects, .against = {.subjects = m_roles.subjects}};
            m_reading.binder.resolve(turned.against);
            read(turned);
        }
        for (const auto& other : m_roles.others)
            if (std::ranges::none_of(m_found, [](const Candidate& c) { return rank(c.outcome.verdict) > 0; }))
                read({.subjects = m_roles.subjects, .against = other});
        if (m_found.empty()) return false;
        const auto best =
            std::ranges::max_element(m_found, {}, [](const Candidate& c) { return rank(c.outcome.verdict); });
        auto& claim = report(m_reading, m_quantity, m_said.shape, *best);
        if (claim.verdict != Verdict::contradicts) return true;
        const auto table = best->points.front().row.table;
        if (auto why = other_reading(); !why.empty() || !(why = reason_to_doubt(doubts, table)).empty()) {
            claim.verdict = Verdict::unchecked;
            claim.why += " " + why;
        }
        return true;
    }

private:
    /// A percentage that no word makes a ratio is a figure of its own, but for a column of retentions.
    bool says_nothing() const
    {
        if (m_metrics.bounds.empty()) return true;
        const auto& first = column_at(m_reading, m_metrics.bounds.front().columns.front());
        return meanings(m_metrics.bounds.front()).empty() && !(first.average_retention && m_stated.low.unit == "%");
    }

    std::string obstacle(const Doubts& doubts) const
    {
        if (!doubts.blocking.empty()) return doubts.blocking;
        if (!m_roles.unknown.empty())
            return fmt::format("No row of a table is the other side: \u201c{}\u201d.", m_roles.unknown);
        if (m_said.of_change) return "A ratio of two changes is not read.";
        if (m_said.negated) return "A sentence that denies its figure is not read.";
        return {};
    }

    std::vector<Meaning> meanings(const Bound& bound) const
    {
        const auto& ref = bound.columns.front();
        const auto& column = column_at(m_reading, ref);
        if (is_printed_ratio(bound)) return {{Form::retention_percent}};
        return meanings_of(m_stated.low, m_said, column.family,
                           prints_percent(m_reading.binder.tables()[ref.table], ref.column));
    }

    void keep(Candidate candidate)
    {
        if (judge_candidate(candidate, m_stated, m_said.shape)) m_found.push_back(std::move(candidate));
    }

    void read(const Roles& roles)
    {
        for (const auto& bound : m_metrics.bounds) {
            if (!fits_unit(m_reading, bound, m_stated.low)) continue;
            for (const auto& meaning : meanings(bound)) {
                if (meaning.loose) continue;
                for (auto& one : readings_of(bound, roles, meaning)) keep(std::move(one));
                if (!m_found.empty() && m_found.back().outcome.verdict == Verdict::holds) return;
            }
        }
    }

    std::vector<Candidate> readings_of(const Bound& bound, const Roles& roles, const Meaning& meaning) const
    {
        std::vector<Candidate> found;
        if (m_metrics.overall && !m_said.each)
            found = overall_readings(m_reading, bound, roles, meaning, m_said.mean);
        else if (m_said.mean != Mean::none)
            found = average_readings(m_reading, bound, roles, meaning, m_said.mean);
        // One average has no range: "retains 93 to 98 % of the scores" speaks of the tasks.
        if (m_said.shape == Shape::range && m_metrics.overall)
            std::erase_if(found, [](const Candidate& one) { return one.points.size() == 1; });
        const bool bounded = m_said.shape != Shape::exact;
        if (!m_metrics.overall || m_said.each || (bounded && m_said.mean == Mean::none))
            found.push_back(row_reading(m_reading, bound, roles, meaning));
        return found;
    }

    /// A narrower or looser reading that the sentence allows and that fits: points for percent, one setting, one
    /// column, one table.
    std::string other_reading()
    {
        for (const auto& bound : m_metrics.bounds) {
            if (!fits_unit(m_reading, bound, m_stated.low)) continue;
            for (const auto& meaning : meanings(bound))
                if (auto why = other_reading(bound, meaning); !why.empty()) return why;
        }
        return {};
    }

    std::string other_reading(const Bound& bound, const Meaning& meaning)
    {
        if (meaning.loose)
            for (auto& one : readings_of(bound, m_roles, meaning))
                if (fits(std::move(one))) return "It is so in points; the sentence says percent.";
        const bool exact = m_said.shape == Shape::exact;
        if (exact && m_said.mean == Mean::none)
            if (auto why = one_figure_of_each(row_reading(m_reading, bound, m_roles, meaning)); !why.empty())
                return why;
        if (m_said.mean == Mean::none && !m_said.each && (exact || !m_metrics.overall))
            for (const auto& part : parts_of(bound))
                if (fits(row_reading(m_reading, part, m_roles, meaning)))
                    return fmt::format("It is so of {} alone; the sentence does not say of what.", name_of(part));
        if (m_said.mean != Mean::none && !m_metrics.overall)
            for (const auto& part : parts_of(bound))
                for (auto& mean : average_readings(m_reading, part, m_roles, meaning, m_said.mean))
                    if (fits(std::move(mean)))
                        return fmt::format("It is so of {} alone; the sentence does not say of what.", name_of(part));
        if (m_said.mean != Mean::none || !exact || is_printed_ratio(bound)) return {};
        for (auto& mean : average_readings(m_reading, bound, m_roles, meaning, Mean::arithmetic))
            if (fits(std::move(mean))) return "It is so on average; the sentence does not say that.";
        return {};
    }

    /// The columns of each header alone and, where the sentence names no table, those of each table alone.
    std::vector<Bound> parts_of(const Bound& bound) const
    {
        std::map<std::string, Bound> headers;
        std::map<std::size_t, Bound> tables;
        const auto header = [&](ColumnRef ref) { return join(column_at(m_reading, ref).words, " "); };
        for (const auto& column : bound.columns)
            for (auto* part : {&headers[header(column)], &tables[column.table]}) {
                part->scope = bound.scope;
                part->columns.push_back(column);
            }
        std::vector<Bound> parts;
        if (headers.size() > 1 && tables.size() == 1)
            for (auto& [words, part] : headers) parts.push_back(std::move(part));
        if (tables.size() > 1 && !bound.scope.told)
            for (auto& [table, part] : tables) parts.push_back(std::move(part));
        return parts;
    }

    std::string name_of(const Bound& part) const
    {
        const auto place = m_reading.binder.tables()[part.columns.front().table].place();
        return column_at(m_reading, part.columns.front()).header + (place.empty() ? "" : " in " + place);
    }

    /// "Latency" where the columns are TTFT and ITL may be the time of a whole request.
    bool of_some_time() const
    {
        const auto& columns = m_metrics.bounds.front().columns;
        const bool said = m_reading.sentence.has("latency") || m_reading.sentence.has("latencies");
        return said && std::ranges::all_of(columns, [&](ColumnRef ref) {
                   const auto& column = column_at(m_reading, ref);
                   return column.family == Family::latency &&
                          std::ranges::find(column.words, "latency") == column.words.end() &&
                          std::ranges::none_of(column.words, [&](const std::string& word) {
                              return !is_common_word(word) && m_reading.sentence.has(word);
                          });
               });
    }

    /// The judged table stands under another heading than the sentence, which no word of a header names.
    bool is_elsewhere() const
    {
        const auto& bound = m_metrics.bounds.front();
        const auto& tables = m_reading.binder.tables();
        const bool near = std::ranges::any_of(
            bound.columns, [&](ColumnRef ref) { return tables[ref.table].section == m_reading.sentence.section; });
        const auto named = [&](ColumnRef ref) {
            return std::ranges::any_of(column_at(m_reading, ref).words, [&](const std::string& word) {
                return !is_common_word(word) && !is_derived_word(word) && !is_side_word(word) &&
                       std::ranges::any_of(m_reading.sentence.words,
                                           [&](const Word& said) { return same_word(said.text, word); });
            });
        };
        return tables.size() > 1 && !near && std::ranges::none_of(bound.columns, named);
    }

    /// "GEMV: 253x faster": a name in the label or the clause of the figure that other tables alone have.
    std::string name_of_another_table(std::size_t table) const
    {
        const auto& sentence = m_reading.sentence;
        const auto label = sentence.plain.find(':');
        auto from = sentence.plain.substr(0, m_stated.begin()).find_last_of(",;(");
        if (from == std::string::npos) from = 0;
        if (m_quantity > 0) // "by 20 % on Mistral 7B and by 60 % on ..."
            if (const auto joint = sentence.lower.rfind(" and ", m_stated.begin());
                joint != std::string::npos && joint > sentence.quantities[m_quantity - 1].begin())
                from = std::max(from, joint);
        for (const auto& word : sentence.words) {
            const bool in_label = label < m_stated.begin() && word.end <= label;
            if (!in_label && (word.begin < from || word.begin >= m_stated.begin())) continue;
            const auto text = sentence.plain.substr(word.begin, word.end - word.begin);
            const auto capitals = std::ranges::count_if(text, [](char c) { return c >= 'A' && c <= 'Z'; });
            const bool name = tells_apart(word.text) || (capitals > 1 && text.size() > 2);
            if (name && m_reading.binder.knows(word.text) && !m_reading.binder.table_knows(table, word.text))
                return text;
        }
        return {};
    }

    /// "2.9x baseline"
    bool follows_baseline() const
    {
        const auto after = trimmed(std::string_view(m_reading.sentence.lower).substr(m_stated.end()));
        return after.starts_with("baseline") || after.starts_with("the baseline");
    }

    bool is_printed_ratio(const Bound& bound) const
    {
        const auto& first = column_at(m_reading, bound.columns.front());
        return first.average_retention || first.derived;
    }

    bool fits(Candidate candidate) const
    {
        return judge_candidate(candidate, m_stated, m_said.shape) && candidate.outcome.verdict != Verdict::contradicts;
    }

    /// Whether each named side has the figure somewhere: in one of several settings, columns or tables.
    std::string one_figure_of_each(const Candidate& candidate) const
    {
        std::map<std::string, bool> sides;
        std::string where;
        for (const auto& point : candidate.points) {
            const auto& row = m_reading.binder.tables()[point.row.table].rows[point.row.row];
            const bool fit = judge(m_stated.low, point.value, point.bounds) != Verdict::contradicts;
            auto& side = sides[row.name];
            if (fit && !side) where += (where.empty() ? "" : ", ") + m_reading.binder.row_text(point.row);
            side = side || fit;
        }
        const bool one_table = std::ranges::all_of(candidate.points, [&](const Point& point) {
            return point.row.table == candidate.points.front().row.table;
        });
        if (!one_table && m_metrics.bounds.front().scope.told) return {};
        // "2x compression" of nobody named may be of any.
        const bool any = m_roles.subjects.empty() && sides.size() > 1 && !where.empty();
        const bool each = !sides.empty() && std::ranges::all_of(sides, [](const auto& side) { return side.second; });
        if (!any && (!each || candidate.points.size() == sides.size())) return {};
        return fmt::format("It is so of {} alone; the sentence does not say of which.", where);
    }

    std::string reason_to_doubt(const Doubts& doubts, std::size_t table) const
    {
        if (!doubts.weak.empty()) return doubts.weak;
        const bool one_sided = m_roles.subjects.empty() && m_roles.against.subjects.empty();
        if (one_sided && !m_reading.binder.has_base(m_metrics.bounds.front().columns.front()) &&
            !is_printed_ratio(m_metrics.bounds.front()))
            return "The sentence does not say which side it means.";
        if (m_stated.low.unit == "x" && m_said.change == Change::none && !m_said.the_metric && one_sided &&
            !follows_baseline())
            return "No word says what the factor compares.";
        if (one_sided && m_said.shape == Shape::exact && !m_reading.scope.told && is_elsewhere())
            return "The sentence does not say which table it means.";
        if (const auto name = name_of_another_table(table); !name.empty())
            return fmt::format("The table has no \u201c{}\u201d, of which the sentence speaks.", name);
        if (of_some_time()) return "The sentence does not say which time it means.";
        if (!m_metrics.named) return "The sentence does not say of what its figure is.";
        return {};
    }

    Reading& m_reading;
    std::size_t m_quantity;
    const Said& m_said;
    const Quantity& m_stated;
    Roles m_roles;
    Metrics m_metrics;
    std::vector<Candidate> m_found;
};

} // namespace

bool check_relative(Reading& reading, std::size_t quantity, const Said& said)
{
    return Relative(reading, quantity, said).check();
}

} // namespace kneepoint::claims
