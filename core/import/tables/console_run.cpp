// SPDX-License-Identifier: GPL-3.0-or-later
#include "console_run.h"

#include "count.h"
#include "guidellm_level.h"
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

namespace kneepoint::import {

namespace {

using ConsoleField = ConsoleColumn::Field;

/// "36.8 ± 3.2", "44.3*", "113.56 sec", "11/11" or "1.5".
struct PrintedFigure {
    std::optional<double> value;
    std::optional<Interval> interval;
    bool starred = false; ///< GuideLLM's sign that there are too few requests for an interval
};

PrintedFigure printed_figure(std::string_view cell)
{
    PrintedFigure figure;
    cell = trimmed(cell);
    figure.starred = cell.ends_with('*');
    if (figure.starred) cell.remove_suffix(1);
    constexpr std::string_view plus_minus = "±";
    const auto sign = cell.find(plus_minus);
    auto number = trimmed(cell.substr(0, sign));
    figure.value = parse_decimal(number.substr(0, number.find_first_of(" /")));
    if (sign == std::string_view::npos || !figure.value) return figure;
    if (const auto half = parse_decimal(cell.substr(sign + plus_minus.size())); half && *half >= 0)
        figure.interval = Interval{*figure.value - *half, *figure.value + *half};
    return figure;
}

void set(Distribution& distribution, Statistic statistic, const PrintedFigure& figure)
{
    switch (statistic.kind) {
    case Statistic::Kind::mean:
        distribution.mean = figure.value;
        distribution.mean_interval = figure.interval;
        return;
    case Statistic::Kind::median:
        distribution.median = figure.value;
        return;
    case Statistic::Kind::minimum:
        distribution.min = figure.value;
        return;
    case Statistic::Kind::maximum:
        distribution.max = figure.value;
        return;
    case Statistic::Kind::stddev:
        distribution.stddev = figure.value;
        return;
    case Statistic::Kind::percentile:
        if (statistic.rank == 50) distribution.median = figure.value;
        distribution.percentiles.push_back({statistic.rank, *figure.value, figure.interval});
        return;
    }
}

std::string level_name(std::string_view cell)
{
    auto name = std::string(trimmed(cell));
    if (const auto blank = name.find(' '); blank != std::string::npos)
        name.resize(blank); // "asynchronous@0.85 req/sec"
    return name;
}

/// Fills the levels of one run, table by table.
class Levels {
public:
    Levels(Run& run, ConsoleLayout layout) : m_run(run), m_layout(std::move(layout)) {}

    void add(const ConsoleTable& table)
    {
        if (m_run.levels.empty()) start(table);
        for (std::size_t i = 0; i < table.table.rows.size() && i < m_run.levels.size(); ++i) {
            const auto& row = table.table.rows[i];
            if (row.cells.size() != table.columns.size()) {
                m_run.problems.push_back(
                    {Severity::warning,
                     "table-row-cells",
                     fmt::format("The row of {} has {} where the header has {}; its figures are left out.",
                                 level_name(row.cells.front()), counted(row.cells.size(), "cell"),
                                 table.columns.size()),
                     {},
                     fmt::format("line {}", row.line)});
                continue;
            }
            for (std::size_t c = 1; c < row.cells.size(); ++c) add(m_run.levels[i], table, c, row);
        }
    }

    std::size_t starred() const { return m_starred; }

private:
    void start(const ConsoleTable& table)
    {
        for (const auto& row : table.table.rows) {
            Level level;
            const auto name = level_name(row.cells.front());
            set_load_from_name(level, name);
            if (level.strategy == Strategy::unknown) level.label = name;
            if (name.starts_with("asynchronous@")) { // 0.1: at a constant rate or a random one, it does not say
                level.target_rate = parse_decimal(name.substr(name.find('@') + 1));
                level.label = "asynchronous " + name.substr(name.find('@') + 1) + " req/s";
            }
            level.path = fmt::format("line {}", row.line);
            m_run.levels.push_back(std::move(level));
        }
    }

    void add(Level& level, const ConsoleTable& table, std::size_t at, const TextTable::Row& row)
    {
        const auto& column = table.columns[at];
        const auto figure = printed_figure(row.cells[at]);
        switch (column.field) {
        case ConsoleField::ignored:
            return;
        case ConsoleField::duration:
            level.duration_s = figure.value;
            return;
        case ConsoleField::successful:
            level.requests.successful = as_count(figure.value);
            return;
        case ConsoleField::incomplete:
            level.requests.incomplete = as_count(figure.value);
            return;
        case ConsoleField::errored:
            level.requests.errored = as_count(figure.value);
            return;
        case ConsoleField::metric:
            m_starred += figure.starred ? 1 : 0;
            add_metric(level, table, column, figure, row, at);
        }
    }

