// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/record.h"

namespace kneepoint::load {

std::string_view to_string(OutcomeClass outcome)
{
    switch (outcome) {
    case OutcomeClass::ok:
        return "ok";
    case OutcomeClass::status:
        return "status";
    case OutcomeClass::refused:
        return "refused";
    case OutcomeClass::tls:
        return "tls";
    case OutcomeClass::connect_timeout:
        return "connect_timeout";
    case OutcomeClass::timeout:
        return "timeout";
    case OutcomeClass::stalled:
        return "stalled";
    case OutcomeClass::cut:
        return "cut";
    case OutcomeClass::bad_response:
        return "bad_response";
    case OutcomeClass::bad_event:
        return "bad_event";
    case OutcomeClass::error_event:
        return "error_event";
    case OutcomeClass::no_tokens:
        return "no_tokens";
    case OutcomeClass::incomplete:
        return "incomplete";
    }
    return "incomplete";
}

std::uint32_t RequestRecord::chunk_tokens() const
{
    std::uint32_t tokens = 0;
    for (const Chunk& chunk : chunks) tokens += chunk.tokens;
    return tokens;
}

std::uint32_t RequestRecord::output_tokens() const
{
    return usage.completion_tokens.value_or(chunk_tokens());
}

} // namespace kneepoint::load
