// SPDX-License-Identifier: GPL-3.0-or-later
#include "document.h"

#include "html_table.h"

#include "kneepoint/base/text.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace kneepoint::claims {

namespace {

using Parser = std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)>;
using Node = std::unique_ptr<cmark_node, decltype(&cmark_node_free)>;

constexpr int summary_depth = 100; ///< below every heading

std::string_view type_of(cmark_node* node)
{
    const char* type = cmark_node_get_type_string(node);
    return type ? type : "";
}

std::string_view literal_of(cmark_node* node)
{
    const char* text = cmark_node_get_literal(node);
    return text ? text : "";
}

/// The text of inline nodes without markup. Iterates, because nesting has no bound.
std::string inline_text(cmark_node* root)
{
    std::string text;
    const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> iterator(cmark_iter_new(root), &cmark_iter_free);
    for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iterator.get())) {
        if (event != CMARK_EVENT_ENTER) continue;
        auto* node = cmark_iter_get_node(iterator.get());
        const auto type = type_of(node);
        if (type == "text" || type == "code")
            text += literal_of(node);
        else if (type == "softbreak" || type == "linebreak")
            text += '\n';
        else if (type == "html_inline")
            text += ' ';
    }
    return text;
}

/// What stands between <summary> and </summary>, without tags.
std::string summary_of(std::string_view html)
{
    const auto begin = html.find("<summary>");
    if (begin == std::string_view::npos) return {};
    const auto end = std::min(html.find("</summary>", begin), html.size());
    std::string text;
    bool in_tag = false;
    for (const char c : html.substr(begin + 9, end - std::min(end, begin + 9))) {
        if (c == '<') in_tag = true;
        if (!in_tag) text += c;
        if (c == '>') in_tag = false;
    }
    return std::string(trimmed(text));
}

class Reader {
public:
    Reader(std::string_view markdown, const Limits& limits) : m_limits(limits), m_source(lines(markdown))
    {
        m_document.sections.push_back({});
    }

    Document read(cmark_node* root)
    {
        // Blocks of any depth without recursion: a document may nest ten thousand quotes.
        const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> iterator(cmark_iter_new(root), &cmark_iter_free);
        for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
             event = cmark_iter_next(iterator.get())) {
            auto* node = cmark_iter_get_node(iterator.get());
            const auto type = type_of(node);
            if (event == CMARK_EVENT_ENTER) enter(node, type);
            if (type == "item" || type == "tasklist") step_item(event == CMARK_EVENT_ENTER);
        }
        return std::move(m_document);
    }

