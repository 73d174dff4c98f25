// SPDX-License-Identifier: GPL-3.0-or-later
#include "log_words.h"
#include "tool_progress.h"
#include "tqdm_bar.h"

#include "job_words.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <vector>

namespace kneepoint::runs {

namespace {

using std::string_view;

/// A line that says what the bars behind it count.
struct LmEvalStage {
    enum class Kind { start, contexts, requests, intervals } kind = Kind::start;
    string_view of;   ///< task, type of requests, function
    string_view rest; ///< of the log
};

struct LmEvalStageWords {
    LmEvalStage::Kind kind;
    string_view before, after;
};
constexpr string_view contexts_begin = "Building contexts for ", contexts_end = " on rank";
constexpr string_view requests_begin = "] Running ", requests_end = " requests";
constexpr auto lm_eval_stages = std::to_array<LmEvalStageWords>({
    {LmEvalStage::Kind::contexts, contexts_begin, contexts_end},
    {LmEvalStage::Kind::requests, requests_begin, requests_end},
    {LmEvalStage::Kind::intervals, "bootstrapping for stddev: ", "\n"},
});
constexpr string_view generating = "generate_until", rolling = "loglikelihood_rolling";
constexpr std::size_t longest_name = 100;

LmEvalStage last_lm_eval_stage(string_view log)
{
    LmEvalStage stage{.rest = log};
    std::size_t last = 0;
    for (const auto& words : lm_eval_stages) {
        const auto at = log.rfind(words.before);
        if (at == string_view::npos || at < last) continue;
        const auto of = between_words(log.substr(at), words.before, words.after);
        if (!of || of->size() > longest_name) continue;
        last = at;
        stage = {.kind = words.kind, .of = *of, .rest = log.substr(at + words.before.size() + of->size())};
    }
    return stage;
}

/// What stands behind each of these words up to the next, the first as many as any real log has.
std::vector<string_view> parts_behind(string_view log, string_view words)
{
    constexpr std::size_t most = 20'000;
    std::vector<string_view> parts;
    for (auto at = log.find(words); at != string_view::npos && parts.size() < most;) {
        log.remove_prefix(at + words.size());
        at = log.find(words);
        parts.push_back(log.substr(0, at));
    }
    return parts;
}

/// The name at the beginning of a part; empty where none is.
string_view name_before(string_view part, string_view end)
{
    const auto at = part.substr(0, longest_name + end.size()).find(end);
    return at == string_view::npos ? string_view() : part.substr(0, at);
}

/// How many documents the tasks have, by the bars of their contexts.
struct LmEvalDocuments {
    double all = 0;
    double generated = 0; ///< of tasks that are said to generate, as lm_eval does from 0.4.9 on
};

LmEvalDocuments documents_in(string_view log)
{
    // Before the contexts: "kp_arith: Using gen_kwargs: ...", of the tasks that generate.
    constexpr string_view line_before_name = "] ";
    const auto contexts = parts_behind(log, contexts_begin);
    std::set<string_view> generate;
    for (const auto part : parts_behind(log.substr(0, log.find(contexts_begin)), line_before_name))
        if (const auto name = name_before(part, ": Using gen_kwargs"); !name.empty()) generate.insert(name);
    LmEvalDocuments documents;
    for (const auto part : contexts) {
        const auto bar = first_bar(part.substr(0, part.find(requests_begin)));
        if (!bar) continue;
        const auto count = static_cast<double>(bar->total);
        documents.all += count;
        if (generate.contains(name_before(part, contexts_end))) documents.generated += count;
    }
    return documents;
}

/// The documents that a kind of requests is of.
double documents_of(string_view kind, double requests, double rolled, const LmEvalDocuments& documents)
{
    if (kind == generating) return documents.generated > 0 ? documents.generated : requests;
    if (kind == rolling) return requests;
    return std::max(0.0, documents.all - documents.generated - rolled); // several requests for each
}

/// By documents: the kinds that are through, and this one's share.
struct LmEvalShare {
    double done = 0;
    bool is_last = false; ///< no other kind of requests follows
};
LmEvalShare share_of(string_view log, double of_stage)
{
    const auto documents = documents_in(log);
    if (documents.all <= 0) return {.done = of_stage}; // what it said before is not known here
    std::vector<std::pair<string_view, double>> kinds; // with their requests
    double rolled = 0;
    for (const auto part : parts_behind(log, requests_begin)) {
        const auto kind = name_before(part, requests_end);
        const auto bar = last_bar(part, kind == rolling ? WhichBar::unnamed : WhichBar::any);
        kinds.emplace_back(kind, bar ? static_cast<double>(bar->total) : 0);
        if (kind == rolling) rolled += kinds.back().second;
    }
    double through = 0, current = 0;
    for (const auto& [kind, requests] : kinds)
        through += std::exchange(current, documents_of(kind, requests, rolled, documents));
    return {.done = std::clamp((through + current * of_stage) / documents.all, 0.0, 1.0),
            .is_last = through + current >= documents.all};
}

bool is_of_stage(const TqdmBar& bar)
{
    return bar.what.empty() || bar.what == "Requesting API" || bar.what.starts_with("Running ");
}

std::string words_of(const LmEvalStage& stage, const TqdmBar& bar)
{
    const auto count = fmt::format("{} of {}", bar.done, bar.total);
    if (!is_of_stage(bar)) return fmt::format("{}: {}", one_line(bar.what, 60), count);
    const auto of = one_line(stage.of, 60);
    switch (stage.kind) {
    case LmEvalStage::Kind::contexts:
        return fmt::format("prompts of {}: {}", of, count);
    case LmEvalStage::Kind::requests:
        return fmt::format("{} {} requests", count, of);
    case LmEvalStage::Kind::intervals:
        return fmt::format("interval of {}: {}", of, count);
    case LmEvalStage::Kind::start:
        break;
    }
    return count;
}

/// By its own pace; none before the first is done.
std::optional<std::chrono::duration<double>> left_of(const TqdmBar& bar)
{
    constexpr std::chrono::hours longest{24 * 365};
    if (bar.done == 0 || bar.since.count() <= 0) return {};
    const auto left = bar.since * (static_cast<double>(bar.total - bar.done) / static_cast<double>(bar.done));
    return left < longest ? std::optional(left) : std::nullopt;
}

} // namespace

ToolProgress lm_eval_progress(string_view log)
{
    const auto stage = last_lm_eval_stage(log);
    // Of rolling requests a bar within the bar begins anew for each few of them.
    const bool requests = stage.kind == LmEvalStage::Kind::requests;
    const bool nested = requests && stage.of == rolling;
    const auto bar = last_bar(stage.rest, nested ? WhichBar::unnamed : WhichBar::any);
    if (!bar) return {};
    // The draws for the intervals follow with bars that have no name; the line that says so comes late or apart.
    const auto first = first_bar(stage.rest);
    if (requests && bar->what.empty() && (!first->what.empty() || first->total != bar->total))
        return {.says = fmt::format("intervals: {} of {}", bar->done, bar->total), .done = 1.0, .left = {}};
    ToolProgress progress{.says = words_of(stage, *bar), .done = 0.0, .left = {}};
    if (stage.kind == LmEvalStage::Kind::intervals) progress.done = 1.0;
    if (!requests) return progress;
    const bool counts = is_of_stage(*bar);
    const auto share = share_of(log, counts ? static_cast<double>(bar->done) / static_cast<double>(bar->total) : 0.0);
    progress.done = share.done;
    if (const auto left = counts ? left_of(*bar) : std::nullopt; left && share.is_last)
        progress.left = left;
    else if (left && left->count() >= 1)
        progress.says += fmt::format(", {} left of these", duration_text(*left));
    return progress;
}

} // namespace kneepoint::runs
