// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::runs {

/// With this a line of kneepoint-load's progress begins (docs/load.md, --progress jsonl).
inline constexpr std::string_view load_event_mark = R"({"event":")";

/// "4 streams: 88 requests, 4 cut off; 11.00 requests/s, TTFT 33.8 ms, ITL 5.00 ms" for a line of kneepoint-load's
/// progress; none for one that says nothing to a reader, and for what another tool wrote.
std::optional<std::string> load_event_words(std::string_view line);

} // namespace kneepoint::runs
