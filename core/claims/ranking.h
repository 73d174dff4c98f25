// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text_claims.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace kneepoint::claims {

/// Which end of a column a superlative means.
enum class End : std::uint8_t { better, largest, smallest };

/// The rows of one table and equal settings, ordered from the first place on.
struct Order {
    std::vector<Point> points;
    bool larger_first = true;
};
std::vector<Order> orders(const Reading& reading, ColumnRef column, End end);

/// Adds to a claim what the order of a column says; false when the subjects are not in it.
bool judge_place(const Reading& reading, Claim& claim, ColumnRef column, End end, const std::vector<Subject>& subjects,
                 std::size_t place);

/// Of several columns that the words could mean: the one where the claim holds, else the first.
std::optional<Claim> best_claim(const Reading& reading, Kind kind, const std::vector<ColumnRef>& columns, End end,
                                const std::vector<Subject>& subjects, std::size_t place);

} // namespace kneepoint::claims
