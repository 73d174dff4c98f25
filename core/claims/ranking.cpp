// SPDX-License-Identifier: GPL-3.0-or-later
#include "ranking.h"

#include "circle.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace kneepoint::claims {

std::vector<Order> orders(const Reading& reading, ColumnRef column, End end)
{
    const bool without_base = leaves_out_base(reading.sentence);
    const auto& table = reading.binder.tables()[column.table];
    const auto direction = direction_of(table.columns[column.column].family);
    const bool larger = end == End::better ? direction != Direction::lower_is_better : end == End::largest;
    const auto& rows = reading.binder.rows_of(column.table);
    const Sieve sieve(table, reading.scope.filters);
    const Gaps gaps(reading.binder, reading.exceptions, column.table);
    std::map<std::size_t, Order> groups;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        if (rows.is_saturation(r) || (without_base && rows.is_base(r)) || !sieve.passes_each(r)) continue;
        if (gaps.has(r, column.column)) continue;
        if (auto point = reading.binder.measured({column.table, r}, column.column))
            groups[rows.setting(r)].points.push_back(*point);
    }
    std::vector<Order> all;
    for (auto& [settings, order] : groups) {
        order.larger_first = larger;
        std::ranges::stable_sort(order.points, [&](const Point& a, const Point& b) {
            return larger ? a.value > b.value : a.value < b.value;
        });
        if (order.points.size() > 1) all.push_back(std::move(order));
    }
    return all;
}

namespace {

struct Placing {
    bool right = true;
    std::vector<const Point*> ties; ///< of others with the value of the subjects' best
    const Point* ahead = nullptr;   ///< the first other row that is better
    const Point* own = nullptr;     ///< the subjects' best
};

/// Whether the subjects hold the place: no more than `place` - 1 better values before their best; of several named
/// subjects each must be ahead of all others.
/// @param rows of the subjects, in the order of the table
/// @param several subjects are named
Placing placing(const Order& order, const std::vector<std::size_t>& rows, bool several, std::size_t place)
{
    Placing found;
    const auto is_own = [&](const Point& point) { return std::ranges::binary_search(rows, point.row.row); };
    for (const auto& point : order.points)
        if (is_own(point) && (!found.own || several)) found.own = &point; // of several the last
    if (!found.own) return found;
    std::size_t better = 0;
    std::optional<double> last;
    for (const auto& point : order.points) {
        if (is_own(point)) continue;
        const bool ahead = order.larger_first ? point.value > found.own->value : point.value < found.own->value;
        if (ahead && (!last || *last != point.value)) ++better;
        if (ahead && !found.ahead) found.ahead = &point;
        if (point.value == found.own->value) found.ties.push_back(&point);
        last = point.value;
    }
    found.right = better == place - 1;
    return found;
}

/// What standard errors of runs say of the lead.
std::string noise(const Reading& reading, const Point& own, const Point& next)
{
    const auto cell = [&](const Point& point) -> const Cell& {
        return reading.binder.tables()[point.row.table].rows[point.row.row].cells[point.column];
    };
    const auto z = z_between(cell(own), cell(next));
    constexpr double significant = 1.96; // two-sided 5 %
    if (!z || std::fabs(*z) >= significant) return {};
    return fmt::format("; the lead is within the noise (z = {:.2f})", std::fabs(*z));
}

/// "MMLU baseline" beside "MMLU of the quantized model": no figure of a row's own side.
bool is_reference(const Table& table, std::size_t column)
{
    return std::ranges::any_of(table.columns, [&](const Column& other) {
        return other.reference.kind == Reference::Kind::column && other.reference.column == column;
    });
}

} // namespace

bool judge_place(const Reading& reading, Claim& claim, ColumnRef column, End end, const std::vector<Subject>& subjects,
                 std::size_t place)
{
    bool judged = false;
    const auto rows = reading.binder.rows_of(column.table).meant(subjects);
    if (rows.empty()) return false;
    const auto& header = reading.binder.tables()[column.table].columns[column.column].header;
    for (const auto& order : orders(reading, column, end)) {
        const auto found = placing(order, rows, subjects.size() > 1, place);
        if (!found.own) continue;
        if (!judged) claim.verdict = Verdict::holds;
        judged = true;
        add_row(reading, claim, *found.own);
        if (!claim.computed) claim.computed = found.own->value;
        if (!found.right) {
            claim.verdict = Verdict::contradicts;
            const auto* other = found.ahead ? found.ahead : &order.points.front();
            add_row(reading, claim, *other);
            claim.why += fmt::format("{}: {} has {}, {} has {}. ", header, reading.binder.row_text(other->row),
                                     reading.binder.printed(*other), reading.binder.row_text(found.own->row),
                                     reading.binder.printed(*found.own));
        } else {
            claim.why += fmt::format("{}: {} has {}", header, reading.binder.row_text(found.own->row),
                                     reading.binder.printed(*found.own));
            for (const auto* tie : found.ties) {
                claim.why += fmt::format(", a tie with {}", reading.binder.row_text(tie->row));
                add_row(reading, claim, *tie);
            }
            const auto next = std::ranges::find_if(order.points, [&](const Point& point) {
                return order.larger_first ? point.value < found.own->value : point.value > found.own->value;
            });
            if (next != order.points.end() && found.ties.empty()) {
                claim.why += fmt::format(", next is {} with {}", reading.binder.row_text(next->row),
                                         reading.binder.printed(*next));
                add_row(reading, claim, *next);
                claim.why += noise(reading, *found.own, *next);
            }
            claim.why += ". ";
        }
    }
    return judged;
}

std::optional<Claim> best_claim(const Reading& reading, Kind kind, const std::vector<ColumnRef>& columns, End end,
                                const std::vector<Subject>& subjects, std::size_t place)
{
    std::optional<Claim> kept;
    for (const auto& column : columns) {
        if (is_reference(reading.binder.tables()[column.table], column.column)) continue;
        auto claim = reading.claim(kind);
        if (!judge_place(reading, claim, column, end, subjects, place)) continue;
        if (!kept || (kept->verdict == Verdict::contradicts && claim.verdict == Verdict::holds))
            kept = std::move(claim);
    }
    if (kept) kept->why = std::string(trimmed(kept->why));
    return kept;
}

} // namespace kneepoint::claims
