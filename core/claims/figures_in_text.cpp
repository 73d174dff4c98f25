// SPDX-License-Identifier: GPL-3.0-or-later
#include "points.h"
#include "text_claims.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace kneepoint::claims {

namespace {

constexpr std::size_t most_rows = 12;

template<std::size_t N>
bool any_begins(const std::vector<std::string>& words, const std::array<std::string_view, N>& stems)
{
    return std::ranges::any_of(words, [&](const std::string& word) {
        return std::ranges::any_of(stems, [&](std::string_view s) { return word.starts_with(s); });
    });
}

bool says_less(const std::vector<std::string>& words)
{
    return any_begins(words, std::to_array<std::string_view>({"reduc", "decreas", "less", "lower", "saving", "save",
                                                              "shorter", "drop", "smaller", "cut"}));
}

bool says_more(const std::vector<std::string>& words)
{
    return any_begins(words, std::to_array<std::string_view>({"improv", "increas", "more", "higher", "gain", "fast",
                                                              "speed", "boost", "better", "outperform"}));
}

bool says_kept(const std::vector<std::string>& words)
{
    return any_begins(words, std::to_array<std::string_view>({"retention", "retain", "recover", "preserv"})) ||
           find_run(words, {"of", "baseline"}) != std::string::npos ||
           find_run(words, {"of", "the", "baseline"}) != std::string::npos;
}

/// What was not measured cannot be checked against measurements.
bool is_expectation(const Sentence& sentence)
{
    static constexpr auto words =
        std::to_array<std::string_view>({"expected", "expect", "would", "could", "may", "might", "projected",
                                         "estimated", "theoretical", "theoretically"});
    return std::ranges::any_of(words, [&](std::string_view word) { return sentence.has(word); });
}

Shape shape_of(const Sentence& sentence, const Quantity& quantity)
{
    if (quantity.range) return Shape::range;
    auto before = std::string_view(sentence.lower).substr(0, quantity.begin());
    while (!before.empty() && (before.back() == ' ' || before.back() == '~')) before.remove_suffix(1);
    for (const std::string_view word : {"up to", "at most", "as much as", "<=", "<", "below", "under", "less than"})
        if (before.ends_with(word)) return Shape::up_to;
    for (const std::string_view word : {"at least", "over", "more than", ">=", ">", "above", "exceeding"})
        if (before.ends_with(word)) return Shape::at_least;
    return Shape::exact;
}

/// Forms that a percentage or factor may mean for a metric, the likeliest first.
std::vector<Form> forms_for(const Figure& stated, Direction direction, const std::vector<std::string>& words)
{
    const bool lower = direction == Direction::lower_is_better;
    if (stated.unit == "x") return lower ? std::vector{Form::inverse, Form::ratio} : std::vector{Form::ratio};
    if (says_kept(words)) return {Form::retention_percent};
    if (says_less(words)) return {Form::saving_percent};
    if (says_more(words))
        return lower ? std::vector{Form::saving_percent, Form::more_percent} : std::vector{Form::change_percent};
    return {};
}

/// Fills what a judged figure of several rows says.
void report(Reading& reading, std::size_t quantity, Shape shape, const std::vector<Point>& points,
            const Outcome& outcome, std::string_view formula)
{
    const auto& stated = reading.sentence.quantities[quantity];
    auto claim = reading.claim(stated.range                                        ? Kind::range
                               : shape == Shape::up_to || shape == Shape::at_least ? Kind::threshold
                               : stated.low.unit == "x"                            ? Kind::ratio
                               : stated.low.unit == "%"                            ? Kind::percent
                                                                                   : Kind::value);
    claim.stated = (shape == Shape::up_to      ? "up to "
                    : shape == Shape::at_least ? "at least "
                                               : "") +
                   stated_text(reading.sentence, stated);
    claim.verdict = outcome.verdict;
    const auto* decides = !outcome.outside.empty() ? outcome.outside.front()
                          : shape == Shape::up_to  ? outcome.highest
                                                   : outcome.lowest;
    for (const auto* point : outcome.outside)
        if (std::fabs(point->value - stated.low.value) > std::fabs(decides->value - stated.low.value)) decides = point;
    claim.computed = decides->value;
    claim.computed_text = spread(outcome, stated.high);
    const auto& column = reading.binder.tables()[points.front().row.table].columns[points.front().column];
    claim.why = fmt::format("{} of {}: {}{}.", formula, column.header, claim.computed_text,
                            points.size() > 1 ? " over " + counted(points.size(), "row") : "");
    const bool one_table =
        std::ranges::all_of(points, [&](const Point& p) { return p.row.table == points.front().row.table; });
    const auto name = [&](const Point* point) {
        const auto& table = reading.binder.tables()[point->row.table];
        return fmt::format("{} {}", one_table ? table.rows[point->row.row].label : reading.binder.row_text(point->row),
                           one_more_decimal(point->value, stated.high));
    };
    const auto list = [&](const std::vector<const Point*>& some) {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < std::min(some.size(), most_rows); ++i) names.push_back(name(some[i]));
        return join(names, "; ") + (some.size() > most_rows ? "; \u2026" : "");
    };
    if (!outcome.outside.empty() && points.size() > 1) claim.why += " Not so: " + list(outcome.outside) + ".";
    if (!outcome.near.empty() && points.size() > 1)
        claim.why +=
            fmt::format(" Only {}: {}.", outcome.cut ? "cut off or rounded" : "when rounded", list(outcome.near));
    if (outcome.cut && outcome.outside.empty())
        claim.why += fmt::format(" The printed bound is cut off; rounded it is {}.",
                                 at_decimals(outcome.highest->value, stated.high));
    for (const auto& note : reading.scope.notes) claim.why += " " + note;
    const auto add = [&](const Point* point) { add_row(reading, claim, *point); };
    add(outcome.lowest);
    add(outcome.highest);
    for (const auto* point : outcome.outside) add(point);
    for (const auto* point : outcome.near) add(point);
    reading.claims.push_back(std::move(claim));
}

