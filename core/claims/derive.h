// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formula.h"
#include "table.h"

#include "kneepoint/base/progress.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kneepoint::claims {

/// Row numbers of a source, shared by thousands of candidates; npos where there is none.
using RowMap = std::shared_ptr<const std::vector<std::size_t>>;

/// Where the cells of a derived column come from.
struct Derivation {
    enum class Kind : std::uint8_t {
        pair,      ///< two columns of one row
        base_row,  ///< a column of a row against the same of the base row
        mean,      ///< the mean of several columns
        retention, ///< the mean over columns of a row's ratio to the base row
        rank       ///< the place of the row in a column
    };
    Kind kind = Kind::pair;
    Form form = Form::ratio;
    /// Of a table whose rows are metrics: below (-1) or above (+1) 1 is better in each row, so that the ratio is turned
    /// where the direction of the metric asks for it.
    int better = 0;
    std::size_t table = 0, a = 0, b = 0;                      ///< of the sources
    RowMap rows;                                              ///< of the sources, for each row of the target
    RowMap base_rows;                                         ///< of the base, for each row of the sources
    std::vector<std::pair<std::size_t, std::size_t>> columns; ///< table and column of each source of a mean
    std::string set;                                          ///< what a retention averages, in words
    bool descending = false;                                  ///< rank 1 is the largest
};

struct Computed {
    double value = 0;
    Bounds bounds;
    bool trivial = false; ///< both inputs are the same figure
};

std::optional<Computed> compute(const std::vector<Table>& tables, const Derivation& derivation, std::size_t row,
                                const Table& target);
/// "2 - 0.0943/0.1640".
std::string formula_text(const std::vector<Table>& tables, const Derivation& derivation, std::size_t row,
                         const Table& target);
std::vector<Evidence> inputs_of(const std::vector<Table>& tables, const Derivation& derivation, std::size_t row);

/// Candidates for the sources of a column of tables[table]: pairs of columns, columns against a base row, means, ranks.
std::vector<Derivation> candidates(const std::vector<Table>& tables, std::size_t table, std::size_t column);
/// Sets of accuracy columns in every table with these rows that an average retention can be of, the likeliest first.
std::vector<Derivation> retention_candidates(const std::vector<Table>& tables, std::size_t table);

/// How many distinguishing words two headers share.
int affinity(const Column& target, const Column& source);
/// Row of `to` with the label of each row of `from`; npos where there is none or more than one.
std::vector<std::size_t> rows_by_label(const Table& from, const Table& to);
/// For each row of a table, the row with the same settings and the name of `base`.
std::vector<std::size_t> base_rows_of(const Table& table, std::size_t base);
/// Rows that could be the base of a table, the likeliest first; `column` may say so in its cells.
std::vector<std::size_t> likely_bases(const Table& table, std::optional<std::size_t> column);

/// Finds the formula of each derived column, checks its cells and keeps in the tables what was found.
std::vector<Claim> check_tables(std::vector<Table>& tables, Problems& problems, Progress& progress);

} // namespace kneepoint::claims
