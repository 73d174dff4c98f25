// SPDX-License-Identifier: GPL-3.0-or-later
#include "escape.h"
#include "page_style.h"

#include "kneepoint/report/report.h"

#include <cmark-gfm.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace kneepoint::report {

namespace {

/// Markdown inline as HTML. Raw HTML does not pass: cmark leaves it out unless told otherwise.
std::string inline_html(const std::string& markdown)
{
    const std::unique_ptr<char, decltype(&std::free)> html(
        cmark_markdown_to_html(markdown.data(), markdown.size(), CMARK_OPT_SAFE | CMARK_OPT_VALIDATE_UTF8), &std::free);
    std::string text(html ? html.get() : "");
    while (text.ends_with('\n')) text.pop_back();
    const bool one_paragraph =
        text.starts_with("<p>") && text.ends_with("</p>") && text.find("<p>", 1) == std::string::npos;
    return one_paragraph ? text.substr(3, text.size() - 7) : text;
}

std::string table_head(const Table& table)
{
    std::string out = "<thead><tr>";
    for (const auto& column : table.columns)
        out += fmt::format("<th scope=\"col\"{}>{}</th>", column.numeric ? " class=\"n\"" : "",
                           html_escaped(column.header));
    return out + "</tr></thead>\n";
}

std::string table_row(const Table& table, const std::vector<Cell>& row)
{
    std::string out = "<tr>";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const auto text = html_escaped(i < row.size() ? row[i].text : std::string{});
        if (table.columns[i].numeric)
            out += fmt::format("<td class=\"n\">{}</td>", text);
        else
            out += i == 0 ? fmt::format("<th scope=\"row\">{}</th>", text) : fmt::format("<td>{}</td>", text);
    }
    return out + "</tr>\n";
}

/// The picture without its XML prologue, which has no place inside a page.
std::string_view svg_element(std::string_view svg)
{
    const auto begin = svg.find("<svg");
    return begin == std::string_view::npos ? std::string_view{} : svg.substr(begin);
}

struct HtmlWriter {
    const std::vector<std::pair<std::string, std::string>>& pictures;

    std::string operator()(const Heading& heading) const
    {
        const int depth = std::clamp(heading.depth, 1, 4);
        return fmt::format("<h{}>{}</h{}>\n", depth, html_escaped(heading.text), depth);
    }
    std::string operator()(const Sentence& sentence) const
    {
        return fmt::format("<p>{}</p>\n", inline_html(sentence.text));
    }
    std::string operator()(const Bullets& bullets) const
    {
        std::string out = "<ul>\n";
        for (const auto& item : bullets.items) out += fmt::format("<li>{}</li>\n", inline_html(item.text));
        return out + "</ul>\n";
    }
    std::string operator()(const Preformatted& block) const
    {
        return fmt::format("<pre>{}</pre>\n", html_escaped(block.text));
    }
    std::string operator()(const Table& table) const
    {
        std::string out = "<div class=\"table\"><table>\n";
        if (!table.title.empty()) out += fmt::format("<caption>{}</caption>\n", html_escaped(table.title));
        out += table_head(table) + "<tbody>\n";
        for (const auto& row : table.rows) out += table_row(table, row);
        out += "</tbody></table></div>\n";
        for (const auto& note : table.notes) out += fmt::format("<p class=\"note\">{}</p>\n", html_escaped(note));
        return out;
    }
    std::string operator()(const Figure& figure) const
    {
        const auto found = std::ranges::find(pictures, figure.file, &std::pair<std::string, std::string>::first);
        const auto svg = found == pictures.end() ? std::string_view{} : svg_element(found->second);
        if (svg.empty()) return {};
        const auto title = html_escaped(figure.chart.title);
        auto out = fmt::format("<figure role=\"img\" aria-label=\"{}\">\n{}\n<figcaption>{}</figcaption></figure>\n",
                               title, svg, title);
        for (const auto& note : figure.chart.notes)
            out += fmt::format("<p class=\"note\">{}</p>\n", html_escaped(note));
        return out;
    }
};

} // namespace

std::string to_html(const Document& document, const std::vector<std::pair<std::string, std::string>>& pictures)
{
    const HtmlWriter writer{pictures};
    const auto title = html_escaped(document.title);
    std::string out = fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                                  "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n",
                                  title, page_style, title);
    for (const auto& section : document.sections) {
        out += fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n", html_escaped(section.id), html_escaped(section.title));
        for (const auto& block : section.blocks) out += std::visit(writer, block);
        out += "</section>\n";
    }
    return out + "</main>\n</body>\n</html>\n";
}

} // namespace kneepoint::report
