// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text_claims.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace kneepoint::claims {

/// Part of a sentence that names what a figure is compared with: "than BF16", "compared to the baseline".
struct ReferencePhrase {
    std::size_t begin = 0, end = 0; ///< with its marker
    Against against;
    bool resolved = false; ///< rows, or the base side of a column, are meant by it
    bool versus = false;   ///< "A vs B", which leaves open who is compared with whom
};

/// Who is compared with whom.
struct Roles {
    std::vector<Subject> subjects; ///< empty: all that are not the reference
    Against against;               ///< empty: the reference of the table
    bool turned = false;           ///< the sides could also be meant the other way round: "BF16 vs FP8: 1.4x"
    std::string unknown;           ///< a reference that no row has; nothing can be checked then
};

/// The sides of a figure. Whether subject or reference comes first, the verb is active or passive, is told by the words
/// between them: "than", "over", "compared to", "from A to B", "outperformed by".
Roles roles_of(const Reading& reading, std::size_t quantity);

} // namespace kneepoint::claims
