// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/token_event.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::load {

/// Nanoseconds of the steady clock after the level's start.
using Nanoseconds = std::int64_t;

enum class OutcomeClass : std::uint8_t {
    ok,
    status,  ///< an HTTP status other than 200
    refused, ///< no connection: refused, unreachable, no port or descriptor left
    tls,     ///< the handshake failed
    connect_timeout,
    timeout,      ///< no first byte, or the whole request took too long
    stalled,      ///< bytes came, then none for too long
    cut,          ///< the connection ended or broke before the answer was whole
    bad_response, ///< not HTTP, or a content type that is no stream
    bad_event,    ///< an event that is no JSON, or one beyond the limit
    error_event,  ///< the server sent an error inside the stream
    no_tokens,    ///< a whole answer without any output
    incomplete,   ///< cut off by us: the level ended, or the run was stopped
};
std::string_view to_string(OutcomeClass outcome);

/// Text that arrived in one event.
struct Chunk {
    Nanoseconds at = 0;
    std::uint32_t tokens = 1; ///< by the stream's own running usage where it has one, else 1
    bool merged = false;      ///< not the first event of its read: it may have arrived earlier than its time says
    bool operator==(const Chunk&) const = default;
};

/// What happened to one request. Times that did not happen are absent.
struct RequestRecord {
    std::uint64_t index = 0;              ///< in the order of beginning; the prompt is made from it
    Nanoseconds scheduled = 0;            ///< closed loop: when its stream became free
    std::optional<Nanoseconds> started;   ///< taken up by its thread
    std::optional<Nanoseconds> connected; ///< absent on a connection that was kept alive
    std::optional<Nanoseconds> sent;      ///< the first byte was given to the kernel
    std::optional<Nanoseconds> first_byte, first_token, last_token, end;
    std::vector<Chunk> chunks;
    Usage usage;
    OutcomeClass outcome = OutcomeClass::incomplete;
    int status = 0;
    std::optional<std::uint64_t> conversation; ///< of those with several turns
    std::uint32_t turn = 0;
    bool waited = false;      ///< open loop: came due while every allowed connection was busy
    bool own_limit = false;   ///< failed because this machine had no descriptor or port left
    bool done_seen = false;   ///< "[DONE]" came
    bool finish_seen = false; ///< a finish_reason came
    std::uint32_t reads = 0;
    std::uint32_t merged_reads = 0; ///< reads that carried several events with text
    std::string error;

    /// Tokens by usage, else by chunks.
    std::uint32_t output_tokens() const;
    std::uint32_t chunk_tokens() const;
};

} // namespace kneepoint::load
