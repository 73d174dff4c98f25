// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint {

enum class Severity : std::uint8_t { note, warning, error };
std::string_view to_string(Severity severity);

/// A figure as the file publishes it, beside what it should be; the level or row is the problem's place.
struct Correction {
    std::string what; ///< "mean TTFT, ms"
    std::optional<double> published, corrected;

    bool operator==(const Correction&) const = default;
};

/// Something a reader of the numbers should know. `code` is stable and machine-readable ("tpot-definition"),
/// `text` one sentence that says what, where and, if there is something to do, what to do.
struct Problem {
    Severity severity = Severity::warning;
    std::string code;
    std::string text;
    std::string file;                    ///< as in Provenance; filled by the reader that knows it
    std::string place;                   ///< path inside the file, line, or level label
    std::vector<Correction> corrections; ///< empty where nothing can be computed

    bool operator==(const Problem&) const = default;
};

using Problems = std::vector<Problem>;

/// Where a problem of this code was reported upstream: "GuideLLM issues 93 and 272"; empty where it was not.
std::string_view known_issue(std::string_view code);

} // namespace kneepoint
