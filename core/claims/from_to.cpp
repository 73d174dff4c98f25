// SPDX-License-Identifier: GPL-3.0-or-later
#include "doubts.h"
#include "relative.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace kneepoint::claims {

namespace {

/// Two figures of one metric, before and after: "from 20 ms to 12 ms".
struct Ends {
    Figure first, second;
    std::size_t last = 0; ///< the quantity that the second is
};

std::optional<Ends> ends_of(const Sentence& sentence, std::size_t index)
{
    const auto& quantity = sentence.quantities[index];
    const auto before = trimmed(std::string_view(sentence.lower).substr(0, quantity.begin()));
    if (!before.ends_with("from") && !before.ends_with("from ~")) return std::nullopt;
    if (quantity.range) {
        auto first = quantity.low;
        return Ends{std::move(first), quantity.high, index};
    }
    if (index + 1 >= sentence.quantities.size() || sentence.quantities[index + 1].range) return std::nullopt;
    const auto& next = sentence.quantities[index + 1];
    const auto between = sentence.lower.substr(quantity.end(), next.begin() - quantity.end());
    if (between.find(" to ") == std::string::npos || between.find(',') != std::string::npos) return std::nullopt;
    Ends ends{quantity.low, next.low, index + 1};
    if (ends.first.unit.empty()) ends.first.unit = ends.second.unit;
    if (ends.first.unit != ends.second.unit && !ends.second.unit.empty()) return std::nullopt;
    return ends;
}

/// The figures of two rows in one column, where the tables have both.
struct Step {
    Point first, second;
};

std::vector<Step> steps_of(const Reading& reading, const Bound& bound, const Roles& roles, const Figure& unit)
{
    std::vector<Step> steps;
    const auto& binder = reading.binder;
    for (const auto& [row, column] : places_of(reading, bound, roles.subjects)) {
        const auto other = binder.reference_cell(row, column, roles.against);
        if (!other) continue;
        auto second = binder.measured(row, column);
        auto first = binder.measured({row.table, other->first}, other->second);
        if (!first || !second) continue;
        const auto a = comparable_value(binder, *first, unit), b = comparable_value(binder, *second, unit);
        if (!a || !b) continue;
        first->value = *a;
        second->value = *b;
        steps.push_back({*first, *second});
    }
    return steps;
}

Verdict verdict_of_step(const Ends& ends, const Step& step)
{
    const auto first = judge(ends.first, step.first.value), second = judge(ends.second, step.second.value);
    if (first == Verdict::contradicts || second == Verdict::contradicts) return Verdict::contradicts;
    return first == Verdict::holds && second == Verdict::holds ? Verdict::holds : Verdict::rounded;
}

double distance(const Ends& ends, const Step& step)
{
    return std::fabs(step.first.value - ends.first.value) + std::fabs(step.second.value - ends.second.value);
}

bool names_metric(const Reading& reading, const Column& column)
{
    return std::ranges::any_of(column.words, [&](const std::string& word) {
        return !is_common_word(word) && !is_side_word(word) &&
               std::ranges::any_of(reading.sentence.words,
                                   [&](const Word& said) { return same_word(said.text, word); });
    });
}

} // namespace

bool check_from_to(Reading& reading, std::size_t quantity)
{
    const auto ends = ends_of(reading.sentence, quantity);
    if (!ends) return false;
    const bool ratio = ends->second.unit == "x" || ends->second.unit == "pp";
    const auto roles = roles_of(reading, ends->last);
    auto bound = columns_of(reading, ends->last, Binder::Wanted::measured);
    if (bound.columns.empty()) bound = columns_of(reading, quantity, Binder::Wanted::measured);
    const auto steps = steps_of(reading, bound, roles, ends->second);
    if (ratio || steps.empty()) return false;
    const auto best = std::ranges::min_element(steps, {}, [&](const Step& step) {
        return std::pair(verdict_of_step(*ends, step) == Verdict::contradicts, distance(*ends, step));
    });
    auto verdict = verdict_of_step(*ends, *best);
    // "from 17 % to 31 %" may be a range of savings as well.
    if (verdict == Verdict::contradicts && reading.sentence.quantities[quantity].range && ends->second.unit == "%")
        return false;
    auto claim = reading.claim(Kind::value);
    const auto& last = reading.sentence.quantities[ends->last];
    claim.stated = reading.sentence.plain.substr(ends->first.begin, last.end() - ends->first.begin);
    claim.computed = best->second.value;
    claim.computed_text = fmt::format("{} to {}", at_decimals(best->first.value, ends->first),
                                      at_decimals(best->second.value, ends->second));
    const auto& table = reading.binder.tables()[best->first.row.table];
    claim.why = fmt::format("{}: {} has {}, {} has {}.", table.columns[best->second.column].header,
                            table.rows[best->first.row.row].label, reading.binder.printed(best->first),
                            table.rows[best->second.row.row].label, reading.binder.printed(best->second));
    const auto doubts = doubts_of(reading, quantity);
    if (verdict == Verdict::contradicts) {
        const bool certain = names_metric(reading, table.columns[best->second.column]) &&
                             (!reading.binder.subjects_in(reading.sentence.plain).empty() ||
                              !bound.scope.filters.empty() || reading.scope.told) &&
                             (!ends->second.unit.empty() || (ends->first.decimals > 0 && ends->second.decimals > 0)) &&
                             doubts.blocking.empty() && doubts.weak.empty() && roles.unknown.empty();
        if (!certain) {
            verdict = Verdict::unchecked;
            claim.why = "No two rows that the sentence surely means have these figures. Nearest: " + claim.why;
        }
    } else if (!doubts.blocking.empty()) {
        verdict = Verdict::unchecked;
        claim.why = doubts.blocking;
    }
    claim.verdict = verdict;
    add_row(reading, claim, best->first);
    add_row(reading, claim, best->second);
    reading.claims.push_back(std::move(claim));
    reading.used[ends->last] = true;
    return true;
}

} // namespace kneepoint::claims
