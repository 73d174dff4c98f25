// SPDX-License-Identifier: GPL-3.0-or-later
#include "plans/argument_words.h"

#include "kneepoint/base/text.h"
#include "kneepoint/hosts/quote.h"

#include <algorithm>
#include <cctype>

namespace kneepoint::ui {

namespace {

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_plain(std::string_view word)
{
    return !word.empty() && std::ranges::all_of(word, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || std::string_view("-_=./:,+@%{}^").contains(c);
    });
}

/// Reads one word after another.
class WordReader {
public:
    explicit WordReader(std::string_view text) : m_text(text) {}

    bool at_end()
    {
        while (m_at < m_text.size() && is_blank(m_text[m_at])) ++m_at;
        return m_at == m_text.size();
    }

    Result<std::string> word()
    {
        std::string word;
        while (m_at < m_text.size() && !is_blank(m_text[m_at])) {
            const char c = m_text[m_at++];
            if (c == '\'' || c == '"') {
                if (!take_quoted(c, word))
                    return failure(ErrorKind::invalid, std::string("A quote ") + c +
                                                           " is not closed; write the second one, or \\" + c +
                                                           " for the sign itself.");
            } else if (c == '\\' && m_at < m_text.size()) {
                word += m_text[m_at++];
            } else {
                word += c;
            }
        }
        return word;
    }

private:
    bool take_quoted(char quote, std::string& word)
    {
        for (; m_at < m_text.size(); ++m_at) {
            char c = m_text[m_at];
            if (c == quote) {
                ++m_at;
                return true;
            }
            const bool escapes = quote == '"' && c == '\\' && m_at + 1 < m_text.size() &&
                                 std::string_view("\"\\$`").contains(m_text[m_at + 1]);
            if (escapes) c = m_text[++m_at];
            word += c;
        }
        return false;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

std::string without_escapes(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (text[i] != '\\' || (next != 'n' && next != '\\')) {
            plain += text[i];
            continue;
        }
        plain += next == 'n' ? '\n' : '\\';
        ++i;
    }
    return plain;
}

} // namespace

Result<std::vector<std::string>> words_of(std::string_view text)
{
    std::vector<std::string> words;
    WordReader reader(text);
    while (!reader.at_end()) {
        auto word = reader.word();
        if (!word) return std::unexpected(word.error());
        words.push_back(std::move(*word));
    }
    return words;
}

std::string typed(const std::vector<std::string>& words)
{
    std::vector<std::string> parts;
    for (const auto& word : words) parts.push_back(is_plain(word) ? word : hosts::quoted(word));
    return join(parts, " ");
}

Result<std::map<std::string, std::string>> assignments_of(std::string_view text)
{
    std::map<std::string, std::string> assignments;
    for (const auto line : split(text, '\n')) {
        if (trimmed(line).empty()) continue;
        const auto equals = line.find('=');
        const auto name = std::string(trimmed(line.substr(0, equals)));
        if (equals == std::string_view::npos || name.empty())
            return failure(ErrorKind::invalid,
                           "\"" + one_line(line, 40) + "\" has no name and value; write NAME=value.");
        if (!assignments.emplace(name, without_escapes(line.substr(equals + 1))).second)
            return failure(ErrorKind::invalid, name + " is there twice; leave out one of the lines.");
    }
    return assignments;
}

std::string typed(const std::map<std::string, std::string>& assignments)
{
    std::vector<std::string> lines;
    for (const auto& [name, value] : assignments)
        lines.push_back(name + "=" + replaced(replaced(value, "\\", "\\\\"), "\n", "\\n"));
    return join(lines, "\n");
}

} // namespace kneepoint::ui
