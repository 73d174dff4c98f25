// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relation.h"
#include "roles.h"
#include "text_claims.h"

#include <cstddef>
#include <string>
#include <vector>

namespace kneepoint::claims {

/// One reading of a figure: what it could be of, and what the tables have there.
struct Candidate {
    std::vector<Point> points;   ///< judged one by one
    Outcome outcome;             ///< its pointers are into `points`
    std::string formula;         ///< "Decrease"
    std::string of;              ///< what of: a header, or "8 tasks"; empty: the header of the first point
    std::string reference;       ///< the row or column compared with, where it is one
    std::vector<Point> rests_on; ///< figures that an average is made of
};

const Column& column_at(const Reading& reading, ColumnRef ref);

/// What a figure may be of: the columns that words name, and others that the same words could mean.
struct Metrics {
    std::vector<Bound> bounds; ///< the likeliest first
    bool overall = false;      ///< accuracy as such
    bool named = false;        ///< by the sentence or what it stands under
};
/// A figure that no metric is said of may be of the scores, of speed ("faster"), of size ("smaller") or of the only
/// metric of the tables.
Metrics metrics_of(const Reading& reading, std::size_t quantity, const Said& said, const Roles& roles);

/// "Runs at 110 tok/s": the columns whose unit is this rate.
Bound rates_of_unit(const Reading& reading, const std::string& unit);

/// Judges the points of a reading; false where it has none.
bool judge_candidate(Candidate& candidate, const Quantity& stated, Shape shape);
/// Adds the claim that a reading of a figure makes.
Claim& report(Reading& reading, std::size_t quantity, Shape shape, const Candidate& candidate);
/// Adds a claim that cannot be checked.
void report_unbound(Reading& reading, std::size_t quantity, std::string_view why);

/// The readings of accuracy as such, where a table has several tasks: its average, the mean of the ratios, the ratio of
/// the means.
std::vector<Candidate> overall_readings(const Reading& reading, const Bound& bound, const Roles& roles,
                                        const Meaning& meaning, Mean mean);
/// The readings of "on average": the mean of the ratios, the ratio of the means; of another mean that one.
std::vector<Candidate> average_readings(const Reading& reading, const Bound& bound, const Roles& roles,
                                        const Meaning& meaning, Mean mean);
/// Every row's figure against its reference.
Candidate row_reading(const Reading& reading, const Bound& bound, const Roles& roles, const Meaning& meaning);

/// The mean over tasks that a document prints: "Average".
bool is_average(const Column& column);
/// Whether differences of a column's figures are in points as they stand: 72.1 - 71.5, not 0.721 - 0.715.
bool prints_percent(const Table& table, std::size_t column);

/// "31 % lower than BF16", "keeps 98 %", "1.4x faster": a side against another. False when the figure is none of these.
bool check_relative(Reading& reading, std::size_t quantity, const Said& said);
/// "from 20 ms to 12 ms". True when the figure, and with two figures the next, are read.
bool check_from_to(Reading& reading, std::size_t quantity);

} // namespace kneepoint::claims
