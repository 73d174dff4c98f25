// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_requests.h"

#include "guidellm_request_row.h"
#include "json_body.h"
#include "json_span.h"

#include <algorithm>
#include <optional>

namespace kneepoint::import {

namespace {

constexpr std::size_t window_bytes = 128 << 10;
constexpr std::size_t row_limit = 64 << 20; ///< a row beyond this is damage, not a request
/// `{"type_": "generative_request_stats"` or `{"request": {`: what every row of a list begins with.
std::string_view row_opening(std::string_view text, std::size_t start)
{
    const auto key = text.find('"', start);
    const auto key_end = key == std::string_view::npos ? key : text.find('"', key + 1);
    if (key_end == std::string_view::npos || key_end - start > 200) return text.substr(start, 2);
    const auto name = text.substr(key, key_end + 1 - key);
    const auto value = text.find_first_not_of(": \t\r\n", key_end + 1);
    if (name != "\"type_\"" || value == std::string_view::npos || text[value] != '"')
        return text.substr(start, key_end + 1 - start);
    return text.substr(start, std::min(text.find('"', value + 1), value + 100) - start);
}

std::string_view without_comma(std::string_view rows)
{
    const auto last = rows.find_last_not_of(json_blank);
    return last != std::string_view::npos && rows[last] == ',' ? rows.substr(0, last) : rows;
}

class ListReader {
public:
    ListReader(std::string_view text, std::size_t first, Outcome outcome)
        : m_text(text), m_at(first), m_opening(row_opening(text, first)), m_rows(outcome)
    {}

    Result<RequestList> read(Progress& progress)
    {
        while (!m_done) {
            if (progress.cancelled()) return failure(ErrorKind::cancelled, "Reading was cancelled.");
            progress.report(static_cast<double>(m_at) / static_cast<double>(m_text.size()), "requests");
            step();
        }
        RequestList list = m_rows.take();
        list.end = m_at;
        list.closed = m_closed;
        return list;
    }

private:
    /// Reads the next window; after damage one row at a time, until as many bytes as a window has are behind it.
    void step()
    {
        const bool careful = m_at < m_careful_until;
        const std::size_t next = m_text.find(m_opening, m_at + (careful ? 1 : window_bytes));
        const bool last = next == std::string_view::npos;
        const std::size_t stop = last ? span_end(m_text, m_at, 1) : next;
        if (stop == std::string_view::npos) return finish(m_text.size(), false);
        const auto rows = m_text.substr(m_at, last ? stop - 1 - m_at : stop - m_at);
        const auto used = rows.size() > row_limit ? std::nullopt : m_rows.read(without_comma(rows));
        if (!used) return careful ? skip_row(stop, last) : be_careful();
        if (last || *used < without_comma(rows).size()) return finish(last ? stop : m_at + *used, true);
        m_at = stop;
    }

    void be_careful() { m_careful_until = m_at + window_bytes + 1; }

    void skip_row(std::size_t next, bool last)
    {
        m_rows.count_damaged();
        const std::size_t end = last ? next : span_end(m_text.substr(0, next), m_at, 1);
        if (end != std::string_view::npos) return finish(end, true);
        m_at = next;
    }

    void finish(std::size_t at, bool closed)
    {
        m_at = at;
        m_closed = closed;
        m_done = true;
    }

    std::string_view m_text;
    std::size_t m_at;
    std::string_view m_opening;
    RequestRows m_rows;
    std::size_t m_careful_until = 0;
    bool m_closed = true;
    bool m_done = false;
};

} // namespace

Result<RequestList> read_request_list(std::string_view text, std::size_t open, Outcome outcome, Progress& progress)
{
    const std::size_t first = text.find_first_not_of(json_blank, open + 1);
    return ListReader(text, first, outcome).read(progress);
}

} // namespace kneepoint::import
