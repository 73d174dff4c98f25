// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::claims {

enum class DecimalMark : std::uint8_t { point, comma };

/// A number as printed, with what its print tells of the unrounded one.
struct Figure {
    double value = 0;
    int decimals = 0;
    double half_unit = 0.5; ///< half a unit of the last printed place
    std::string unit;       ///< "%", "x", "ms", "GiB"; empty when none is printed
    bool approximate = false;
    bool has_sign = false;
    std::size_t begin = 0, end = 0; ///< in the text it was read from, with mark, sign and unit

    bool operator==(const Figure&) const = default;
};

/// A figure or a range of two with one unit.
struct Quantity {
    Figure low, high; ///< equal when it is no range
    bool range = false;
    std::size_t begin() const { return low.begin; }
    std::size_t end() const { return high.end; }
};

/// The text with one spelling each for dashes, minus, ×, ≈, ≥, ≤, ±, arrows and blanks, so that the rest reads ASCII.
std::string plain_text(std::string_view text);

/// Figures of a table cell in their order: "0.64x (36% faster)" has two; what follows ± or stands in brackets as an
/// interval is left out. Nothing for "-", "N/A", "NaN", "inf", "W8A16".
std::vector<Figure> cell_figures(std::string_view plain, DecimalMark mark);

/// Numbers and ranges of a sentence; those inside names ("INT8", "Llama-3.1", "8B", "v0.45") are none.
std::vector<Quantity> quantities(std::string_view plain);

/// Factors said in words: "half the memory", "doubles", "twice as fast"; with a twentieth of slack.
std::vector<Quantity> number_words(std::string_view plain);

/// Comma when some cell can only be read so ("0,85", "1.234,5").
DecimalMark decimal_mark(const std::vector<std::string>& cells);

/// What stands for "no value" in a table: "", "-", "N/A", "NaN", "inf".
bool is_missing(std::string_view plain);

/// "2.35", at the decimals of the stated figure, with its unit.
std::string at_decimals(double value, const Figure& stated);

/// Without the noise of binary arithmetic, so that 2 - 0.0943/0.1640 is 1.425.
double snapped(double value);

} // namespace kneepoint::claims
