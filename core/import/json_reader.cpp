// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_reader.h"

#include "json_object.h"
#include "kneepoint/base/text.h"
#include "kneepoint/base/utf8.h"
#include "kneepoint/import/json_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

/// No double needs more digits than this; longer numbers are damage or an attack.
constexpr std::size_t number_limit = 1100;

bool is_number_char(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

template<typename Number>
bool read_whole(std::string_view digits, Number& out)
{
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return error == std::errc{} && end == digits.data() + digits.size();
}

} // namespace

std::string text_place(std::string_view text, std::size_t offset)
{
    const std::string_view before = text.substr(0, offset);
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::size_t last_end = before.rfind('\n');
    const std::size_t column = last_end == std::string_view::npos ? before.size() + 1 : before.size() - last_end;
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

void JsonReader::Oddities::add(std::string_view what, std::size_t offset)
{
    if (count++ > 0) return;
    first = one_line(what, 40);
    at = offset;
}

Result<Json> JsonReader::read()
{
    Json out;
    blanks();
    if (!value(out, 1)) return std::unexpected(m_error);
    return out;
}

void JsonReader::report(Problems& problems) const
{
    const auto others = [](std::size_t count) {
        return count > 1 ? " (and " + counted(count - 1, "more case") + ")" : "";
    };
    if (m_duplicates.count > 0)
        problems.push_back({Severity::warning,
                            "json-duplicate-key",
                            "The key \"" + m_duplicates.first + "\" appears twice in one object" +
                                others(m_duplicates.count) + "; the last value is used.",
                            {},
                            text_place(m_text, m_duplicates.at)});
    if (m_numbers.count > 0)
        problems.push_back({Severity::warning,
                            "json-number-range",
                            "The number " + m_numbers.first + " does not fit a double" + others(m_numbers.count) +
                                "; it is treated as absent.",
                            {},
                            text_place(m_text, m_numbers.at)});
}

bool JsonReader::value(Json& out, std::size_t depth)
{
    if (m_at >= m_text.size()) return fail_expected("a value");
    switch (m_text[m_at]) {
    case '{':
        return object(out, depth);
    case '[':
        return array(out, depth);
    case '"': {
        std::string text;
        if (!string(text)) return false;
        out = std::move(text);
        return true;
    }
    default:
        break;
    }
    const char c = m_text[m_at];
    const bool infinity = m_text.substr(m_at).starts_with("-I");
    return is_number_char(c) && !infinity ? number(out) : word(out);
}

bool JsonReader::object(Json& out, std::size_t depth)
{
    if (depth > json_depth_limit) return fail("The JSON is nested deeper than 512 levels.", ErrorKind::too_large);
    ++m_at;
    JsonObject members;
    blanks();
    if (take('}')) return out = members.finish(), true;
    std::string key;
    do {
        blanks();
        const std::size_t key_at = m_at;
        key.clear();
        if (m_at >= m_text.size() || m_text[m_at] != '"') return fail_expected("a key in double quotes");
        if (!string(key)) return false;
        blanks();
        if (!take(':')) return fail_expected("':'");
        blanks();
        Json member;
        if (!value(member, depth + 1)) return false;
        if (!members.set(key, std::move(member))) m_duplicates.add(key, key_at);
        blanks();
    } while (take(','));
    if (!take('}')) return fail_expected("',' or '}'");
    out = members.finish();
    return true;
}

bool JsonReader::array(Json& out, std::size_t depth)
{
    if (depth > json_depth_limit) return fail("The JSON is nested deeper than 512 levels.", ErrorKind::too_large);
    ++m_at;
    Json::array_t elements;
    blanks();
    if (!take(']')) {
        do {
            blanks();
            if (!value(elements.emplace_back(), depth + 1)) return false;
            blanks();
        } while (take(','));
        if (!take(']')) return fail_expected("',' or ']'");
    }
    out = std::move(elements);
    return true;
}

bool JsonReader::string(std::string& out)
{
    ++m_at;
    while (true) {
        const std::size_t end = m_text.find_first_of("\"\\", m_at);
        if (end == std::string_view::npos) {
            m_at = m_text.size();
            return fail("The JSON ends inside a text; the file is cut off or damaged.");
        }
        out += m_text.substr(m_at, end - m_at);
        m_at = end + 1;
        if (m_text[end] == '"') return true;
        if (!escape(out)) return false;
    }
}

bool JsonReader::escape(std::string& out)
{
    if (m_at >= m_text.size()) return fail("The JSON ends inside a text; the file is cut off or damaged.");
    constexpr std::string_view names = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    const char c = m_text[m_at++];
    if (c == 'u') return unicode_escape(out);
    const std::size_t which = names.find(c);
    if (which == std::string_view::npos) return --m_at, fail_expected("an escape such as \\n or \\u0041");
    out += meanings[which];
    return true;
}

bool JsonReader::unicode_escape(std::string& out)
{
    unsigned code = 0;
    if (!hex4(code)) return false;
    const bool high = code >= 0xD800 && code < 0xDC00;
    if (high && m_text.substr(m_at).starts_with("\\u")) {
        const std::size_t second_at = m_at;
        unsigned low = 0;
        m_at += 2;
        if (!hex4(low)) return false;
        if (low >= 0xDC00 && low < 0xE000)
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        else
            m_at = second_at;
    }
    // Python writes half surrogate pairs of broken texts as they are; UTF-8 has no place for them.
    append_utf8(out, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
    return true;
}

bool JsonReader::hex4(unsigned& out)
{
    const std::string_view digits = m_text.substr(m_at, 4);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out, 16);
    if (digits.size() < 4 || error != std::errc{} || end != digits.data() + 4) return fail_expected("four hex digits");
    m_at += 4;
    return true;
}

bool JsonReader::number(Json& out)
{
    const std::size_t start = m_at;
    while (m_at < m_text.size() && is_number_char(m_text[m_at])) ++m_at;
    const std::string_view digits = m_text.substr(start, m_at - start);
    double real = 0;
    std::int64_t integer = 0;
    std::uint64_t natural = 0;
    if (digits.size() > number_limit)
        m_numbers.add(digits, start);
    else if (read_whole(digits, integer))
        out = integer;
    else if (read_whole(digits, natural))
        out = natural;
    else if (read_whole(digits, real))
        out = real;
    else if (std::from_chars(digits.data(), digits.data() + digits.size(), real).ec == std::errc::result_out_of_range)
        m_numbers.add(digits, start);
    else
        return m_at = start, fail_expected("a number");
    return true;
}

bool JsonReader::word(Json& out)
{
    static const std::array<std::pair<std::string_view, Json>, 6> words{{{"true", true},
                                                                         {"false", false},
                                                                         {"null", nullptr},
                                                                         {"NaN", "NaN"},
                                                                         {"Infinity", "Infinity"},
                                                                         {"-Infinity", "-Infinity"}}};
    for (const auto& [spelling, meaning] : words) {
        if (!m_text.substr(m_at).starts_with(spelling)) continue;
        m_at += spelling.size();
        out = meaning;
        return true;
    }
    return fail_expected("a value");
}

void JsonReader::blanks()
{
    while (m_at < m_text.size()) {
        const char c = m_text[m_at];
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return;
        ++m_at;
    }
}

bool JsonReader::take(char c)
{
    if (m_at >= m_text.size() || m_text[m_at] != c) return false;
    ++m_at;
    return true;
}

bool JsonReader::fail(std::string text, ErrorKind kind)
{
    m_error = {kind, std::move(text), text_place(m_text, m_at)};
    return false;
}

bool JsonReader::fail_expected(std::string_view expected)
{
    if (m_at >= m_text.size())
        return fail("The JSON ends where " + std::string(expected) + " should follow; the file is cut off or damaged.");
    return fail("The text is not JSON: " + std::string(expected) + " is expected, but \"" +
                one_line(m_text.substr(m_at, 20), 20) + "\" follows.");
}

} // namespace kneepoint::import
