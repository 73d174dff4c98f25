// SPDX-License-Identifier: GPL-3.0-or-later
#include "console_setup.h"

#include "guidellm_level.h"
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"
#include "text_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kneepoint::import {

namespace {

/// Set-up lines as one text, because GuideLLM wraps them at the width of the terminal.
std::string joined(std::span<const TextLine> lines)
{
    std::string text;
    for (const auto& line : lines) {
        text += trimmed(line.text);
        text += ' ';
    }
    return text;
}

std::string first_word_after(std::string_view text, std::initializer_list<std::string_view> marks)
{
    for (const auto mark : marks)
        if (auto word = word_after(text, mark); !word.empty() && word != "None") return word;
    return {};
}

/// "SweepProfile profile resolved" is "sweep"; AsyncProfile stands for constant and poisson.
std::string profile_name(std::string_view text)
{
    constexpr std::string_view end = "Profile profile resolved";
    if (const auto at = text.find(end); at != std::string_view::npos) {
        const auto blank = text.rfind(' ', at);
        auto name = lower_case(text.substr(blank + 1, at - blank - 1));
        return name == "async" ? first_word_after(text.substr(at), {"type_='", "'type_': '", "'kind': '"}) : name;
    }
    return first_word_after(text, {"Profile:type=", "Rate(type="});
}

} // namespace

void read_setup_lines(Run& run, std::span<const TextLine> before)
{
    const auto text = joined(before);
    auto& setup = run.setup;
    setup.model =
        first_word_after(text, {"backend validated with model ", "backend_model=", " for model ", ", model="});
    const auto fact = [&](const char* key, std::string value) {
        if (!value.empty()) setup.facts[key] = {std::move(value), "set-up lines"};
    };
    fact("load.profile", profile_name(text));
    fact("server.target", first_word_after(text, {"'target': ", "backend_target=", "target="}));
    fact("workload.prompt_tokens", first_word_after(text, {"'prompt_tokens': ", "prompt_tokens="}));
    fact("workload.output_tokens",
         first_word_after(text, {"'output_tokens': ", "output_tokens=", "generated_tokens="}));
    fact("load.max_seconds", first_word_after(text, {"'max_seconds': ", "max_duration="}));
    fact("load.max_requests", first_word_after(text, {"'max_requests': ", "max_number="}));
}

namespace {

/// The level that GuideLLM calls "concurrent@2" in its text.
Level* level_called(Run& run, std::string_view name)
{
    Level wanted;
    set_load_from_name(wanted, name);
    const auto found = std::ranges::find_if(run.levels, [&](const Level& level) {
        return level.strategy == wanted.strategy && level.target_rate == wanted.target_rate &&
               level.streams == wanted.streams;
    });
    return found == run.levels.end() ? nullptr : &*found;
}

std::string without_mark(std::string_view line)
{
    for (const std::string_view mark : {"✔ ", "ℹ ", "⚠ "})
        if (line.starts_with(mark)) line.remove_prefix(mark.size());
    return std::string(trimmed(line));
}

Conclusion knee(std::span<const TextLine> lines, std::size_t at)
{
    const auto said = without_mark(trimmed(lines[at].text));
    const auto number = word_after(said, "knee: ");
    Conclusion result{"knee", "no_knee", said, parse_decimal(number), fmt::format("line {}", lines[at].number)};
    if (result.streams) result.status = "ok";
    for (++at; at < lines.size() && lines[at].text.starts_with("  ") && !trimmed(lines[at].text).empty(); ++at)
        result.text += fmt::format("; {}", trimmed(lines[at].text));
    result.text += '.';
    return result;
}

} // namespace

void read_lines_after(Run& run, std::span<const TextLine> after)
{
    std::string name; // of the level whose warnings follow
    for (std::size_t i = 0; i < after.size(); ++i) {
        const auto line = trimmed(after[i].text);
        if (line.starts_with("Warnings ("))
            name = word_after(line, "Warnings (");
        else if (line.contains("Throughput knee: ") && run.conclusions.empty())
            run.conclusions.push_back(knee(after, i));
        else if (line.starts_with("⚠ ") && !name.empty()) {
            auto text = without_mark(line);
            if (i + 1 < after.size() && after[i + 1].text.starts_with("  "))
                text += fmt::format(" {}", trimmed(after[i + 1].text));
            Problem problem{Severity::warning, "tool.warning", "GuideLLM warns: " + text, {}, name};
            auto* level = level_called(run, name);
            auto& problems = level ? level->problems : run.problems;
            if (std::ranges::find(problems, problem) == problems.end()) problems.push_back(std::move(problem));
        }
    }
}

void read_headings(Run& run, std::span<const TextLine> lines, std::size_t first_line)
{
    const auto headings = headings_above(lines, first_line);
    if (headings.empty()) return;
    const auto telling = std::ranges::find_if(headings.rbegin(), headings.rend(), [](const std::string& heading) {
        return role_in_text(heading) || !scheme_from_text(heading).empty();
    });
    const auto& heading = telling == headings.rend() ? headings.back() : *telling;
    run.setup.facts["source.heading"] = {heading, fmt::format("above line {}", first_line)};
    const auto role = role_in_text(heading);
    if (!role) return;
    run.setup.facts["source.role"] = {std::string(to_string(*role)), "heading"};
    if (!run.setup.model.empty()) return;
    bool section = false;
    for (const auto& line : lines) {
        const auto text = trimmed(line.text);
        if (text.starts_with('#'))
            section = lower_case(text).ends_with(" model") && role_in_text(text) == role && text.size() < 32;
        else if (section && !text.empty()) {
            // A model's name alone on its line; a sentence is none.
            if (!text.contains(' ') && !text.contains('|')) run.setup.model = one_line(text);
            return;
        }
    }
}

} // namespace kneepoint::import
