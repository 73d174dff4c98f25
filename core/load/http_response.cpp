// SPDX-License-Identifier: GPL-3.0-or-later
#include "http_response.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace kneepoint::load {

namespace {

template<typename Number>
bool read_number(std::string_view text, Number& value, int base = 10)
{
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

} // namespace

std::string_view HttpResponse::body_piece(std::string_view bytes)
{
    const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size()));
    if (m_framing != Framing::until_close) m_left -= take;
    if (m_left == 0) m_state = m_state == State::chunk ? State::chunk_end : State::complete;
    return bytes.substr(0, take);
}

std::size_t HttpResponse::line_part(std::string_view bytes)
{
    const std::size_t end = bytes.find('\n');
    const std::size_t taken = end == std::string_view::npos ? bytes.size() : end + 1;
    m_head_bytes += taken;
    if (m_head_bytes > head_limit) {
        m_state = State::broken;
        return taken;
    }
    const bool begun_before = !m_line.empty();
    if (begun_before || end == std::string_view::npos) m_line += bytes.substr(0, taken);
    if (end == std::string_view::npos) return taken;
    std::string_view text = begun_before ? std::string_view(m_line) : bytes.substr(0, taken);
    text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    line(text);
    m_line.clear();
    return taken;
}

void HttpResponse::line(std::string_view text)
{
    switch (m_state) {
    case State::status:
        return status_line(text);
    case State::header:
        return text.empty() ? headers_end() : header(text);
    case State::chunk_size:
        return chunk_size(text);
    case State::chunk_end:
        m_state = text.empty() ? State::chunk_size : State::broken;
        m_head_bytes = 0;
        return;
    case State::trailer:
        if (text.empty()) m_state = State::complete;
        return;
    case State::sized:
    case State::chunk:
    case State::complete:
    case State::broken:
        return;
    }
}

void HttpResponse::status_line(std::string_view text)
{
    const bool http = text.starts_with("HTTP/1.") && text.size() >= 12 && text[8] == ' ';
    if (!http || !read_number(text.substr(9, 3), m_status) || m_status < 100) {
        m_state = State::broken;
        return;
    }
    m_keep_alive = text[7] != '0';
    m_state = State::header;
}

void HttpResponse::header(std::string_view text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        m_state = State::broken;
        return;
    }
    const std::string name = lower_case(text.substr(0, colon));
    const std::string_view value = trimmed(text.substr(colon + 1));
    if (name == "content-length") {
        if (!read_number(value, m_left)) m_state = State::broken;
        if (m_framing == Framing::until_close) m_framing = Framing::length;
    } else if (name == "transfer-encoding") {
        if (contains_ignoring_case(value, "chunked")) m_framing = Framing::chunked;
    } else if (name == "connection") {
        if (contains_ignoring_case(value, "close")) m_keep_alive = false;
        if (contains_ignoring_case(value, "keep-alive")) m_keep_alive = true;
    } else if (name == "content-type") {
        m_content_type = lower_case(value);
    } else if (name == "retry-after") {
        m_retry_after = value;
    } else if (name == "date") {
        m_date = value;
    } else if (name == "server") {
        m_server = value;
    }
}

void HttpResponse::headers_end()
{
    if (m_status < 200) {
        *this = HttpResponse();
        return;
    }
    m_head_bytes = 0;
    if (m_status == 204 || m_status == 304) {
        m_framing = Framing::length;
        m_left = 0;
    }
    switch (m_framing) {
    case Framing::chunked:
        m_state = State::chunk_size;
        return;
    case Framing::length:
        m_state = m_left == 0 ? State::complete : State::sized;
        return;
    case Framing::until_close:
        m_left = std::numeric_limits<std::uint64_t>::max();
        m_state = State::sized;
        return;
    }
}

void HttpResponse::chunk_size(std::string_view text)
{
    const std::string_view digits = trimmed(text.substr(0, text.find(';')));
    // 15 digits keep the size far from overflow.
    if (digits.empty() || digits.size() > 15 || !read_number(digits, m_left, 16)) {
        m_state = State::broken;
        return;
    }
    m_state = m_left == 0 ? State::trailer : State::chunk;
}

void HttpResponse::end_of_connection()
{
    if (m_state == State::sized && m_framing == Framing::until_close) m_state = State::complete;
}

} // namespace kneepoint::load
