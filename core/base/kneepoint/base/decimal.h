// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kneepoint {

/// The shortest decimal text that reads back as the same double, never with an exponent ("44.845", "0.0001").
/// NaN gives "nan", infinities "inf" and "-inf".
std::string shortest_decimal(double value);

/// Rounds half away from zero on the shortest decimal text: 44.845 with 2 decimals gives "44.85", where printf would
/// give "44.84" because the double lies just below. "-0.0" is written "0.0".
std::string format_decimal(double value, int decimals);

/// The value of format_decimal, for comparing printed figures.
double round_decimal(double value, int decimals);

/// Reads a whole text as a decimal number ("1", "-2.5e3"; blanks around it are allowed). No "nan", "inf" or hex.
std::optional<double> parse_decimal(std::string_view text);

/// The number of decimals a printed figure has: "44.0" has 1, "7" has 0. Empty when the text is no decimal number.
std::optional<int> printed_decimals(std::string_view text);

/// A text that is a number with more than four decimals, rounded to two, or to four below 0.1; any other text as it is,
/// so that versions such as "535.129" stay. For facts that are shown, not compared.
std::string readable_figure(std::string_view text);

} // namespace kneepoint
