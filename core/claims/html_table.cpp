// SPDX-License-Identifier: GPL-3.0-or-later
#include "html_table.h"

#include "spans.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace kneepoint::claims {

namespace {

struct Entity {
    std::string_view name, text;
};

constexpr auto entities = std::to_array<Entity>({{"amp", "&"},
                                                 {"lt", "<"},
                                                 {"gt", ">"},
                                                 {"quot", "\""},
                                                 {"apos", "'"},
                                                 {"nbsp", " "},
                                                 {"times", "×"},
                                                 {"minus", "−"},
                                                 {"ndash", "–"},
                                                 {"mdash", "—"},
                                                 {"plusmn", "±"},
                                                 {"asymp", "≈"},
                                                 {"percnt", "%"}});

constexpr std::size_t longest_entity = 10;

/// One tag: "<td colspan=2>" gives "td" and the rest; "</td>" gives "/td".
struct Tag {
    std::string name;
    std::string_view attributes;
    std::size_t begin = 0, end = 0; ///< of the whole tag in the text
};

/// The next tag from a place on; none behind the last.
std::optional<Tag> next_tag(std::string_view html, std::size_t from)
{
    const auto begin = html.find('<', from);
    if (begin == std::string_view::npos) return std::nullopt;
    const auto end = html.find('>', begin);
    if (end == std::string_view::npos) return std::nullopt;
    const auto inside = html.substr(begin + 1, end - begin - 1);
    const auto name_end = std::min(inside.find_first_of(" \t\r\n"), inside.size());
    return Tag{lower_case(inside.substr(0, name_end)), inside.substr(name_end), begin, end + 1};
}

/// "&#8722;" and the names above; any other stays as it stands.
std::string decoded(std::string_view entity)
{
    const auto known = std::ranges::find(entities, entity, &Entity::name);
    if (known != entities.end()) return std::string(known->text);
    unsigned code = 0;
    const bool hex = entity.starts_with("#x") || entity.starts_with("#X");
    const auto digits = entity.substr(std::min<std::size_t>(entity.size(), hex ? 2 : 1));
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
    const bool whole = entity.starts_with('#') && read.ec == std::errc() && read.ptr == digits.data() + digits.size();
    if (!whole || code == 0 || code > 0xFFFF || (code >= 0xD800 && code < 0xE000))
        return "&" + std::string(entity) + ";";
    if (code < 0x80) return std::string(1, static_cast<char>(code));
    std::string text;
    if (code >= 0x800) text += static_cast<char>(0xE0 | (code >> 12U));
    text += static_cast<char>(code >= 0x800 ? 0x80 | ((code >> 6U) & 0x3FU) : 0xC0 | (code >> 6U));
    return text + static_cast<char>(0x80 | (code & 0x3FU));
}

/// A cell's text without tags, blanks and line ends as one blank.
std::string cell_text(std::string_view html)
{
    std::string text;
    for (std::size_t i = 0; i < html.size(); ++i) {
        const auto tag_end = html[i] == '<' ? html.find('>', i) : std::string_view::npos;
        const auto length = html[i] == '&' ? html.substr(i, longest_entity).find(';') : std::string_view::npos;
        if (tag_end != std::string_view::npos) {
            text += ' ';
            i = tag_end;
        } else if (length != std::string_view::npos) {
            text += decoded(html.substr(i + 1, length - 1));
            i += length;
        } else {
            text += html[i];
        }
    }
    std::string result;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!blank || (!result.empty() && result.back() != ' ')) result += blank ? ' ' : c;
    }
    return std::string(trimmed(result));
}

/// Lines of places that are asked for in rising order.
class Lines {
public:
    Lines(std::string_view html, int first_line) : m_html(html), m_line(first_line) {}

    int at(std::size_t place)
    {
        for (; m_place < place; ++m_place) m_line += m_html[m_place] == '\n' ? 1 : 0;
        return m_line;
    }

private:
    std::string_view m_html;
    int m_line;
    std::size_t m_place = 0;
};

/// How many rows or columns a cell spans; 1 when nothing sensible is said.
std::size_t span_of(std::string_view attributes, std::string_view name)
{
    const auto text = lower_case(attributes);
    auto at = text.find(name);
    if (at == std::string::npos) return 1;
    at = text.find_first_not_of(" =\"'", at + name.size());
    std::size_t span = 1;
    if (at == std::string::npos) return 1;
    const auto read = std::from_chars(text.data() + at, text.data() + text.size(), span);
    return read.ec == std::errc() && span > 0 ? span : 1;
}

/// Rows and cells between two tags of a table, or why they are none.
class Rows {
public:
    Rows(std::string_view html, Lines& lines) : m_html(html), m_lines(lines) {}

    void take(const Tag& tag)
    {
        if (tag.name == "table") m_why_not = "it holds another table";
        const bool opens = tag.name == "td" || tag.name == "th";
        // Closing tags may be left out.
        if (opens || tag.name == "/td" || tag.name == "/th" || tag.name == "tr" || tag.name == "/tr")
            close_cell(tag.begin);
        if (opens && m_rows.empty()) open_row(tag);
        if (opens) {
            m_cell = {.text = {},
                      .columns = span_of(tag.attributes, "colspan"),
                      .rows = span_of(tag.attributes, "rowspan"),
                      .heads = tag.name == "th"};
            m_cell_begin = tag.end;
        }
        if (tag.name == "tr") open_row(tag);
    }

    HtmlTable table(const Tag& end, int line)
    {
        close_cell(end.begin);
        HtmlTable result{line, {}, m_why_not};
        std::erase_if(m_rows, [](const SpanRow& row) { return row.cells.empty(); });
        if (m_rows.size() < 2 && result.why_not.empty()) result.why_not = "it has no rows below its header";
        if (!result.why_not.empty()) return result;
        result.grid = spread(m_rows);
        if (!result.grid) result.why_not = "its cells span too many rows and columns";
        return result;
    }

private:
    void open_row(const Tag& tag) { m_rows.push_back({m_lines.at(tag.begin), {}}); }

    void close_cell(std::size_t end)
    {
        if (m_cell_begin) {
            m_cell.text = cell_text(m_html.substr(*m_cell_begin, end - *m_cell_begin));
            m_rows.back().cells.push_back(std::move(m_cell));
        }
        m_cell_begin.reset();
    }

    std::string_view m_html;
    Lines& m_lines;
    std::vector<SpanRow> m_rows;
    SpanCell m_cell;                         ///< the open one
    std::optional<std::size_t> m_cell_begin; ///< where its text begins
    std::string_view m_why_not;
};

} // namespace

std::vector<HtmlTable> html_tables(std::string_view html, int first_line)
{
    std::vector<HtmlTable> tables;
    std::optional<Rows> rows;
    Lines lines(html, first_line);
    int line = 0;
    std::size_t depth = 0;
    for (auto tag = next_tag(html, 0); tag; tag = next_tag(html, tag->end)) {
        if (tag->name == "table" && depth++ == 0) {
            rows.emplace(html, lines);
            line = lines.at(tag->begin);
            continue;
        }
        if (rows && depth > 0 && tag->name != "/table") rows->take(*tag);
        if (!rows || tag->name != "/table" || --depth > 0) continue;
        tables.push_back(rows->table(*tag, line));
        rows.reset();
    }
    if (rows) tables.push_back({line, {}, "it is not closed before the next empty line"});
    return tables;
}

} // namespace kneepoint::claims
