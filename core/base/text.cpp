// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/text.h"

#include "kneepoint/base/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace kneepoint {

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const auto at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::vector<std::string_view> split_outside_brackets(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    int open = 0;
    std::size_t start = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '{' || c == '[' || c == '(')
            ++open;
        else if (c == '}' || c == ']' || c == ')')
            --open;
        else if (c == separator && open <= 0) {
            parts.push_back(text.substr(start, at - start));
            start = at + 1;
        }
    }
    parts.push_back(text.substr(start));
    return parts;
}

std::vector<std::string_view> lines(std::string_view text)
{
    std::vector<std::string_view> result;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        result.push_back(line);
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return result;
}

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

std::string lower_case(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(), lower);
    return result;
}

bool contains_ignoring_case(std::string_view text, std::string_view part)
{
    return !std::ranges::search(text, part, {}, lower, lower).empty() || part.empty();
}

std::string join(const std::vector<std::string>& parts, std::string_view separator)
{
    return fmt::format("{}", fmt::join(parts, separator));
}

std::string replaced(std::string text, std::string_view what, std::string_view with)
{
    if (what.empty()) return text;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

std::string counted(std::size_t n, std::string_view singular, std::string_view plural)
{
    if (n == 1) return fmt::format("1 {}", singular);
    return plural.empty() ? fmt::format("{} {}s", n, singular) : fmt::format("{} {}", n, plural);
}

std::string without_ansi(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\x1b') {
            result += text[i];
            continue;
        }
        if (i + 1 >= text.size() || text[i + 1] != '[') continue;
        // A control sequence: parameters, then one final byte from '@' to '~'.
        for (i += 2; i < text.size() && (text[i] < '@' || text[i] > '~'); ++i) {
        }
    }
    return result;
}

namespace {

/// Length of the well-formed UTF-8 sequence that starts at `at`, 0 when there is none (Unicode 15, table 3-7).
std::size_t sequence_length(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned lead = byte(at);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return tail(at + 1) ? 2 : 0;
    const unsigned second = byte(at + 1);
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool good =
            tail(at + 1) && tail(at + 2) && !(lead == 0xE0 && second < 0xA0) && !(lead == 0xED && second > 0x9F);
        return good ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool good = tail(at + 1) && tail(at + 2) && tail(at + 3) && !(lead == 0xF0 && second < 0x90) &&
                          !(lead == 0xF4 && second > 0x8F);
        return good ? 4 : 0;
    }
    return 0;
}

Result<std::string> from_utf16(std::string_view bytes, bool big_endian)
{
    const auto unit = [&](std::size_t i) {
        const auto a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
        return static_cast<std::uint32_t>(big_endian ? a << 8 | b : b << 8 | a);
    };
    std::string text;
    text.reserve(bytes.size() / 2);
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        auto code = unit(i);
        if (code >= 0xD800 && code < 0xDC00 && i + 3 < bytes.size()) {
            // An unpaired surrogate stays as it is and is refused below.
            if (const auto low = unit(i + 2); low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        if ((code >= 0xD800 && code < 0xE000) || code > 0x10FFFF)
            return failure(ErrorKind::unreadable, "The text looks like UTF-16 but is damaged; save it as UTF-8.",
                           fmt::format("byte {}", i));
        append_utf8(text, code);
    }
    return text;
}

} // namespace

std::size_t invalid_utf8_at(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const auto length = sequence_length(text, at);
        if (length == 0) return at;
        at += length;
    }
    return std::string_view::npos;
}

Result<std::string> utf8_text(std::string bytes)
{
    const std::string_view view = bytes;
    if (view.starts_with("\xEF\xBB\xBF")) {
        bytes.erase(0, 3);
    } else if (view.starts_with("\xFF\xFE")) {
        return from_utf16(view.substr(2), false);
    } else if (view.starts_with("\xFE\xFF")) {
        return from_utf16(view.substr(2), true);
    } else if (view.size() >= 4 && view[1] == '\0' && view[0] != '\0' && view[3] == '\0') {
        return from_utf16(view, false);
    } else if (view.size() >= 4 && view[0] == '\0' && view[1] != '\0' && view[2] == '\0') {
        return from_utf16(view, true);
    }
    if (const auto bad = invalid_utf8_at(bytes); bad != std::string::npos)
        return failure(ErrorKind::unreadable, "The text is not UTF-8; save it as UTF-8.", fmt::format("byte {}", bad));
    return bytes;
}

std::string one_line(std::string_view text, std::size_t limit)
{
    std::string line(trimmed(text));
    std::ranges::replace_if(line, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
    if (line.size() <= limit) return line;
    auto cut = limit;
    while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0U) == 0x80U) --cut;
    line.resize(cut);
    return line + "…";
}

} // namespace kneepoint
