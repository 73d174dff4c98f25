// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kneepoint::load {

/// A request as it lies in a connection's buffer; valid until bytes are added or dropped there.
struct HttpRequest {
    std::string_view method;
    std::string_view path; ///< without the query
    std::vector<std::pair<std::string_view, std::string_view>> headers;
    std::string body;
    bool keep_alive = true;

    /// Ignores the case of names; empty when there is none.
    std::string_view header(std::string_view name) const;
};

enum class HttpState { incomplete, complete, failed };

struct HttpRead {
    HttpState state = HttpState::incomplete;
    std::size_t size = 0;          ///< complete: bytes to drop
    int status = 0;                ///< failed: the answer's status, after which the connection is closed
    bool expects_continue = false; ///< the head is there and asks for "100 Continue"
    HttpRequest request;
};

/// Reads one HTTP/1.1 request (Content-Length or chunked) from the start of a buffer. A head may have 64 KiB, a body
/// 64 MiB.
HttpRead read_http_request(std::string_view buffer);

/// Where read_http_request would fail for sure or succeed at the earliest, so that a large body is not parsed again
/// with each packet: the least size of the buffer for the next try.
std::size_t least_request_size(std::string_view buffer);

std::string_view http_reason(int status);

} // namespace kneepoint::load
