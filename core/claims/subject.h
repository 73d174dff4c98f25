// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace kneepoint::claims {

/// Whom a sentence speaks of.
struct Subject {
    enum class Kind : std::uint8_t {
        name,        ///< the whole name of rows: "INT4-W4A16" (not "INT4-W4A16-AWQ")
        word,        ///< rows whose name has the word: "INT8"
        base,        ///< "the baseline"
        all_but_base ///< "all quantized models"
    };
    Kind kind = Kind::word;
    std::vector<std::string> words;
    std::size_t begin = 0, end = 0; ///< in the text it was found in
    bool operator==(const Subject&) const = default;
};

} // namespace kneepoint::claims
