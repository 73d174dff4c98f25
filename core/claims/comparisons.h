// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text_claims.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace kneepoint::claims {

enum class Relation : std::uint8_t { better, better_or_equal, worse, larger, smaller };

struct Comparative {
    std::string_view word;
    Relation relation;
    bool needs_than; ///< "lower ... than Y"; else a verb with its object: "outperforms Y"
};

/// What a sentence says of all its comparisons together.
struct Quantifier {
    enum class Kind : std::uint8_t { all, most, none, but, count };
    Kind kind = Kind::all;
    std::size_t number = 0, of = 0; ///< "all but 1", "3 of 4"
    bool excepts = false;           ///< an exception that is not read: "except on GSM8K"
};
Quantifier quantifier_of(const Sentence& sentence, const Word& word);
/// @param right comparisons of `all` that hold
Verdict verdict_of(const Quantifier& quantifier, std::size_t right, std::size_t all);

const Comparative* comparative(std::string_view word);
bool is_true(Relation relation, Direction direction, double a, double b);

/// One comparison of two figures.
struct Duel {
    Point a, b;
    bool right = false;
};

/// The columns that two sides are compared in: named between the comparative and the other side ("lower ITL than"),
/// else anywhere in the sentence.
std::vector<ColumnRef> columns_between(const Reading& reading, const Comparative& found, const Word& word,
                                       std::size_t other_end);
void add_evidence(const Reading& reading, Claim& claim, const Duel& duel);

// Each is one way in which two sides can be told apart; false when the sentence is none of its kind.
bool check_printed(Reading& reading, const Comparative& found, const Word& word);
bool check_equation_sides(Reading& reading, const Comparative& found, const Word& word);
bool check_two_tables(Reading& reading, const Comparative& found, const Word& word);

} // namespace kneepoint::claims