    void add_metric(Level& level, const ConsoleTable& table, const ConsoleColumn& column, PrintedFigure figure,
                    const TextTable::Row& row, std::size_t at)
    {
        if (!figure.value && column.ranks.empty()) return;
        auto& distribution = level.metrics[column.metric];
        if (distribution.definition.empty()) {
            distribution.definition = guidellm_definition(column.metric, m_layout.shape, table.population);
            distribution.path = fmt::format("line {}, {}", row.line, column.name);
        }
        if (!column.ranks.empty()) return add_list(distribution, column.ranks, row.cells[at]);
        if (column.metric == MetricId::slo_attainment) figure.value = *figure.value / 100; // printed in percent
        set(distribution, column.statistic, figure);
    }

    void add_list(Distribution& distribution, const std::vector<double>& ranks, std::string_view cell)
    {
        const auto figures = split(cell, ',');
        if (figures.size() != ranks.size()) return;
        for (std::size_t i = 0; i < ranks.size(); ++i)
            if (const auto figure = printed_figure(figures[i]); figure.value)
                set(distribution, Statistic::percentile(ranks[i]), figure);
    }

    Run& m_run;
    ConsoleLayout m_layout;
    std::size_t m_starred = 0;
};

constexpr std::array times{MetricId::ttft, MetricId::ttfot, MetricId::itl, MetricId::tpot, MetricId::request_latency};

/// GuideLLM 0.4 and later prints 0.0 for every figure of completed requests when none completed.
bool nothing_completed(const Level& level)
{
    if (level.requests.successful) return *level.requests.successful == 0;
    bool any = false;
    for (const auto id : times)
        if (const auto* d = level.metric(id)) {
            if (!all_zero(*d)) return false;
            any = true;
        }
    return any;
}

void drop_zeros_of_nothing(Level& level)
{
    for (const auto id : times) level.metrics.erase(id);
    for (const auto id : {MetricId::prompt_tokens, MetricId::output_tokens, MetricId::total_tokens})
        level.metrics.erase(id);
    level.problems.push_back(
        {Severity::warning,
         "no-success",
         "No request completed at this level; the zeros that GuideLLM prints for it are no figures.",
         {},
         level.path});
}

/// A time of 0.0 stands for "missing". Request latencies may round to 0.0 s, so those stay.
void drop_missing_times(Level& level)
{
    std::vector<std::string> missing;
    for (const auto id : {MetricId::ttft, MetricId::ttfot, MetricId::itl, MetricId::tpot})
        if (const auto* d = level.metric(id); d && all_zero(*d)) {
            level.metrics.erase(id);
            missing.emplace_back(metric_info(id).name);
        }
    if (missing.empty()) return;
    level.problems.push_back({Severity::warning,
                              "all-missing",
                              fmt::format("{} printed as 0.0: GuideLLM writes that when it saw no such time, so it is "
                                          "absent here.",
                                          join(missing, " and ") + (missing.size() == 1 ? " is" : " are")),
                              {},
                              level.path});
}

void judge_zeros(Run& run)
{
    std::size_t empty = 0;
    for (auto& level : run.levels) {
        if (nothing_completed(level)) {
            drop_zeros_of_nothing(level);
            ++empty;
        } else {
            drop_missing_times(level);
        }
    }
    if (empty == 0 || empty != run.levels.size()) return;
    run.void_result = true;
    run.problems.push_back(
        {Severity::error, "no-success", "No request completed at any level, so the run says nothing.", {}, {}});
}

void finish(Level& level)
{
    std::erase_if(level.metrics, [](const auto& entry) { return entry.second.empty(); });
    for (auto& [id, distribution] : level.metrics) {
        std::ranges::sort(distribution.percentiles, {}, &Percentile::rank);
        const bool per_request = !metric_info(id).is_rate && id != MetricId::itl && id != MetricId::tpot;
        if (per_request) distribution.count = level.requests.successful;
        if (distribution.definition == "rate.window_all") level.metrics_all_requests[id] = distribution;
    }
}

} // namespace

Run console_run(std::span<const ConsoleTable> tables)
{
    const auto layout = console_layout(tables);
    Run run;
    run.tool.name = "guidellm";
    run.format = "guidellm-console/" + layout.release;
    run.setup.facts["numbers"] = {"printed", {}};
    Levels levels(run, layout);
    for (const auto& table : tables) levels.add(table);
    if (layout.shape >= GuidellmShape::v0_4) judge_zeros(run);
    for (auto& level : run.levels) finish(level);
    label_levels(run.levels);
    if (levels.starred() > 0)
        run.problems.push_back({Severity::note,
                                "no-interval",
                                fmt::format("GuideLLM marks {} with *: too few requests for a confidence interval.",
                                            counted(levels.starred(), "figure")),
                                {},
                                {}});
    return run;
}

} // namespace kneepoint::import
