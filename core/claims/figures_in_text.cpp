// SPDX-License-Identifier: GPL-3.0-or-later
#include "doubts.h"
#include "relative.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

namespace kneepoint::claims {

namespace {

/// What was not measured cannot be checked against measurements.
bool is_expectation(const Sentence& sentence)
{
    static constexpr auto words =
        std::to_array<std::string_view>({"expected", "expect", "would", "could", "may", "might", "projected",
                                         "estimated", "theoretical", "theoretically", "theory", "ideal", "ideally"});
    return std::ranges::any_of(words, [&](std::string_view word) { return sentence.has(word); });
}

/// "An average score of 67.6", in the clause of the figure.
bool speaks_of_average(const Sentence& sentence, std::size_t quantity)
{
    const auto clause = clause_of(sentence, quantity);
    const auto words = sentence.words_in(clause.before, clause.after);
    return std::ranges::any_of(words, [](const std::string& word) { return word == "average" || word == "averages"; });
}

void keep_averages(const Reading& reading, std::size_t quantity, Bound& bound)
{
    const auto average = [&](ColumnRef ref) {
        return column_at(reading, ref).family == Family::accuracy && is_average(column_at(reading, ref));
    };
    if (speaks_of_average(reading.sentence, quantity) && std::ranges::any_of(bound.columns, average))
        std::erase_if(bound.columns, [&](ColumnRef ref) { return !average(ref); });
}

/// The clause of a figure.
std::vector<std::string> words_around(const Sentence& sentence, std::size_t quantity)
{
    const auto clause = clause_of(sentence, quantity);
    return sentence.words_in(clause.before, clause.after);
}

/// "Scores 65.1", "achieves an average score of 67.6".
bool is_scored(const Sentence& sentence, const Quantity& quantity)
{
    static constexpr auto words =
        std::to_array<std::string_view>({"scores", "scored", "scoring", "achieves", "achieved", "achieving", "reaches",
                                         "reached", "reaching", "attains", "obtains", "gets", "score of", "scores of",
                                         "accuracy of", "average of", "perplexity of", "ppl of"});
    const auto before = trimmed(std::string_view(sentence.lower).substr(0, quantity.begin()));
    return std::ranges::any_of(words, [&](std::string_view word) { return before.ends_with(word); });
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
    // "Runs at 110 tok/s": the unit names the metric.
    if (rates_of_unit(reading, stated.low.unit).columns.size() == 1 &&
        !reading.binder.subjects_in(sentence.plain).empty())
        return true;
    const bool average = is_average(column) && speaks_of_average(sentence, quantity);
    if (!average && std::ranges::none_of(column.words, [&](const std::string& word) {
            return !is_common_word(word) && !is_derived_word(word) && has_word(words, word);
        }))
        return false;
    const auto before = trimmed(std::string_view(sentence.plain).substr(0, stated.begin()));
    const auto said = words_of(before);
    if (before.ends_with('=') && reading.scope.told) return !said.empty() && has_word(column.words, said.back());
    const bool every = sentence.lower.contains("all models") || sentence.lower.contains("every model");
    const auto subjects = reading.binder.subjects_in(sentence.plain);
    const bool named =
        std::ranges::any_of(subjects, [&](const Subject& subject) { // not "133x faster than the baseline"
            return subject.kind != Subject::Kind::base || subject.begin < stated.begin();
        });
    if (!named && !every) return false;
    if (stated.low.unit.empty()) return is_scored(sentence, stated) && stated.low.decimals > 0;
    const auto* figure = table.rows[nearest.row.row].cells[nearest.column].figure();
    const auto unit = figure && !figure->unit.empty() ? figure->unit : column.unit;
    return unit == stated.low.unit || (stated.low.unit == "%" && column.family == Family::accuracy);
}

/// Rows that a value must be of all at once: "similar across all models".
bool speaks_of_all(const std::vector<std::string>& words)
{
    static constexpr auto stems = std::to_array<std::string_view>({"all", "every", "across", "similar", "consistent"});
    return std::ranges::any_of(words, [](const std::string& word) {
        return std::ranges::any_of(stems, [&](std::string_view stem) { return word.starts_with(stem); });
    });
}

/// "Adds 300 tok/s", "a gap of 30 ms": no figure that a table has.
bool speaks_of_difference(const std::vector<std::string>& words)
{
    static constexpr auto list = std::to_array<std::string_view>(
        {"adds", "add", "adding", "gap", "difference", "differs", "differ", "extra", "additional", "margin"});
    return std::ranges::any_of(
        words, [](const std::string& word) { return std::ranges::find(list, std::string_view(word)) != list.end(); });
}

/// "A is slower than B (100 ms vs 90 ms)": the figure of another side that the sentence names.
bool is_of_another(const Reading& reading, const Bound& bound, const Figure& stated)
{
    const auto sides = reading.binder.subjects_in(reading.sentence.plain);
    return std::ranges::any_of(places_of(reading, bound, sides), [&](const Place& place) {
        const auto point = reading.binder.measured(place.row, place.column);
        const auto value = point ? comparable_value(reading.binder, *point, stated) : std::nullopt;
        return value && judge(stated, *value) != Verdict::contradicts;
    });
}

/// "1046 ms to 25 ms", "12 ms -> 8 ms": each may be of a row that the sentence names for the other.
bool is_end_of_step(const Sentence& sentence, std::size_t quantity)
{
    const auto& all = sentence.quantities;
    const auto steps = [&](std::size_t first) {
        const auto between = trimmed(
            std::string_view(sentence.lower).substr(all[first].end(), all[first + 1].begin() - all[first].end()));
        return (between == "to" || between == "->") && all[first].low.unit == all[first + 1].low.unit;
    };
    return (quantity > 0 && steps(quantity - 1)) || (quantity + 1 < all.size() && steps(quantity));
}

/// A figure that stands in a table: of a group of rows one must have it.
bool check_value(Reading& reading, std::size_t quantity, const Said& said)
{
    const auto& stated = reading.sentence.quantities[quantity];
    auto bound = columns_of(reading, quantity, Binder::Wanted::measured);
    if (bound.columns.empty()) bound = rates_of_unit(reading, stated.low.unit);
    keep_averages(reading, quantity, bound);
    const auto subjects = subjects_of(reading, quantity, false);
    const auto words = words_around(reading.sentence, quantity);
    const bool of_all = speaks_of_all(words);
    std::vector<Point> points;
    for (const auto& [row, column] : places_of(reading, bound, subjects)) {
        auto point = reading.binder.measured(row, column);
        const auto value = point ? comparable_value(reading.binder, *point, stated.low) : std::nullopt;
        if (!value) continue;
        point->value = *value;
        point->bounds = {*value, *value};
        points.push_back(*point);
    }
    if (points.empty()) return false;
    const bool bound_said = said.shape == Shape::at_least || said.shape == Shape::at_most;
    if (!of_all && !bound_said) {
        // The row that is nearest to the stated figure speaks for its group.
        std::ranges::stable_sort(points, {}, [&](const Point& p) { return std::fabs(p.value - stated.low.value); });
        points.resize(1);
    }
    const auto shape = bound_said ? said.shape : Shape::exact;
    Candidate candidate{.points = std::move(points), .formula = "Figure"};
    judge_candidate(candidate, stated, shape);
    const bool differs = candidate.outcome.verdict == Verdict::contradicts;
    if (differs && (speaks_of_difference(words) || is_end_of_step(reading.sentence, quantity) ||
                    is_of_another(reading, bound, stated.low)))
        return false;
    const auto doubts = differs ? doubts_of(reading, quantity) : Doubts{};
    if (differs && (!may_be_wrong(reading, quantity, candidate.points.front()) || !doubts.weak.empty() ||
                    !doubts.blocking.empty()))
        return false;
    report(reading, quantity, shape, candidate);
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

/// A bare number is a claim only where a metric is said of it: "ITL = 34.5", "(44.0)", "a score of 67.6".
bool introduces_value(const Sentence& sentence, const Quantity& quantity)
{
    auto before = trimmed(std::string_view(sentence.plain).substr(0, quantity.begin()));
    return before.ends_with('=') || before.ends_with('(') ||
           (quantity.low.decimals > 0 && is_scored(sentence, quantity));
}

/// "Twice", "half": said in passing more often than of a metric.
bool is_word(const Sentence& sentence, const Quantity& quantity)
{
    const char first = sentence.plain[quantity.begin()];
    return (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
}

/// A word of change that follows: "3 times faster".
bool said_after(const std::vector<std::string>& words)
{
    static constexpr auto ends = std::to_array<std::string_view>(
        {"er", "more", "less", "improvement", "speedup", "speed", "reduction", "increase", "that"});
    return !words.empty() &&
           std::ranges::any_of(ends, [&](std::string_view end) { return words.front().ends_with(end); });
}

/// "8x H100", "we ran it 3 times": how many, not how much more.
bool is_count(const Sentence& sentence, const Quantity& quantity)
{
    if (quantity.low.unit != "x" || quantity.range || is_word(sentence, quantity)) return false;
    const auto printed = std::string_view(sentence.lower).substr(quantity.begin(), quantity.end() - quantity.begin());
    const auto after = trimmed(std::string_view(sentence.lower).substr(quantity.end()));
    const auto words = words_of(after.substr(0, std::min<std::size_t>(after.size(), 40)));
    const auto next = words.empty() ? std::string{} : words.front();
    if (printed.ends_with("times")) {
        const bool compares = after.starts_with("the ") || after.starts_with("as ") || said_after(words);
        return !compares;
    }
    return next == "gpu" || next == "gpus" || next == "nvidia" || next == "amd" || !gpu_architecture({next}).empty();
}

/// Place and size of the list of figures that a figure is in: "97 %, 99 % and 98 %".
std::pair<std::size_t, std::size_t> place_in_list(const Sentence& sentence, std::size_t index)
{
    const auto joined = [&](std::size_t i) {
        const auto begin = sentence.quantities[i].end(), end = sentence.quantities[i + 1].begin();
        return joins_list(std::string_view(sentence.lower).substr(begin, end - begin));
    };
    std::size_t first = index, last = index;
    while (first > 0 && joined(first - 1)) --first;
    while (last + 1 < sentence.quantities.size() && joined(last)) ++last;
    return {index - first, last - first + 1};
}

/// Of several values of one setting the one that a figure stands with: "1.6x at batch size 1 and 1.1x at batch size
/// 64".
std::vector<Filter> filters_near(const Sentence& sentence, const std::vector<Filter>& all, std::size_t index)
{
    const auto& figure = sentence.quantities[index];
    const auto [place, size] = place_in_list(sentence, index);
    std::vector<Filter> found;
    for (const auto& filter : all) {
        std::vector<std::size_t> alike; // where each of these values stands
        for (const auto& other : all)
            if (other.parameter == filter.parameter && other.relation == filter.relation) alike.push_back(other.begin);
        std::ranges::sort(alike);
        const bool one = filter.relation == '=' || filter.relation == 't';
        if (!one || alike.size() < 2 || (size > 1 && alike.size() != size)) {
            found.push_back(filter);
            continue;
        }
        if (size > 1) { // a list of figures for a list of values
            if (alike[place] == filter.begin) found.push_back(filter);
            continue;
        }
        const auto distance = [&](const Filter& other) { // behind the figure, in its own clause, is nearest
            if (other.begin < figure.end()) return 1000 + figure.begin() - std::min(figure.begin(), other.end);
            const auto between = sentence.lower.substr(figure.end(), other.begin - figure.end());
            return other.begin - figure.end() + (between.find_first_of(",;%") == std::string::npos ? 0U : 2000U);
        };
        const bool nearest = std::ranges::none_of(all, [&](const Filter& other) {
            return other.parameter == filter.parameter && other.relation == filter.relation &&
                   distance(other) < distance(filter);
        });
        if (nearest) found.push_back(filter);
    }
    return found;
}

/// Of several tables that a sentence names those named beside the figure: "16 % on Mistral 7B and 17 % on Llama 8B".
std::vector<std::size_t> tables_near(const Reading& reading, const std::vector<std::size_t>& all, std::size_t index)
{
    if (all.size() < 2) return all;
    const auto& sentence = reading.sentence;
    const auto& quantities = sentence.quantities;
    const auto& figure = quantities[index];
    std::size_t begin = 0, stop = sentence.plain.size();
    for (const auto& other : quantities) { // a number without a unit may be part of a title: "Llama 3.1"
        if (other.low.unit.empty()) continue;
        if (other.end() <= figure.begin()) begin = other.end();
        if (other.begin() >= figure.end()) stop = std::min(stop, other.begin());
    }
    for (const std::string_view mark : {",", ";", " and ", " while ", " but "})
        stop = std::min(stop, sentence.lower.find(mark, figure.end()));
    const auto text = std::string_view(sentence.plain);
    for (const auto part : {text.substr(figure.end(), stop - std::min(stop, figure.end())),
                            text.substr(begin, figure.begin() - std::min(begin, figure.begin()))}) {
        std::vector<std::size_t> near;
        std::ranges::set_intersection(all, reading.binder.named_tables(part), std::back_inserter(near));
        if (!near.empty()) return near;
    }
    return all;
}

} // namespace

void check_figures(Reading& reading)
{
    const auto& sentence = reading.sentence;
    const auto all_filters = reading.scope.filters;
    const auto all_tables = reading.scope.tables;
    for (std::size_t i = 0; i < sentence.quantities.size(); ++i) {
        if (reading.used[i]) continue;
        const auto& quantity = sentence.quantities[i];
        const auto& unit = quantity.low.unit;
        const bool is_relative = unit == "%" || unit == "x" || unit == "pp";
        if (check_restated(reading, i)) continue;
        if (unit.empty() &&
            std::ranges::find(reading.equations, sentence.line, &Equation::line) != reading.equations.end())
            continue; // an input of the equation
        if (is_relative && is_expectation(sentence)) {
            report_unbound(reading, i, "This is an expectation, and no table has measurements of it.");
            continue;
        }
        if (is_count(sentence, quantity)) continue;
        if (sentence.has("respectively") && !unit.empty()) {
            report_unbound(reading, i, "Which figure belongs to what is not read: its lists do not match.");
            continue;
        }
        reading.scope.filters = filters_near(sentence, all_filters, i);
        reading.scope.tables = tables_near(reading, all_tables, i);
        reading.exceptions.turned = quantity.begin() > reading.exceptions.where; // "..., where it is slower"
        if (check_from_to(reading, i)) continue;
        if (unit.empty() && !introduces_value(sentence, quantity)) continue;
        const auto said = said_of(sentence, i);
        const bool difference = !is_relative && said.by && said.change != Change::kept && said.change != Change::none;
        if ((is_relative || difference) && check_relative(reading, i, said)) continue;
        if (difference) continue; // no value of a table
        const bool may_be_value = unit != "x" && unit != "pp" && (unit != "%" || said.change == Change::none);
        if (!quantity.range && may_be_value && check_value(reading, i, said)) continue;
        if (is_relative && !reading.binder.tables().empty() && !is_word(sentence, quantity))
            report_unbound(reading, i, "No table has rows, a metric and a reference that this figure could be of.");
    }
}

} // namespace kneepoint::claims
