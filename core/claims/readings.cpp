// SPDX-License-Identifier: GPL-3.0-or-later
#include "relative.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace kneepoint::claims {

namespace {

/// A figure and its reference.
struct Pair {
    Point own;
    double a = 0, b = 0;
};

Point meant(Point point, const Meaning& meaning)
{
    if (meaning.sign < 0) {
        point.value = -point.value;
        point.bounds = {-point.bounds.high, -point.bounds.low};
    }
    if (meaning.absolute && point.value < 0) {
        point.value = -point.value;
        point.bounds = {-point.bounds.high, -point.bounds.low};
    }
    return point;
}

std::optional<Pair> pair_of(const Reading& reading, RowRef row, std::size_t column, const Roles& roles,
                            const Meaning& meaning)
{
    const auto& table = reading.binder.tables()[row.table];
    const auto other = reading.binder.reference_cell(row, column, roles.against);
    const auto own = reading.binder.relative(row, column, meaning.form, roles.against);
    if (!other || !own) return std::nullopt;
    return Pair{*own, table.value(row.row, column).value_or(0), table.value(other->first, other->second).value_or(0)};
}

std::string_view name_of_reference(const Reading& reading, RowRef row, std::size_t column, const Roles& roles)
{
    const auto other = reading.binder.reference_cell(row, column, roles.against);
    if (!other) return {};
    const auto& table = reading.binder.tables()[row.table];
    return other->second == column ? std::string_view(table.rows[other->first].name)
                                   : std::string_view(table.columns[other->second].header);
}

using Pairs = std::map<std::string, std::vector<Pair>>;

/// The pairs of each side by its name.
Pairs pairs_by_side(const Reading& reading, const Bound& bound, const Roles& roles, const Meaning& meaning)
{
    Pairs pairs;
    for (const auto& [row, column] : places_of(reading, bound, roles.subjects))
        if (const auto pair = pair_of(reading, row, column, roles, meaning))
            pairs[reading.binder.tables()[row.table].rows[row.row].name].push_back(*pair);
    return pairs;
}

/// The columns of each table alone.
std::vector<Bound> by_table(const Bound& bound)
{
    std::vector<Bound> parts;
    std::map<std::size_t, std::size_t> places;
    for (const auto& column : bound.columns) {
        const auto [place, is_new] = places.emplace(column.table, parts.size());
        if (is_new) {
            parts.push_back({{}, bound.scope});
            parts.back().scope.tables = {column.table};
        }
        parts[place->second].columns.push_back(column);
    }
    return parts;
}

/// The mean of the ratios and the ratio of the means of each side.
std::vector<Candidate> arithmetic_means(const Pairs& pairs, const Meaning& meaning, std::string_view what)
{
    Candidate of_ratios, of_figures;
    for (const auto& [name, all] : pairs) {
        const auto n = static_cast<double>(all.size());
        double sum = 0, low = 0, high = 0, a = 0, b = 0;
        for (const auto& pair : all) {
            sum += pair.own.value / n;
            low += pair.own.bounds.low / n;
            high += pair.own.bounds.high / n;
            a += pair.a / n;
            b += pair.b / n;
        }
        auto point = all.front().own;
        point.value = sum;
        point.bounds = {low, high};
        of_ratios.points.push_back(meant(point, meaning));
        point.value = apply(meaning.form, a, b);
        point.bounds = {point.value, point.value};
        if (!std::isfinite(point.value)) continue;
        of_figures.points.push_back(meant(point, meaning));
        for (auto* candidate : {&of_ratios, &of_figures})
            for (const auto& pair : all) candidate->rests_on.push_back(pair.own);
    }
    of_ratios.formula = fmt::format("{}, the mean over {},", words_of_meaning(meaning, Family::none), what);
    of_figures.formula = fmt::format("{}, of the means over {},", words_of_meaning(meaning, Family::none), what);
    return {std::move(of_ratios), std::move(of_figures)};
}

double median_of(std::vector<double> values)
{
    std::ranges::sort(values);
    const auto half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

double geometric_mean_of(const std::vector<double>& values)
{
    double logs = 0;
    for (const double value : values) logs += std::log(value);
    return std::exp(logs / static_cast<double>(values.size()));
}

/// One mean of each side: the median of its figures, or the form of the geometric mean of its ratios.
std::vector<Candidate> one_mean(const Pairs& pairs, const Meaning& meaning, Mean mean, std::string_view what)
{
    Candidate found;
    for (const auto& [name, all] : pairs) {
        auto point = all.front().own;
        const auto of = [&](auto figure) {
            std::vector<double> values;
            for (const auto& pair : all) values.push_back(figure(pair.own));
            if (mean == Mean::median) return median_of(std::move(values));
            return snapped(apply(meaning.form, geometric_mean_of(values), 1));
        };
        point.value = of([](const Point& p) { return p.value; });
        const double low = of([](const Point& p) { return p.bounds.low; }),
                     high = of([](const Point& p) { return p.bounds.high; });
        point.bounds = {std::min(low, high), std::max(low, high)};
        if (!std::isfinite(point.value)) continue;
        found.points.push_back(meant(point, meaning));
        for (const auto& pair : all) found.rests_on.push_back(pair.own);
    }
    found.formula = fmt::format("{}, the {} over {},", words_of_meaning(meaning, Family::none),
                                mean == Mean::median ? "median" : "geometric mean", what);
    return {std::move(found)};
}

std::vector<Candidate> means(const Pairs& pairs, const Meaning& meaning, Mean mean, std::string_view what)
{
    const bool differs = meaning.form == Form::difference || meaning.form == Form::points;
    if (mean == Mean::geometric && differs) return {}; // of ratios alone
    if (mean == Mean::median || mean == Mean::geometric) return one_mean(pairs, meaning, mean, what);
    return arithmetic_means(pairs, meaning, what);
}

/// What is taken of each pair: a geometric mean is one of ratios.
Meaning of_mean(const Meaning& meaning, Mean mean)
{
    return mean == Mean::geometric ? Meaning{.form = Form::ratio} : meaning;
}

} // namespace

bool is_average(const Column& column)
{
    return std::ranges::any_of(column.words, [](const std::string& word) {
        return word == "average" || word == "avg" || word == "mean" || word == "overall";
    });
}

bool prints_percent(const Table& table, std::size_t column)
{
    if (table.columns[column].unit == "%") return true;
    for (std::size_t r = 0; r < table.rows.size(); ++r)
        if (const auto value = table.value(r, column); value && std::fabs(*value) > 1.5) return true;
    return false;
}

Candidate row_reading(const Reading& reading, const Bound& bound, const Roles& roles, const Meaning& meaning)
{
    Candidate candidate;
    if (!bound.columns.empty())
        candidate.formula = words_of_meaning(
            meaning, reading.binder.tables()[bound.columns.front().table].columns[bound.columns.front().column].family);
    for (const auto& [row, column] : places_of(reading, bound, roles.subjects)) {
        const auto& header = reading.binder.tables()[row.table].columns[column];
        const bool as_printed = header.average_retention || header.derived;
        auto point = as_printed ? reading.binder.measured(row, column)
                                : reading.binder.relative(row, column, meaning.form, roles.against);
        if (as_printed && reading.binder.is_base(row)) point.reset();
        if (!point) continue;
        if (!as_printed) {
            const auto name = name_of_reference(reading, row, column, roles);
            if (candidate.points.empty())
                candidate.reference = name;
            else if (candidate.reference != name)
                candidate.reference.clear();
        }
        candidate.points.push_back(as_printed ? *point : meant(*point, meaning));
    }
    return candidate;
}

std::vector<Candidate> average_readings(const Reading& reading, const Bound& bound, const Roles& roles,
                                        const Meaning& meaning, Mean mean)
{
    std::vector<Candidate> found;
    for (const auto& part : by_table(bound)) {
        const auto pairs = pairs_by_side(reading, part, roles, of_mean(meaning, mean));
        if (pairs.empty()) continue;
        const auto rows = pairs.begin()->second.size();
        for (auto& candidate : means(pairs, meaning, mean, counted(rows, "figure")))
            found.push_back(std::move(candidate));
    }
    return found;
}

std::vector<Candidate> overall_readings(const Reading& reading, const Bound& bound, const Roles& roles,
                                        const Meaning& meaning, Mean mean)
{
    std::vector<Candidate> found;
    for (const auto& part : by_table(bound)) {
        Bound average{{}, part.scope}, tasks{{}, part.scope};
        for (const auto& column : part.columns)
            (is_average(column_at(reading, column)) ? average : tasks).columns.push_back(column);
        if (!average.columns.empty() && mean != Mean::median && mean != Mean::geometric)
            found.push_back(row_reading(reading, average, roles, meaning));
        const auto pairs = pairs_by_side(reading, tasks, roles, of_mean(meaning, mean));
        if (tasks.columns.size() < 2 || pairs.empty()) continue;
        for (auto& candidate : means(pairs, meaning, mean, counted(tasks.columns.size(), "task"))) {
            candidate.of = "the scores";
            found.push_back(std::move(candidate));
        }
    }
    return found;
}

} // namespace kneepoint::claims
