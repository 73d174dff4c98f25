// SPDX-License-Identifier: GPL-3.0-or-later
#include "tool_progress.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace kneepoint::runs {

namespace {

constexpr auto none = std::string_view::npos;

/// What stands between two texts, behind `from`; none where they do not follow each other on one line.
std::optional<std::string_view> between(std::string_view line, std::string_view before, std::string_view after)
{
    const auto at = line.find(before);
    if (at == none) return {};
    line.remove_prefix(at + before.size());
    const auto end = line.find(after);
    return end == none ? std::nullopt : std::optional(line.substr(0, end));
}

std::optional<std::uint64_t> whole_number(std::string_view text)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// A bar of tqdm: "Running loglikelihood requests:  46%|####      | 1449/3140 [00:01<00:01, 960.00it/s]".
struct Bar {
    std::string_view what; ///< empty: unnamed
    std::uint64_t done = 0, total = 0;
};

/// The bar whose "%|" stands there; none where it is cut or no bar.
std::optional<Bar> bar_at(std::string_view log, std::size_t percent)
{
    auto behind = log.substr(percent + 2);
    const auto drawn = behind.find('|');
    if (drawn == none) return {};
    behind = trimmed(behind.substr(drawn + 1, 60));
    const auto slash = behind.find('/'), end = behind.find(" [");
    if (slash == none || end == none || end < slash) return {};
    const auto done = whole_number(behind.substr(0, slash)),
               total = whole_number(behind.substr(slash + 1, end - slash - 1));
    if (!done || !total || *total == 0 || *done > *total) return {};
    auto before = log.substr(0, percent);
    before = before.substr(std::min(before.size(), before.find_last_of("\r\n|") + 1));
    while (before.starts_with("\x1b[A")) before.remove_prefix(3); // nested bars move the cursor up
    while (!before.empty() && before.back() >= '0' && before.back() <= '9') before.remove_suffix(1);
    before = trimmed(before);
    if (before.ends_with(':')) before.remove_suffix(1);
    return Bar{.what = before, .done = *done, .total = *total};
}

enum class Which { any, unnamed };
std::optional<Bar> last_bar(std::string_view log, Which which)
{
    for (auto at = log.rfind("%|"); at != none; at = at == 0 ? none : log.rfind("%|", at - 1)) {
        const auto bar = bar_at(log, at);
        if (bar && (which == Which::any || bar->what.empty())) return bar;
    }
    return {};
}

std::optional<Bar> first_bar(std::string_view log)
{
    for (auto at = log.find("%|"); at != none; at = log.find("%|", at + 2))
        if (const auto bar = bar_at(log, at)) return bar;
    return {};
}

/// A line that says what the bars behind it count.
struct Stage {
    enum class Kind { start, contexts, requests, intervals } kind = Kind::start;
    std::string_view of; ///< task, type of requests, function
    std::string_view rest;
};

struct StageWords {
    Stage::Kind kind;
    std::string_view before, after;
};
constexpr auto stage_words = std::to_array<StageWords>({
    {Stage::Kind::contexts, "Building contexts for ", " on rank"},
    {Stage::Kind::requests, "] Running ", " requests"},
    {Stage::Kind::intervals, "bootstrapping for stddev: ", "\n"},
});

Stage last_stage(std::string_view log)
{
    Stage stage{.rest = log};
    std::size_t last = 0;
    for (const auto& words : stage_words) {
        const auto at = log.rfind(words.before);
        if (at == none || at < last) continue;
        const auto of = between(log.substr(at), words.before, words.after);
        if (!of || of->size() > 100) continue;
        last = at;
        stage = {.kind = words.kind, .of = *of, .rest = log.substr(at + words.before.size() + of->size())};
    }
    return stage;
}

std::string words_of(const Stage& stage, const Bar& bar)
{
    const auto count = fmt::format("{} of {}", bar.done, bar.total);
    const bool of_stage = bar.what.empty() || bar.what == "Requesting API" || bar.what.starts_with("Running ");
    if (!of_stage) return fmt::format("{}: {}", one_line(bar.what, 60), count);
    const auto of = one_line(stage.of, 60);
    switch (stage.kind) {
    case Stage::Kind::contexts:
        return fmt::format("prompts of {}: {}", of, count);
    case Stage::Kind::requests:
        return fmt::format("{} {} requests", count, of);
    case Stage::Kind::intervals:
        return fmt::format("interval of {}: {}", of, count);
    case Stage::Kind::start:
        break;
    }
    return count;
}

/// Empty when the line has no counts.
std::string guidellm_line(std::string_view line)
{
    const auto successful = between(line, "successful=", " "), errored = between(line, "errored=", " "),
               rate = between(line, "requests/s=", " ");
    if (!successful || !errored || !rate || !whole_number(*successful) || !whole_number(*errored) || rate->size() > 20)
        return {};
    const auto failed = *errored == "0" ? std::string() : fmt::format(", {} failed", *errored);
    return fmt::format("{} requests{}, {}/s", *successful, failed, one_line(*rate, 20));
}

} // namespace

std::string_view log_of_step(std::string_view log, std::string_view id)
{
    const auto mark = fmt::format("--- step {}\n", id);
    const auto at = log.rfind(mark);
    if (at == none) return {};
    log.remove_prefix(at + mark.size());
    return log.substr(0, log.find("--- step "));
}

std::string guidellm_progress(std::string_view log)
{
    // The last line that is whole: the very last may still be being written.
    for (auto at = log.rfind("Benchmark "); at != none; at = log.rfind("Benchmark ")) {
        const auto line = log.substr(at);
        log = log.substr(0, at);
        if (const auto end = line.find('\n'); end != none)
            if (auto told = guidellm_line(line.substr(0, end)); !told.empty()) return told;
    }
    return {};
}

std::string lm_eval_progress(std::string_view log)
{
    const auto stage = last_stage(log);
    // Of rolling requests a bar within the bar begins anew for each few of them.
    const bool nested = stage.kind == Stage::Kind::requests && stage.of == "loglikelihood_rolling";
    const auto bar = last_bar(stage.rest, nested ? Which::unnamed : Which::any);
    if (!bar) return {};
    // The draws for the intervals follow with bars that have no name; the line that says so comes late or apart.
    const auto first = first_bar(stage.rest);
    if (stage.kind == Stage::Kind::requests && bar->what.empty() &&
        (!first->what.empty() || first->total != bar->total))
        return fmt::format("intervals: {} of {}", bar->done, bar->total);
    return words_of(stage, *bar);
}

std::string tool_progress(StepKind kind, std::string_view log)
{
    if (kind == StepKind::level) return guidellm_progress(log);
    return kind == StepKind::accuracy ? lm_eval_progress(log) : std::string();
}

} // namespace kneepoint::runs