/// Several readings of one figure: the first that holds, else the first.
struct Attempt {
    std::vector<Point> points;
    Outcome outcome;
    std::string formula;
    bool stronger_than(const Attempt& other) const
    {
        const auto rank = [](Verdict v) { return v == Verdict::holds ? 2 : v == Verdict::rounded ? 1 : 0; };
        return rank(outcome.verdict) > rank(other.outcome.verdict);
    }
};

std::string_view form_words(Form form)
{
    switch (form) {
    case Form::saving_percent:
        return "Decrease";
    case Form::change_percent:
        return "Increase";
    case Form::more_percent:
        return "Increase as a rate";
    case Form::retention_percent:
        return "Percent of the reference";
    case Form::inverse:
        return "Speed-up";
    default:
        return "Ratio to the reference";
    }
}

std::vector<Point> relative_points(const Reading& reading, const Bound& bound, const std::vector<Subject>& subjects,
                                   Form form)
{
    std::vector<Point> points;
    for (const auto& row : reading.binder.rows(bound.scope, subjects))
        for (const auto& column : bound.columns) {
            if (column.table != row.table) continue;
            const auto& header = reading.binder.tables()[column.table].columns[column.column];
            auto point = header.average_retention ? reading.binder.measured(row, column.column)
                                                  : reading.binder.relative(row, column.column, form);
            if (header.average_retention && reading.binder.is_base(row)) point.reset();
            if (point) points.push_back(*point);
        }
    return points;
}

/// The clause of a figure and, where that says nothing of the kind, the whole sentence.
std::vector<std::string> words_around(const Sentence& sentence, std::size_t quantity)
{
    const auto clause = clause_of(sentence, quantity);
    return sentence.words_in(clause.before, clause.after);
}

bool check_relative(Reading& reading, std::size_t quantity, Shape shape)
{
    const auto& stated = reading.sentence.quantities[quantity];
    auto words = words_around(reading.sentence, quantity);
    const auto bound = columns_of(reading, quantity, Binder::Wanted::relative);
    if (bound.columns.empty()) return false;
    const auto& columns = bound.columns;
    const auto& first = reading.binder.tables()[columns.front().table].columns[columns.front().column];
    auto forms = forms_for(stated.low, direction_of(first.family), words);
    if (first.average_retention)
        forms = {Form::retention_percent};
    else if (forms.empty())
        return false;
    if (first.average_retention && stated.low.unit != "%") return false;
    const auto subjects = subjects_of(reading, quantity, true);
    std::optional<Attempt> best;
    for (const auto form : forms) {
        Attempt attempt{relative_points(reading, bound, subjects, form), {}, std::string(form_words(form))};
        if (attempt.points.empty()) continue;
        attempt.outcome = judge_points(attempt.points, stated, shape);
        if (!best || attempt.stronger_than(*best)) best = std::move(attempt); // its pointers stay valid
    }
    if (!best) return false;
    report(reading, quantity, shape, best->points, best->outcome, best->formula);
    return true;
}

/// Whether a figure that no row has may be called wrong: the sentence itself names the metric and the row (or, with
/// "=", the table), and the units are the same. Prose is full of figures that no table is about.
bool may_be_wrong(const Reading& reading, std::size_t quantity, const Point& nearest)
{
    const auto& sentence = reading.sentence;
    const auto& stated = sentence.quantities[quantity];
    const auto& table = reading.binder.tables()[nearest.row.table];
    const auto& column = table.columns[nearest.column];
    const auto words = words_around(sentence, quantity);
    if (std::ranges::none_of(column.words, [&](const std::string& word) {
            return !is_common_word(word) && !is_derived_word(word) && has_word(words, word);
        }))
        return false;
    const auto before = trimmed(std::string_view(sentence.plain).substr(0, stated.begin()));
    if (before.ends_with('=') && reading.scope.told) return true;
    if (reading.binder.subjects_in(sentence.plain).empty() || stated.low.unit.empty()) return false;
    const auto* figure = table.rows[nearest.row.row].cells[nearest.column].figure();
    const auto unit = figure && !figure->unit.empty() ? figure->unit : column.unit;
    return unit == stated.low.unit || (stated.low.unit == "%" && column.family == Family::accuracy);
}

