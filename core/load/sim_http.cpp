// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_http.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace kneepoint::load {

namespace {

constexpr std::size_t longest_head = std::size_t{64} << 10;
constexpr std::size_t longest_body = std::size_t{64} << 20;

bool same_ignoring_case(std::string_view left, std::string_view right)
{
    return left.size() == right.size() && lower_case(left) == lower_case(right);
}

std::optional<std::size_t> whole_number(std::string_view text, int base)
{
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size()) return {};
    return value;
}

HttpRead failed(int status)
{
    return {.state = HttpState::failed, .status = status};
}

/// Fills method, path and headers. @return the status to answer with, 0 when all is well
int read_head(std::string_view head, HttpRequest& request)
{
    const auto first_line = head.substr(0, head.find("\r\n"));
    const auto parts = split(first_line, ' ');
    if (parts.size() != 3 || !parts[1].starts_with('/')) return 400;
    if (parts[2] != "HTTP/1.1") return 505;
    request.method = parts[0];
    request.path = parts[1].substr(0, parts[1].find('?'));
    head.remove_prefix(std::min(head.size(), first_line.size() + 2));
    while (!head.empty()) {
        const auto line = head.substr(0, head.find("\r\n"));
        head.remove_prefix(std::min(head.size(), line.size() + 2));
        const auto colon = line.find(':');
        if (colon == 0 || colon == line.npos) return 400;
        request.headers.emplace_back(line.substr(0, colon), trimmed(line.substr(colon + 1)));
    }
    request.keep_alive = !same_ignoring_case(request.header("connection"), "close");
    return 0;
}

/// @return the body's size in the buffer, nothing when it is not whole, npos when it is malformed
std::optional<std::size_t> read_chunks(std::string_view buffer, std::string& body)
{
    std::size_t at = 0;
    while (true) {
        const auto line_end = buffer.find("\r\n", at);
        if (line_end == buffer.npos) return buffer.size() - at > 1024 ? std::optional(buffer.npos) : std::nullopt;
        const auto line = buffer.substr(at, line_end - at);
        const auto size = whole_number(trimmed(line.substr(0, line.find(';'))), 16);
        if (!size || *size > longest_body || body.size() + *size > longest_body) return buffer.npos;
        at = line_end + 2;
        if (buffer.size() < at + *size + 2) return {};
        if (buffer.substr(at + *size, 2) != "\r\n") return buffer.npos;
        body.append(buffer, at, *size);
        at += *size + 2;
        if (*size == 0) return at;
    }
}

HttpRead read_chunked(std::string_view buffer, std::size_t head_size, HttpRead read)
{
    const auto size = read_chunks(buffer.substr(head_size), read.request.body);
    if (!size) return read;
    if (*size == buffer.npos) return failed(400);
    read.state = HttpState::complete;
    read.size = head_size + *size;
    return read;
}

} // namespace

std::string_view HttpRequest::header(std::string_view name) const
{
    const auto found =
        std::ranges::find_if(headers, [&](const auto& header) { return same_ignoring_case(header.first, name); });
    return found == headers.end() ? std::string_view() : found->second;
}

HttpRead read_http_request(std::string_view buffer)
{
    const auto head_end = buffer.substr(0, longest_head).find("\r\n\r\n");
    if (head_end == buffer.npos) return buffer.size() >= longest_head ? failed(431) : HttpRead{};
    HttpRead read;
    if (const int status = read_head(buffer.substr(0, head_end), read.request)) return failed(status);
    read.expects_continue = same_ignoring_case(read.request.header("expect"), "100-continue");
    const std::size_t head_size = head_end + 4;
    const auto encoding = read.request.header("transfer-encoding");
    if (same_ignoring_case(encoding, "chunked")) return read_chunked(buffer, head_size, std::move(read));
    if (!encoding.empty()) return failed(501);
    const auto length_text = read.request.header("content-length");
    const auto length = length_text.empty() ? std::optional<std::size_t>(0) : whole_number(length_text, 10);
    if (!length) return failed(400);
    if (*length > longest_body) return failed(413);
    if (buffer.size() < head_size + *length) return read;
    read.request.body = buffer.substr(head_size, *length);
    read.state = HttpState::complete;
    read.size = head_size + *length;
    return read;
}

std::size_t least_request_size(std::string_view buffer)
{
    const auto head_end = buffer.substr(0, longest_head).find("\r\n\r\n");
    if (head_end == buffer.npos) return buffer.size() + 1;
    HttpRequest request;
    if (read_head(buffer.substr(0, head_end), request) != 0) return buffer.size() + 1;
    const auto length = whole_number(request.header("content-length"), 10);
    return std::max(buffer.size() + 1, head_end + 4 + std::min(length.value_or(0), longest_body));
}

std::string_view http_reason(int status)
{
    static constexpr std::pair<int, std::string_view> reasons[] = {
        {200, "OK"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {413, "Content Too Large"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };
    const auto* found = std::ranges::find(reasons, status, &std::pair<int, std::string_view>::first);
    return found == std::end(reasons) ? "Unknown" : found->second;
}

} // namespace kneepoint::load
