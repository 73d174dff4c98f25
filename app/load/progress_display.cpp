// SPDX-License-Identifier: GPL-3.0-or-later
#include "progress_display.h"

#include "selftest_table.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
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

constexpr std::size_t columns = 80; // of a terminal

/// `first` and the text, broken between words; lines after the first are indented by as much.
std::string wrapped(const std::string& first, std::string_view text)
{
    std::string lines = first;
    std::size_t at = first.size();
    for (const std::string_view word : split(text, ' ')) {
        const bool begins = at == first.size();
        if (!begins && at + 1 + word.size() >= columns) {
            lines += '\n' + std::string(first.size(), ' ');
            at = first.size();
        } else if (!begins) {
            lines += ' ';
            ++at;
        }
        lines += word;
        at += word.size();
    }
    return lines;
}

std::string duration(double seconds)
{
    if (seconds < 120) return format_decimal(seconds, 0) + " s";
    return format_decimal(seconds / 60, 0) + " min";
}

/// A level's figures in 79 columns, whether it has ended or not.
struct Row {
    std::string level, label, ok, failed, rate, tokens, ttft, itl, last;
    std::string text() const
    {
        return fmt::format("{:>5} {:<22} {:>5} {:>6} {:>7} {:>7} {:>8} {:>7}{}{}", level, label, ok, failed, rate,
                           tokens, ttft, itl, last.empty() ? "" : " ", last);
    }
};

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
                    {"levels_until_their_time_is_over", planned.open_ended},
                    {"in_flight", nullable(planned.in_flight)},
                    {"tokens_each", planned.tokens_each ? Json(*planned.tokens_each) : Json()},
                    {"seed", content.seed}});
    if (m_style != ProgressStyle::lines) return;
    const auto line = [](std::string_view name, const std::string& text) {
        fmt::print(stderr, "{}\n", wrapped(fmt::format("{:<9} ", name), text));
    };
    line("Target", fmt::format("{}, model {}", manifest.client.endpoint.url, content.model));
    line("Load",
         fmt::format("{}, {}{}", to_string(manifest.profile.kind), counted(std::size_t(planned.levels), "level"),
                     planned.seconds ? ", at most " + duration(*planned.seconds) : ""));
    line("Sends", load::to_string(planned));
    line("Requests", content.dataset
                         ? fmt::format("{} of a file, {} tokens of output",
                                       counted(content.dataset->entries.size(), "prompt"), content.output_tokens.text())
                         : fmt::format("{} tokens of prompt, {} of output", content.prompt_tokens.text(),
                                       content.output_tokens.text()));
    line("Seed", fmt::format("{0} (--seed {0} sends the same again)", content.seed));
}

void ProgressDisplay::selftest_begins(const load::SelfTestPlan& plan) const
{
    if (m_style == ProgressStyle::lines) print_selftest_head(stderr, plan);
}

void ProgressDisplay::selftest_row(const load::SelfTestRow& row) const
{
    if (m_style == ProgressStyle::lines) print_selftest_row(stderr, row);
    if (m_style == ProgressStyle::jsonl)
        print_json({{"event", "selftest"},
                    {"streams", row.streams},
                    {"ttft_error_p99_ms", row.ttft.p99_ms},
                    {"itl_error_p99_ms", row.itl.p99_ms},
                    {"client_ttft_error_p99_ms", row.client_ttft.p99_ms},
                    {"client_itl_error_p99_ms", row.client_itl.p99_ms},
                    {"stamp_error_p99_ms", row.stamp.p99_ms},
                    {"machine_busy_share", row.machine_busy_share}});
}

void ProgressDisplay::begins(int index, int levels, const load::LevelPlan& plan)
{
    m_levels = levels;
    m_told = {};
    if (m_style == ProgressStyle::lines && !m_headed)
        fmt::print(stderr, "{}\n", Row{"", "level", "ok", "failed", "req/s", "tok/s", "TTFT ms", "ITL ms", ""}.text());
    m_headed = true;
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
        fmt::print(
            stderr, "\r\x1b[K{}",
            Row{.level = fmt::format("{}/{}", index + 1, m_levels),
                .label = plan.label(),
                .ok = std::to_string(counts.ok),
                .failed = std::to_string(counts.failed),
                .rate = format_decimal(rate, 2),
                .tokens = format_decimal(static_cast<double>(counts.tokens) / std::max(counts.elapsed_s, 0.1), 0),
                .ttft = shown(ttft, 1),
                .itl = shown(itl, 2),
                .last = format_decimal(counts.elapsed_s, 0) + " s"}
                .text());
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
        fmt::print(stderr, "{}\n", wrapped("", conclusion.text));
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
                    {"validity", load::to_string(result.validity)},
                    {"reasons", result.reasons}});
        return;
    }
    const bool valid = result.validity == load::Validity::valid;
    fmt::print(stderr, "{}{}\n", m_terminal ? "\r\x1b[K" : "",
               Row{.level = fmt::format("{}/{}", level.index + 1, m_levels),
                   .label = level.label,
                   .ok = std::to_string(level.requests.successful.value_or(0)),
                   .failed = std::to_string(level.requests.errored.value_or(0)),
                   .rate = shown(average(MetricId::requests_per_second), 2),
                   .tokens = shown(average(MetricId::output_tokens_per_second), 0),
                   .ttft = shown(median(MetricId::ttft), 1),
                   .itl = shown(median(MetricId::itl), 2),
                   .last = valid ? "VALID" : ""}
                   .text());
    if (!valid) fmt::print(stderr, "      {}\n", load::to_string(result.validity));
    for (const auto& reason : result.reasons) fmt::print(stderr, "{}\n", wrapped("      ", reason));
}

} // namespace kneepoint::app
