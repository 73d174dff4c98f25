// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace kneepoint {

/// Without blanks, tabs, newlines and carriage returns at both ends.
std::string_view trimmed(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
/// At separators outside of brackets: "a={b,c},d" gives "a={b,c}" and "d".
std::vector<std::string_view> split_outside_brackets(std::string_view text, char separator);
/// Lines without their "\n" or "\r\n"; a last line without an end counts, an empty text has none.
std::vector<std::string_view> lines(std::string_view text);
/// ASCII letters only; other bytes stay.
std::string lower_case(std::string_view text);
bool contains_ignoring_case(std::string_view text, std::string_view part);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string replaced(std::string text, std::string_view what, std::string_view with);
/// "1 level", "3 levels".
std::string counted(std::size_t n, std::string_view singular, std::string_view plural = {});
/// Terminal colour and cursor sequences taken out.
std::string without_ansi(std::string_view text);

/// Offset of the first byte that is not UTF-8, or npos.
std::size_t invalid_utf8_at(std::string_view text);
/// Removes a UTF-8 byte-order mark and decodes UTF-16 (with a mark, or recognisable by its zero bytes).
/// @error unreadable when the bytes are neither UTF-8 nor UTF-16; the place names the first bad byte.
Result<std::string> utf8_text(std::string bytes);

/// The text fit for one line of a message: control characters replaced, shortened to `limit` bytes with "…".
std::string one_line(std::string_view text, std::size_t limit = 160);

} // namespace kneepoint
