// SPDX-License-Identifier: GPL-3.0-or-later
#include "progress_display.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <cstdio>

namespace kneepoint::app {

namespace {

using Json = nlohmann::ordered_json;
constexpr auto interval = std::chrono::milliseconds(250);

std::optional<double> mean(double sum, std::uint64_t count)
{
    if (count == 0) return std::nullopt;
    return sum / static_cast<double>(count);
}

Json nullable(std::optional<double> value)
{
    return value ? Json(*value) : Json();
}

std::string shown(std::optional<double> value, int decimals)
{
    return value ? format_decimal(*value, decimals) : "-";
}

void print_json(const Json& line)
{
    fmt::print("{}\n", line.dump(-1, ' ', false, Json::error_handler_t::replace));
    std::fflush(stdout);
}

} // namespace

ProgressDisplay::ProgressDisplay(ProgressStyle style) : m_style(style), m_terminal(::isatty(STDERR_FILENO) == 1) {}

load::MeasureListener ProgressDisplay::listener()
{
    if (m_style == ProgressStyle::none) return {};
    load::MeasureListener listener;
    listener.level_begins = [this](int index, int levels, const load::LevelPlan& plan) { begins(index, levels, plan); };
    listener.live = [this](int index, const load::LevelPlan& plan, const load::LiveCounts& counts) {
        live(index, plan, counts);
    };
    listener.level_ended = [this](const load::LevelResult& result) { ended(result); };
    listener.concluded = [this](const Conclusion& conclusion) { concluded(conclusion); };
    return listener;
}

void ProgressDisplay::plan(const load::RunManifest& manifest) const
{
    const load::RequestContent& content = manifest.client.content;
    const load::PlannedLoad planned = load::planned_load(manifest.profile, content);
    if (m_style == ProgressStyle::jsonl)
        print_json({{"event", "plan"},
                    {"levels", planned.levels},
                    {"seconds", nullable(planned.seconds)},
                    {"requests", planned.requests},
                    {"tokens", planned.tokens ? Json(*planned.tokens) : Json()},
                    {"levels_until_their_time_is_over", planned.open_ended}});
    if (m_style != ProgressStyle::lines) return;
    const std::string prompts = content.dataset ? counted(content.dataset->entries.size(), "prompt") + " of a file"
                                                : content.prompt_tokens.text() + " prompt";
    fmt::print(stderr, "{} ({}): {}\nEach request: {} and {} output tokens\n", manifest.client.endpoint.url,
               content.model, load::to_string(planned), prompts, content.output_tokens.text());
}

void ProgressDisplay::begins(int index, int levels, const load::LevelPlan& plan)
{
    m_levels = levels;
    m_told = {};
    if (m_style == ProgressStyle::jsonl)
        print_json({{"event", "level_begins"}, {"level", index}, {"levels", levels}, {"label", plan.label()}});
}

void ProgressDisplay::live(int index, const load::LevelPlan& plan, const load::LiveCounts& counts)
{
    const auto now = std::chrono::steady_clock::now();
    if (now - m_told < interval) return;
    m_told = now;
    const auto ttft = mean(counts.ttft_sum_ms, counts.ttft_count);
    const auto itl = mean(counts.itl_sum_ms, counts.itl_count);
    const double rate = counts.elapsed_s > 0 ? static_cast<double>(counts.ok) / counts.elapsed_s : 0;
    if (m_style == ProgressStyle::jsonl)
        print_json({{"event", "progress"},
                    {"level", index},
                    {"label", plan.label()},
                    {"elapsed_s", counts.elapsed_s},
                    {"ok", counts.ok},
                    {"failed", counts.failed},
                    {"in_flight", counts.in_flight()},
                    {"requests_per_s", rate},
                    {"output_tokens", counts.tokens},
                    {"ttft_ms", nullable(ttft)},
                    {"itl_ms", nullable(itl)}});
    else if (m_terminal)
        fmt::print(stderr, "\r\x1b[K[{}/{}] {}  {} s  {} ok, {} failed, {} in flight  {} req/s  TTFT {} ms  ITL {} ms",
                   index + 1, m_levels, plan.label(), format_decimal(counts.elapsed_s, 0), counts.ok, counts.failed,
                   counts.in_flight(), format_decimal(rate, 2), shown(ttft, 1), shown(itl, 2));
}

void ProgressDisplay::concluded(const Conclusion& conclusion) const
{
    if (m_style == ProgressStyle::jsonl)
        print_json({{"event", "conclusion"},
                    {"kind", conclusion.kind},
                    {"status", conclusion.status},
                    {"streams", nullable(conclusion.streams)},
                    {"text", conclusion.text}});
    else
        fmt::print(stderr, "{}\n", conclusion.text);
}

void ProgressDisplay::ended(const load::LevelResult& result)
{
    const Level& level = result.level;
    const auto median = [&](MetricId id) { return level.value(id, Statistic::median()); };
    const auto average = [&](MetricId id) { return level.value(id, Statistic::mean()); };
    if (m_style == ProgressStyle::jsonl) {
        print_json({{"event", "level_ended"},
                    {"level", level.index},
                    {"label", level.label},
                    {"ok", level.requests.successful.value_or(0)},
                    {"failed", level.requests.errored.value_or(0)},
                    {"incomplete", level.requests.incomplete.value_or(0)},
                    {"requests_per_s", nullable(average(MetricId::requests_per_second))},
                    {"ttft_ms", nullable(median(MetricId::ttft))},
                    {"itl_ms", nullable(median(MetricId::itl))},
                    {"validity", load::to_string(result.validity)}});
        return;
    }
    fmt::print(stderr,
               "{}[{}/{}] {:<22} {:>6} ok {:>4} failed  {:>8} req/s  {:>8} tok/s  TTFT {:>8} ms  ITL {:>7} ms  {}\n",
               m_terminal ? "\r\x1b[K" : "", level.index + 1, m_levels, level.label,
               level.requests.successful.value_or(0), level.requests.errored.value_or(0),
               shown(average(MetricId::requests_per_second), 2), shown(average(MetricId::output_tokens_per_second), 1),
               shown(median(MetricId::ttft), 1), shown(median(MetricId::itl), 2), load::to_string(result.validity));
    for (const auto& reason : result.reasons) fmt::print(stderr, "      {}\n", reason);
}

} // namespace kneepoint::app
