// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/results/problem.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace kneepoint::import {

/// "line 3, column 14" of an offset; columns count bytes.
std::string text_place(std::string_view text, std::size_t offset);

/// Reads one JSON value as Python writes and reads it. Our own, because NaN tokens, duplicate keys and a bound on depth
/// are beyond nlohmann's parser; one object reads one value.
class JsonReader {
public:
    JsonReader(std::string_view text, std::size_t start) : m_text(text), m_at(start) {}

    Result<nlohmann::ordered_json> read();
    /// Offset behind the value.
    std::size_t position() const { return m_at; }
    /// What was odd but could be read.
    void report(Problems& problems) const;

private:
    struct Oddities {
        std::size_t count = 0;
        std::string first; ///< the key or number
        std::size_t at = 0;
        void add(std::string_view what, std::size_t offset);
    };

    bool value(nlohmann::ordered_json& out, std::size_t depth);
    bool object(nlohmann::ordered_json& out, std::size_t depth);
    bool array(nlohmann::ordered_json& out, std::size_t depth);
    bool string(std::string& out);
    bool escape(std::string& out);
    bool unicode_escape(std::string& out);
    bool hex4(unsigned& out);
    bool number(nlohmann::ordered_json& out);
    bool word(nlohmann::ordered_json& out);
    void blanks();
    bool take(char c);
    bool fail(std::string text, ErrorKind kind = ErrorKind::unreadable);
    bool fail_expected(std::string_view expected);

    std::string_view m_text;
    std::size_t m_at = 0;
    Error m_error;
    Oddities m_duplicates, m_numbers;
};

} // namespace kneepoint::import
