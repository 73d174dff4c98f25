// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "table.h"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::claims {

std::set<std::string> side_words(const std::vector<std::string>& words);
bool is_measured_source(const Column& column);
/// Rows that are sides: the usual layout, which needs no turning.
bool rows_are_sides(const Table& table);
/// What tells tables of one document where they stand.
Table frame_of(const Table& table);
/// The name of a side as rows have it: "this model" and "ours" say nothing beside it.
void name_side(Row& row, std::string_view text);
Cell moved_cell(const Table& table, std::size_t row, std::size_t column);
/// A setting, or a text before the figures.
bool is_key(const Table& table, std::size_t column);

/// Tables of one side each, told apart by their titles alone, as one table.
std::vector<Table> join_sides(std::vector<Table> tables);

} // namespace kneepoint::claims
