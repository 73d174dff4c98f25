// SPDX-License-Identifier: GPL-3.0-or-later
#include "measured.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace kneepoint::claims {

namespace {

bool says(const std::vector<std::string>& words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

/// The metric of a load test that a header names.
std::optional<MetricId> metric_of_header(const Column& column)
{
    const auto& words = column.words;
    if (column.family == Family::throughput) {
        const bool input = says(words, "input") || says(words, "prompt");
        if (says(words, "requests") || says(words, "request") || says(words, "req") || column.unit == "req/s" ||
            says(words, "rps"))
            return MetricId::requests_per_second;
        if (input) return MetricId::prompt_tokens_per_second;
        return says(words, "total") ? MetricId::total_tokens_per_second : MetricId::output_tokens_per_second;
    }
    if (column.family == Family::concurrency) return MetricId::concurrency;
    for (const auto& word : words)
        if (const auto id = metric_from_text(word); id && word != "tokens") return id;
    const auto text = " " + join(words, " ") + " ";
    const auto has = [&](std::string_view part) { return text.find(part) != std::string::npos; };
    if (has(" first token ")) return MetricId::ttft;
    if (has(" inter token ") || has(" intertoken ")) return MetricId::itl;
    if (has(" per output token ")) return MetricId::tpot;
    if (has(" request latency ") || has(" e2e ") || has(" end to end ")) return MetricId::request_latency;
    return std::nullopt;
}

std::vector<Statistic> statistics_of_header(const Column& column, bool is_rate)
{
    for (const auto& word : column.words)
        if (const auto statistic = statistic_from_text(word); statistic && word != "min" && word != "max")
            return {*statistic};
    if (is_rate) return {Statistic::mean(), Statistic::median()};
    return {Statistic::median(), Statistic::mean()};
}

/// What a figure of the catalogue's unit is in the unit of a column.
std::optional<double> factor(Unit unit, const std::string& column_unit)
{
    if (unit == Unit::milliseconds) return column_unit == "s" ? 0.001 : column_unit == "us" ? 1000.0 : 1.0;
    if (unit == Unit::seconds) return column_unit == "ms" ? 1000.0 : 1.0;
    return 1.0;
}

/// "arc_easy" is named by "ARC-Easy": all words of the task stand in the text.
bool names_task(const std::vector<std::string>& words, const TaskScore& score)
{
    const auto task = words_of(score.task);
    const auto alias = words_of(score.alias);
    const auto all = [&](const std::vector<std::string>& wanted) {
        return !wanted.empty() &&
               std::ranges::all_of(wanted, [&](const std::string& word) { return says(words, word); });
    };
    return all(task) || all(alias);
}

/// How well a header speaks of a score: -1 when it speaks of another one.
int fit_of_metric(const std::vector<std::string>& header, const TaskScore& score)
{
    const auto metric = words_of(score.metric), filter = words_of(score.filter);
    int fit = 0;
    for (const std::string_view word : {"norm", "strict", "flexible", "mc1", "mc2", "prompt", "inst", "loose"}) {
        const bool asked = std::ranges::any_of(header, [&](const std::string& h) { return h.starts_with(word); });
        const bool has = says(metric, word) || says(filter, word);
        if (asked && !has) return -1;
        if (asked)
            fit += 2;
        else if (has)
            --fit;
    }
    return fit + 10;
}

} // namespace

std::vector<Measured> of_level(const Run& run, const Level& level, const Column& column)
{
    const auto id = metric_of_header(column);
    if (!id) return {};
    const auto& info = metric_info(*id);
    const auto* distribution = level.metric(*id);
    const auto scale = factor(info.unit, column.unit);
    if (!distribution || !scale) return {};
    std::vector<Measured> found;
    for (const auto statistic : statistics_of_header(column, info.is_rate))
        if (const auto value = distribution->value(statistic))
            found.push_back({*value * *scale,
                             fmt::format("{} {}", info.name, to_string(statistic)),
                             &run,
                             distribution->path,
                             {},
                             {}});
    return found;
}

std::vector<Measured> of_scores(const Run& run, const Table& table, const Column& column, const Row& row)
{
    auto words = column.words;
    if (!table.context_words.empty()) {
        const auto& title = table.context_words.back();
        words.insert(words.end(), title.begin(), title.end());
    }
    words.insert(words.end(), row.words.begin(), row.words.end());
    std::vector<std::pair<int, Measured>> found;
    for (const auto& score : run.scores) {
        if (!score.value || !names_task(words, score)) continue;
        const int fit = fit_of_metric(column.words, score);
        if (fit < 0) continue;
        found.emplace_back(
            fit, Measured{*score.value,
                          fmt::format("{} {}{}", score.task, score.metric,
                                      score.filter.empty() || score.filter == "none" ? "" : " " + score.filter),
                          &run, score.path, score.stderr_value, score.n});
    }
    std::ranges::stable_sort(found, std::ranges::greater{}, &std::pair<int, Measured>::first);
    std::vector<Measured> scores;
    for (auto& [fit, measured] : found) scores.push_back(std::move(measured));
    return scores;
}

} // namespace kneepoint::claims
