// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::report {

/// Data for Markdown text or a table cell: nothing in it can become markup, a link, HTML or a new line.
std::string markdown_escaped(std::string_view data);
std::string html_escaped(std::string_view data);

/// A field of RFC 4180. Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers stay.
std::string csv_field(std::string_view text);
/// The shortest text of the number, empty when absent or not finite.
std::string csv_number(std::optional<double> value);

/// Code points of a UTF-8 text.
std::size_t text_width(std::string_view text);

} // namespace kneepoint::report
