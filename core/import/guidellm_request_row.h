// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guidellm_requests.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace kneepoint::import {

/// Reads rows of a request list into columns with simdjson's on-demand parser.
class RequestRows {
public:
    explicit RequestRows(Outcome outcome);
    ~RequestRows();
    RequestRows(const RequestRows&) = delete;
    RequestRows& operator=(const RequestRows&) = delete;

    /// @param rows objects with commas between them; the list may end inside, then the rest is not looked at
    /// @return bytes used: all of them, or up to and with the "]" that ended the list; empty when the JSON is damaged,
    /// and then no row of it is kept
    std::optional<std::size_t> read(std::string_view rows);
    void count_damaged() { ++m_list.damaged; }
    RequestList take() { return std::move(m_list); }

private:
    struct Parser;
    struct Row;
    void keep(const Row& row);
    double time_value(double value);
    void roll_back(std::size_t rows, std::size_t gaps);

    Outcome m_outcome;
    RequestList m_list;
    std::unique_ptr<Parser> m_parser;
};

} // namespace kneepoint::import
