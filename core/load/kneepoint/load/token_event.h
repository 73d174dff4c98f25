// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::load {

struct Usage {
    std::optional<std::uint32_t> prompt_tokens, completion_tokens, cached_tokens;
    bool operator==(const Usage&) const = default;
};

/// What one event of a completion stream, or the body of an answer without a stream, says. Text is looked at for being
/// there, and kept only where it is asked for.
struct TokenEvent {
    bool done = false; ///< "[DONE]"
    bool valid = true; ///< JSON, or "[DONE]"
    bool text = false; ///< any output: text, content, reasoning, a tool call
    bool reasoning = false;
    bool finished = false; ///< a finish_reason that is not null
    bool error = false;
    std::string error_text;
    Usage usage;
    bool operator==(const TokenEvent&) const = default;
};

/// @param said where the text of the answer goes, as it stands inside a JSON string; null where nobody needs it
TokenEvent read_token_event(std::string_view data, std::string* said = nullptr);

} // namespace kneepoint::load
