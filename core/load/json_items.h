// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::load {

/// One object of a file and where it begins.
struct JsonItem {
    std::string_view text;
    std::size_t line = 1;
};

/// Goes through the objects of JSON Lines or of one JSON list without reading the whole as JSON: such files have
/// gigabytes.
class JsonItems {
public:
    explicit JsonItems(std::string_view bytes);
    /// @return nothing at the end @error unreadable with the line, when a list does not end
    Result<std::optional<JsonItem>> next();
    std::size_t line() const { return m_line; }

private:
    Result<std::optional<JsonItem>> next_line();
    Result<std::optional<JsonItem>> next_of_list();
    void skip(std::string_view characters);
    void step();

    std::string_view m_rest;
    std::size_t m_line = 1;
    bool m_list = false;
};

} // namespace kneepoint::load
