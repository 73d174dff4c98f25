// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text_claims.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::claims {

/// Part of a sentence that names what a figure is compared with: "than BF16", "compared to the baseline".
struct ReferencePhrase {
    std::size_t begin = 0, end = 0; ///< with its marker
    Against against;
    bool resolved = false; ///< rows, or the base side of a column, are meant by it
    bool versus = false;   ///< "A vs B", which leaves open who is compared with whom
};

/// Every reference phrase of a sentence that a figure may have, in its order.
std::vector<ReferencePhrase> phrases_of(const Reading& reading, std::size_t quantity);
/// "93 % of BF16", "1.5x the throughput of BF16": only right after the figure.
std::optional<ReferencePhrase> part_of(const Reading& reading, std::size_t quantity);
/// Subjects of a phrase that begin close to its start: "the BF16 baseline", not "the years in which INT8".
std::vector<Subject> leading_subjects(const Binder& binder, std::string_view plain, std::size_t begin, std::size_t end);
/// Where a phrase of a lower-case text ends: at a mark, a conjunction or a preposition.
std::size_t phrase_end(std::string_view lower, std::size_t from);

/// Who is compared with whom.
struct Roles {
    std::vector<Subject> subjects; ///< empty: all that are not the reference
    Against against;               ///< empty: the reference of the table
    bool turned = false;           ///< the sides could also be meant the other way round: "BF16 vs FP8: 1.4x"
    std::vector<Against> others;   ///< references that may be meant as well: of another figure, or the baseline
    std::string unknown;           ///< a reference that no row has; nothing can be checked then
};

/// The sides of a figure. Whether subject or reference comes first, the verb is active or passive, is told by the words
/// between them: "than", "over", "compared to", "from A to B", "outperformed by".
Roles roles_of(const Reading& reading, std::size_t quantity);

} // namespace kneepoint::claims
