// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint {

enum class Severity : std::uint8_t { note, warning, error };
std::string_view to_string(Severity severity);

/// Something a reader of the numbers should know. `code` is stable and machine-readable ("tpot-definition"),
/// `text` one sentence that says what, where and, if there is something to do, what to do.
struct Problem {
    Severity severity = Severity::warning;
    std::string code;
    std::string text;
    std::string file;  ///< as in Provenance; filled by the reader that knows it
    std::string place; ///< path inside the file, line, or level label

    bool operator==(const Problem&) const = default;
};

using Problems = std::vector<Problem>;

} // namespace kneepoint