private:
    void enter(cmark_node* node, std::string_view type)
    {
        if (cmark_node_get_start_line(node) <= m_read_until && type != "document") return;
        if (type == "heading")
            open_section(inline_text(node), cmark_node_get_heading_level(node));
        else if (type == "html_block")
            read_html(literal_of(node), cmark_node_get_start_line(node));
        else if (type == "code_block")
            read_code(node);
        else if (type == "table")
            read_table(node);
        else if (type == "paragraph")
            read_paragraph(node);
    }

    void open_section(std::string_view title, int depth)
    {
        while (m_section != 0 && m_document.sections[m_section].depth >= depth)
            m_section = m_document.sections[m_section].parent;
        m_document.sections.push_back({std::string(trimmed(title)), depth, m_section});
        m_section = m_document.sections.size() - 1;
    }

    void close_summary()
    {
        while (m_document.sections[m_section].depth >= summary_depth) m_section = m_document.sections[m_section].parent;
    }

    void read_html(std::string_view html, int first_line)
    {
        if (html.find("</details>") != std::string_view::npos) close_summary();
        if (auto summary = summary_of(html); !summary.empty()) open_section(summary, summary_depth);
        const auto whole = with_whole_table(html, first_line);
        if (!whole.empty()) html = whole;
        for (auto& table : html_tables(html, first_line)) {
            if (table.grid)
                add(std::move(*table.grid));
            else
                m_document.problems.push_back(
                    {Severity::note, "html-table",
                     fmt::format("The table written in HTML in line {} is not read, because {}; write it as a Markdown "
                                 "table.",
                                 table.line, table.why_not),
                     "", fmt::format("line {}", table.line)});
        }
    }

    /// A block of HTML ends at an empty line, a table at its end: where they differ, the lines up to the table's end.
    std::string with_whole_table(std::string_view html, int first_line)
    {
        const auto opened = html.rfind("<table");
        if (opened == std::string_view::npos || html.find("</table", opened) != std::string_view::npos) return {};
        constexpr int most_lines = 5000;
        const auto last = std::min(first_line + most_lines, static_cast<int>(m_source.size()));
        for (int line = first_line + static_cast<int>(std::ranges::count(html, '\n')); line <= last; ++line) {
            const auto text = m_source[static_cast<std::size_t>(line) - 1];
            if (text.contains("<table")) return {};
            if (!text.contains("</table")) continue;
            m_read_until = line;
            return raw_lines(first_line, line);
        }
        return {};
    }

    void step_item(bool enters)
    {
        if (enters)
            m_leads.emplace_back();
        else if (!m_leads.empty())
            m_leads.pop_back();
    }

    /// Texts of the items around, nearest first.
    std::vector<std::string> leads() const
    {
        std::vector<std::string> found;
        for (auto lead = m_leads.rbegin(); lead != m_leads.rend() && found.size() < 8; ++lead)
            if (!lead->empty()) found.push_back(*lead);
        return found;
    }

    std::string raw_lines(int first, int last) const
    {
        std::string text;
        for (int line = first; line <= last && line <= static_cast<int>(m_source.size()); ++line)
            if (line > 0) text += std::string(m_source[static_cast<std::size_t>(line) - 1]) + '\n';
        return text;
    }

    void read_paragraph(cmark_node* node)
    {
        Passage passage;
        passage.text = inline_text(node);
        passage.line = cmark_node_get_start_line(node);
        passage.raw = raw_lines(passage.line, cmark_node_get_end_line(node));
        passage.section = m_section;
        passage.leads = leads();
        if (!m_leads.empty() && m_leads.back().empty()) m_leads.back() = passage.text;
        add(std::move(passage));
    }

    void add(Passage passage)
    {
        if (m_document.passages.size() < m_limits.sentences)
            m_document.passages.push_back(std::move(passage));
        else if (!std::exchange(m_told_sentences, true))
            m_document.problems.push_back(
                {Severity::warning, "too-many-sentences",
                 fmt::format("Only the first {} paragraphs and items are checked.", m_limits.sentences), "",
                 fmt::format("line {}", passage.line)});
    }

    /// Printed tables and lines of text; a program's text says nothing of results.
    void read_code(cmark_node* node)
    {
        const char* fence = cmark_node_get_fence_info(node);
        const auto language = lower_case(trimmed(fence ? fence : ""));
        static constexpr auto texts =
            std::to_array<std::string_view>({"", "text", "txt", "md", "markdown", "console", "plain", "plaintext"});
        if (std::ranges::find(texts, language) == texts.end()) return;
        int length = 0, offset = 0;
        char character = 0;
        const bool fenced = cmark_node_get_fenced(node, &length, &offset, &character) != 0;
        const int first = cmark_node_get_start_line(node) + (fenced ? 1 : 0);
        std::vector<std::string> block;
        for (const auto line : lines(literal_of(node))) block.emplace_back(line);
        for (auto& grid : take_grids(block, first)) add(std::move(grid));
        for (std::size_t i = 0; i < block.size(); ++i)
            if (!trimmed(block[i]).empty())
                add({std::string(trimmed(block[i])), block[i], first + static_cast<int>(i), m_section, leads()});
    }

    void read_table(cmark_node* table)
    {
        Grid grid;
        grid.line = cmark_node_get_start_line(table);
        for (auto* row = cmark_node_first_child(table); row; row = cmark_node_next(row)) {
            std::vector<std::string> cells;
            for (auto* cell = cmark_node_first_child(row); cell; cell = cmark_node_next(cell))
                cells.push_back(one_cell(inline_text(cell)));
            if (type_of(row) == "table_header") {
                grid.header = std::move(cells);
            } else {
                grid.rows.push_back(std::move(cells));
                grid.lines.push_back(cmark_node_get_start_line(row));
            }
        }
        add(std::move(grid));
    }

    static std::string one_cell(std::string text) { return std::string(trimmed(replaced(std::move(text), "\n", " "))); }

    void add(Grid grid)
    {
        const auto cells = grid.header.size() * (grid.rows.size() + 1);
        if (m_cells + cells > m_limits.cells) {
            m_document.problems.push_back(
                {Severity::warning, "too-many-cells",
                 fmt::format("This table is left out: only {} cells are checked.", m_limits.cells), "",
                 fmt::format("line {}", grid.line)});
            return;
        }
        m_cells += cells;
        grid.section = m_section;
        if (!grid.rows.empty() && grid.header.size() > 1) m_document.grids.push_back(std::move(grid));
    }

    Limits m_limits;
    std::vector<std::string_view> m_source;
    Document m_document;
    std::size_t m_section = 0, m_cells = 0;
    std::vector<std::string> m_leads; ///< first paragraph of each open item, outermost first
    int m_read_until = 0;             ///< lines up to it are of a table that was read
    bool m_told_sentences = false;
};

} // namespace

std::vector<std::string> Document::path(std::size_t section) const
{
    std::vector<std::string> titles;
    for (; section != 0; section = sections[section].parent) titles.push_back(sections[section].title);
    std::ranges::reverse(titles);
    return titles;
}

Document read_document(std::string_view markdown, const Limits& limits)
{
    cmark_gfm_core_extensions_ensure_registered();
    const Parser parser(cmark_parser_new(CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_FOOTNOTES), &cmark_parser_free);
    if (auto* tables = cmark_find_syntax_extension("table")) cmark_parser_attach_syntax_extension(parser.get(), tables);
    cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
    const Node root(cmark_parser_finish(parser.get()), &cmark_node_free);
    return Reader(markdown, limits).read(root.get());
}

} // namespace kneepoint::claims
