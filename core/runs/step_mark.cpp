// SPDX-License-Identifier: GPL-3.0-or-later
#include "step_mark.h"

#include "load_event.h"

#include "kneepoint/base/text.h"

#include <algorithm>

namespace kneepoint::runs {

namespace {

constexpr std::string_view mark_words = "--- step ";
constexpr std::size_t longest_step_id = 20;
constexpr int most_events = 2000; ///< that are put in words: a log that floods with them stays quick

bool is_number(std::string_view text)
{
    return text.size() <= longest_step_id && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string words_of_step(std::string_view id, const std::vector<Step>& steps)
{
    const auto step = std::ranges::find(steps, id, &Step::id);
    const auto number = id.substr(std::min(id.find_first_not_of('0'), id.size() - 1));
    const auto text = step == steps.end() ? std::string() : ": " + one_line(step->text, 300);
    return "Step " + std::string(number) + text;
}

/// Without the beginning of a mark at its end, or of an event, whose rest comes with the next look at the log.
std::string_view without_half_mark(std::string_view line)
{
    if (line.starts_with(load_event_mark) || load_event_mark.starts_with(line)) return {};
    constexpr std::size_t dashes = 3; // fewer may end what a tool writes, but do not begin its line
    if (const auto at = line.rfind(mark_words); at != std::string_view::npos)
        return is_number(line.substr(at + mark_words.size())) ? line.substr(0, at) : line;
    for (auto length = mark_words.size() - 1; length > 0; --length)
        if ((length >= dashes || length == line.size()) && line.ends_with(mark_words.substr(0, length)))
            return line.substr(0, line.size() - length);
    return line;
}

} // namespace

std::optional<StepMark> mark_at_end(std::string_view line)
{
    const auto at = line.rfind(mark_words);
    if (at == std::string_view::npos) return {};
    const auto id = line.substr(at + mark_words.size());
    return !id.empty() && is_number(id) ? std::optional(StepMark{.at = at, .id = id}) : std::nullopt;
}

std::string log_in_words(std::string_view log, const std::vector<Step>& steps)
{
    int events = 0;
    std::string text;
    text.reserve(log.size());
    for (auto end = log.find('\n'); end != std::string_view::npos; end = log.find('\n')) {
        const auto line = log.substr(0, end);
        log.remove_prefix(end + 1);
        const auto mark = mark_at_end(line);
        const bool is_event = !mark && line.starts_with(load_event_mark) && ++events <= most_events;
        const auto words = is_event ? load_event_words(line) : std::nullopt;
        text += words ? *words : mark ? line.substr(0, mark->at) : line;
        if (mark && mark->at > 0) text += '\n'; // a tool was cut off in its line
        if (mark) text += words_of_step(mark->id, steps);
        text += '\n';
    }
    return text.append(without_half_mark(log));
}

} // namespace kneepoint::runs