/// A figure that stands in a table: of a group of rows one must have it.
bool check_value(Reading& reading, std::size_t quantity)
{
    const auto& stated = reading.sentence.quantities[quantity];
    const auto bound = columns_of(reading, quantity, Binder::Wanted::measured);
    const auto subjects = subjects_of(reading, quantity, false);
    const auto words = words_around(reading.sentence, quantity);
    const bool of_all =
        any_begins(words, std::to_array<std::string_view>({"all", "every", "across", "similar", "consistent"}));
    std::vector<Point> points;
    for (const auto& row : reading.binder.rows(bound.scope, subjects))
        for (const auto& column : bound.columns) {
            if (column.table != row.table) continue;
            auto point = reading.binder.measured(row, column.column);
            const auto value = point ? comparable_value(reading.binder, *point, stated.low) : std::nullopt;
            if (!value) continue;
            point->value = *value;
            point->bounds = {*value, *value};
            points.push_back(*point);
        }
    if (points.empty()) return false;
    if (!of_all) {
        // The row that is nearest to the stated figure speaks for its group.
        std::ranges::stable_sort(points, {}, [&](const Point& p) { return std::fabs(p.value - stated.low.value); });
        points.resize(1);
    }
    const bool differs =
        std::ranges::any_of(points, [&](const Point& p) { return judge(stated.low, p.value) == Verdict::contradicts; });
    if (differs && !may_be_wrong(reading, quantity, points.front())) return false;
    report(reading, quantity, Shape::exact, points, judge_points(points, stated, Shape::exact), "Figure");
    return true;
}

/// The result of an equation of the document, said again.
bool check_restated(Reading& reading, std::size_t quantity)
{
    const auto& stated = reading.sentence.quantities[quantity].low;
    for (const auto& equation : reading.equations) {
        if (equation.stated.value != stated.value || equation.stated.decimals != stated.decimals) continue;
        if (equation.line == reading.sentence.line) return true; // the equation itself
        const auto shared = std::ranges::count_if(equation.label, [&](const std::string& word) {
            return !is_common_word(word) && reading.sentence.has(word);
        });
        if (shared < 2) continue;
        auto claim = reading.claim(Kind::ratio);
        claim.stated = reading.sentence.plain.substr(stated.begin, stated.end - stated.begin);
        claim.computed = equation.computed;
        claim.computed_text = at_decimals(equation.computed, stated);
        claim.verdict = equation.verdict;
        claim.why = fmt::format("Said again from line {}: {} = {:.6g}, rounded {}.", equation.line, equation.text,
                                equation.computed, claim.computed_text);
        reading.claims.push_back(std::move(claim));
        return true;
    }
    return false;
}

/// A bare number is a claim only where a metric is said of it: "ITL = 34.5", "(44.0)".
bool introduces_value(const Sentence& sentence, const Quantity& quantity)
{
    auto before = trimmed(std::string_view(sentence.plain).substr(0, quantity.begin()));
    return before.ends_with('=') || before.ends_with('(');
}

void report_unbound(Reading& reading, std::size_t quantity, std::string_view why)
{
    const auto& stated = reading.sentence.quantities[quantity];
    auto claim = reading.claim(stated.range ? Kind::range : stated.low.unit == "x" ? Kind::ratio : Kind::percent);
    claim.stated = stated_text(reading.sentence, stated);
    claim.why = why;
    reading.claims.push_back(std::move(claim));
}

} // namespace

void check_figures(Reading& reading)
{
    const auto& sentence = reading.sentence;
    for (std::size_t i = 0; i < sentence.quantities.size(); ++i) {
        if (reading.used[i]) continue;
        const auto& quantity = sentence.quantities[i];
        const auto& unit = quantity.low.unit;
        const bool is_relative = unit == "%" || unit == "x" || unit == "pp";
        if (check_restated(reading, i)) continue;
        if (unit.empty() &&
            std::ranges::find(reading.equations, sentence.line, &Equation::line) != reading.equations.end())
            continue; // an input of the equation
        if (unit.empty() && !introduces_value(sentence, quantity)) continue;
        if (is_relative && is_expectation(sentence)) {
            report_unbound(reading, i, "This is an expectation, and no table has measurements of it.");
            continue;
        }
        if (is_relative && check_relative(reading, i, shape_of(sentence, quantity))) continue;
        if (!quantity.range && unit != "x" && unit != "pp" && check_value(reading, i)) continue;
        if (is_relative && !reading.binder.tables().empty())
            report_unbound(reading, i, "No table has rows, a metric and a reference that this figure could be of.");
    }
}

} // namespace kneepoint::claims
