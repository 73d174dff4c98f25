// SPDX-License-Identifier: GPL-3.0-or-later
#include "relative.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kneepoint::claims {

namespace {

constexpr std::size_t most_named_rows = 12;

Kind kind_of(const Quantity& stated, Shape shape)
{
    if (stated.range) return Kind::range;
    if (shape == Shape::up_to || shape == Shape::at_least || shape == Shape::at_most) return Kind::threshold;
    if (stated.low.unit == "x") return Kind::ratio;
    return stated.low.unit == "%" || stated.low.unit == "pp" ? Kind::percent : Kind::value;
}

std::string_view bound_words(Shape shape)
{
    switch (shape) {
    case Shape::up_to:
        return "up to ";
    case Shape::at_least:
        return "at least ";
    case Shape::at_most:
        return "at most ";
    default:
        return "";
    }
}

/// The point that the verdict turns on: the one farthest outside, else the one at the bound.
const Point* deciding(const Candidate& candidate, const Quantity& stated, Shape shape)
{
    const auto& outcome = candidate.outcome;
    const auto* decides = !outcome.outside.empty()                           ? outcome.outside.front()
                          : shape == Shape::up_to || shape == Shape::at_most ? outcome.highest
                                                                             : outcome.lowest;
    for (const auto* point : outcome.outside)
        if (std::fabs(point->value - stated.low.value) > std::fabs(decides->value - stated.low.value)) decides = point;
    return decides;
}

class RowList {
public:
    RowList(const Reading& reading, const Candidate& candidate, const Figure& stated)
        : m_reading(reading), m_stated(stated), m_one_table(std::ranges::all_of(candidate.points, [&](const Point& p) {
              return p.row.table == candidate.points.front().row.table;
          }))
    {}

    std::string list(const std::vector<const Point*>& some) const
    {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < std::min(some.size(), most_named_rows); ++i) names.push_back(name(*some[i]));
        return join(names, "; ") + (some.size() > most_named_rows ? "; \u2026" : "");
    }

private:
    std::string name(const Point& point) const
    {
        const auto& table = m_reading.binder.tables()[point.row.table];
        return fmt::format("{} {}",
                           m_one_table ? table.rows[point.row.row].label : m_reading.binder.row_text(point.row),
                           one_more_decimal(point.value, m_stated));
    }

    const Reading& m_reading;
    const Figure& m_stated;
    bool m_one_table;
};

} // namespace

bool judge_candidate(Candidate& candidate, const Quantity& stated, Shape shape)
{
    if (candidate.points.empty()) return false;
    candidate.outcome = judge_points(candidate.points, stated, shape);
    return true;
}

Claim& report(Reading& reading, std::size_t quantity, Shape shape, const Candidate& candidate)
{
    const auto& stated = reading.sentence.quantities[quantity];
    const auto& outcome = candidate.outcome;
    const auto& points = candidate.points;
    auto claim = reading.claim(kind_of(stated, shape));
    claim.stated = std::string(bound_words(shape)) + stated_text(reading.sentence, stated);
    claim.verdict = outcome.verdict;
    claim.computed = deciding(candidate, stated, shape)->value;
    claim.computed_text = spread(outcome, stated.high);
    const auto& column = reading.binder.tables()[points.front().row.table].columns[points.front().column];
    claim.why = fmt::format("{} of {}{}: {}{}.", candidate.formula, candidate.of.empty() ? column.header : candidate.of,
                            candidate.reference.empty() ? "" : " against " + candidate.reference, claim.computed_text,
                            points.size() > 1 ? " over " + counted(points.size(), "row") : "");
    const RowList names(reading, candidate, stated.high);
    if (!outcome.outside.empty() && points.size() > 1) claim.why += " Not so: " + names.list(outcome.outside) + ".";
    if (!outcome.near.empty() && points.size() > 1)
        claim.why +=
            fmt::format(" Only {}: {}.", outcome.cut ? "cut off or rounded" : "when rounded", names.list(outcome.near));
    if (outcome.cut && outcome.outside.empty())
        claim.why += fmt::format(" The printed bound is cut off; rounded it is {}.",
                                 at_decimals(outcome.highest->value, stated.high));
    for (const auto& note : reading.scope.notes) claim.why += " " + note;
    const auto add = [&](const Point* point) { add_row(reading, claim, *point); };
    if (candidate.rests_on.empty()) {
        add(outcome.lowest);
        add(outcome.highest);
        for (const auto* point : outcome.outside) add(point);
        for (const auto* point : outcome.near) add(point);
    }
    for (const auto& point : candidate.rests_on) add(&point);
    reading.claims.push_back(std::move(claim));
    return reading.claims.back();
}

void report_unbound(Reading& reading, std::size_t quantity, std::string_view why)
{
    const auto& stated = reading.sentence.quantities[quantity];
    auto claim = reading.claim(stated.range ? Kind::range : stated.low.unit == "x" ? Kind::ratio : Kind::percent);
    claim.stated = stated_text(reading.sentence, stated);
    claim.why = why;
    reading.claims.push_back(std::move(claim));
}

} // namespace kneepoint::claims
