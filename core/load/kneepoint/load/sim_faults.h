// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace kneepoint::load {

/// What a simulated endpoint does wrong in the answer to a completion request.
enum class FaultKind {
    none,
    status_401,
    status_404,
    status_429, ///< with Retry-After: 1
    status_500,
    status_503,
    no_headers,   ///< takes the request and never answers
    slow_headers, ///< the head of the answer one byte every few milliseconds
    stall,        ///< stops sending and keeps the connection
    cut,          ///< closes in the middle of an event
    reset,        ///< the same with a TCP reset
    byte_wise,    ///< every byte of the body is an HTTP chunk and a packet of its own
    crlf,         ///< event lines end with CR LF
    comments,     ///< a comment line and an empty event before each event
    no_done,      ///< no "data: [DONE]"
    no_usage,     ///< no usage although it was asked for
    no_tokens,    ///< a well-formed answer with no token at all
    error_event,  ///< an error object in the stream, after half of the tokens
    garbage,      ///< an event that is no JSON, after half of the tokens
    huge_event,   ///< one event of `at` bytes (100 MB by default) after half of the tokens
    content_type, ///< says text/html
};

/// A fault, for stall, cut and reset after an exact number of bytes of the answer (its head counted in); without it
/// they come within the event at half of the tokens.
struct Fault {
    FaultKind kind = FaultKind::none;
    std::optional<std::uint64_t> at;

    bool operator==(const Fault&) const = default;
};

/// A share of the requests, 0 to 1, that gets a fault.
struct FaultShare {
    Fault fault;
    double share = 0;
};

/// "cut", "cut@137", "none": as the request header x-kneepoint-fault and the body field kneepoint_fault give it.
/// @error invalid with the list of kinds
Result<Fault> parse_fault(std::string_view text);
/// "500=0.01", "cut@137=1": as --fault gives it.
Result<FaultShare> parse_fault_share(std::string_view text);
/// @error invalid when the shares are more than 1 together
Result<void> check_fault_shares(const std::vector<FaultShare>& shares);
/// The fault of a request for which `draw` (0 to 1) was drawn.
Fault choose_fault(const std::vector<FaultShare>& shares, double draw);
/// The HTTP status that a fault answers with instead of doing the work; 0 for the other faults.
int fault_status(FaultKind kind);

} // namespace kneepoint::load
