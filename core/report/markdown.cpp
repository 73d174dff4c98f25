// SPDX-License-Identifier: GPL-3.0-or-later
#include "escape.h"

#include "kneepoint/report/report.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

namespace {

/// A fence longer than any run of backticks in the text.
std::string fenced(std::string_view text)
{
    std::size_t longest = 0, run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(std::max<std::size_t>(3, longest + 1), '`');
    return fmt::format("{}text\n{}{}{}\n", fence, text, text.ends_with('\n') ? "" : "\n", fence);
}

struct MarkdownWriter {
    std::string_view chart_extension;

    std::string operator()(const Heading& heading) const
    {
        const auto depth = static_cast<std::size_t>(std::clamp(heading.depth, 1, 4));
        return std::string(depth, '#') + " " + markdown_escaped(heading.text) + "\n";
    }
    std::string operator()(const Sentence& sentence) const { return sentence.text + "\n"; }
    std::string operator()(const Bullets& bullets) const
    {
        std::string out;
        for (const auto& item : bullets.items) out += "- " + item.text + "\n";
        return out;
    }
    std::string operator()(const Preformatted& block) const { return fenced(block.text); }
    std::string operator()(const Table& table) const
    {
        return (table.title.empty() ? std::string{} : "**" + markdown_escaped(table.title) + "**\n\n") +
               to_markdown(table);
    }
    std::string operator()(const Figure& figure) const
    {
        if (chart_extension.empty()) return {};
        auto out = fmt::format("![{}]({}.{})\n", markdown_escaped(figure.chart.title), figure.file, chart_extension);
        for (const auto& note : figure.chart.notes) out += "\n" + markdown_escaped(note) + "\n";
        return out;
    }
};

} // namespace

std::string to_markdown(const Document& document, std::string_view chart_extension)
{
    const MarkdownWriter writer{chart_extension};
    std::string out = writer(Heading{1, document.title});
    for (const auto& section : document.sections) {
        out += "\n" + writer(Heading{2, section.title});
        for (const auto& block : section.blocks)
            if (const auto text = std::visit(writer, block); !text.empty()) out += "\n" + text;
    }
    return out;
}

} // namespace kneepoint::report
