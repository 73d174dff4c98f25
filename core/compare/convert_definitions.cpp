// SPDX-License-Identifier: GPL-3.0-or-later
#include "convert_definitions.h"

#include "contains.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace kneepoint::compare {

namespace {

/// One request, or the means of all: milliseconds, tokens.
struct Times {
    double latency = 0, ttft = 0, per_token = 0, tokens = 0;
};

/// How one definition follows from another. Of means it holds as of requests, because both are sums over sums.
struct Conversion {
    std::string_view from, to;
    double (*value)(const Times&);
    double (*weight)(double tokens);
};

double decode_per_gap(const Times& t)
{
    return (t.latency - t.ttft) / (t.tokens - 1);
}

constexpr auto conversions = std::to_array<Conversion>({
    {"tpot.decode_only", "tpot.with_ttft", [](const Times& t) { return t.per_token + t.ttft / t.tokens; },
     [](double tokens) { return tokens; }},
    {"tpot.with_ttft", "tpot.decode_only", [](const Times& t) { return t.per_token - t.ttft / t.tokens; },
     [](double tokens) { return tokens; }},
    {"itl.gaps", "itl.token_weighted", decode_per_gap, [](double tokens) { return tokens - 1; }},
    {"itl.per_request", "itl.token_weighted", decode_per_gap, [](double tokens) { return tokens - 1; }},
});

/// Definitions of newer tools, to which the others are converted first.
constexpr auto newer = std::to_array<std::string_view>({"tpot.with_ttft", "itl.token_weighted"});

const Conversion* conversion(std::string_view from, std::string_view to)
{
    const auto found =
        std::ranges::find_if(conversions, [&](const Conversion& c) { return c.from == from && c.to == to; });
    return found == conversions.end() ? nullptr : &*found;
}

bool lists_the_counted(const Level& level)
{
    return level.columns.size() > 0 && level.requests.successful &&
           level.listed.successful == level.requests.successful;
}

/// Of every listed request; NaN where one has no such value.
std::vector<double> requests_by(const Conversion& conversion, const RequestColumns& columns, MetricId metric)
{
    const auto& per_token = metric == MetricId::tpot ? columns.tpot_ms : columns.itl_ms;
    std::vector<double> values;
    for (std::size_t i = 0; i < columns.size(); ++i)
        values.push_back(conversion.value(
            {1000 * columns.latency_s[i], columns.ttft_ms[i], per_token[i], columns.output_tokens[i]}));
    return values;
}

std::optional<Distribution> from_requests(const Level& level, MetricId metric, const Conversion& conversion)
{
    const auto& columns = level.columns;
    const auto all = requests_by(conversion, columns, metric);
    std::vector<std::pair<double, double>> values;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns.outcome[i] == Outcome::successful)
            values.emplace_back(all[i], conversion.weight(columns.output_tokens[i]));
    auto result = describe_weighted(std::move(values));
    if (result.empty() || result.count != level.requests.successful) return std::nullopt;
    return result;
}

std::optional<Distribution> from_means(const Level& level, const Distribution& values, const Conversion& conversion)
{
    const auto mean = [&](MetricId id) { return level.value(id, Statistic::mean()); };
    const auto latency = mean(MetricId::request_latency), ttft = mean(MetricId::ttft),
               tokens = mean(MetricId::output_tokens);
    const bool all = std::ranges::all_of(std::array{MetricId::ttft, MetricId::request_latency}, [&](MetricId id) {
        return !level.metric(id) || level.metric(id)->missing == 0;
    });
    if (!values.mean || !latency || !ttft || !tokens || *tokens <= 1 || values.missing > 0 || !all) return std::nullopt;
    Distribution result;
    result.mean = conversion.value({1000 * *latency, *ttft, *values.mean, *tokens});
    result.count = values.count;
    return result;
}

/// Converts every level that can be. @return false, and nothing changed, when none can
bool convert(const Run& run, std::optional<Run>& copy, MetricId metric, std::string_view to)
{
    std::vector<std::pair<std::size_t, Distribution>> done;
    for (std::size_t i = 0; i < run.levels.size(); ++i)
        if (auto values = converted(run.levels[i], metric, to)) done.emplace_back(i, *std::move(values));
    if (done.empty()) return false;
    if (!copy) copy = run;
    for (auto& [i, values] : done) {
        auto& level = copy->levels[i];
        const auto* how = conversion(values.converted_from, to);
        auto column = requests_by(*how, level.columns, metric);
        (metric == MetricId::tpot ? level.columns.tpot_ms : level.columns.itl_ms) = std::move(column);
        level.metrics[metric] = std::move(values);
    }
    return true;
}

} // namespace

std::optional<Distribution> converted(const Level& level, MetricId metric, std::string_view definition)
{
    const auto* values = level.metric(metric);
    const auto* how = values ? conversion(values->definition, definition) : nullptr;
    if (!how) return std::nullopt;
    auto result = lists_the_counted(level) ? from_requests(level, metric, *how) : std::nullopt;
    if (!result) result = from_means(level, *values, *how);
    if (!result) return std::nullopt;
    result->definition = definition;
    result->converted_from = values->definition;
    result->derived = true;
    result->path = values->path;
    return result;
}

std::string definition_of(const Run& run, MetricId metric)
{
    for (const auto& level : run.levels)
        if (const auto* values = level.metric(metric)) return values->definition;
    return {};
}

std::string one_definition(std::span<const Run* const> runs, MetricId metric)
{
    const auto fits = [&](const Run* run, std::string_view definition) {
        if (!run) return false;
        return std::ranges::any_of(run->levels, [&](const Level& level) {
            const auto* values = level.metric(metric);
            return values && (comparable(values->definition, definition) || converted(level, metric, definition));
        });
    };
    std::string best;
    std::pair<std::ptrdiff_t, bool> most{0, false};
    for (const Run* run : runs) {
        const auto definition = run ? definition_of(*run, metric) : std::string{};
        if (definition.empty()) continue;
        const std::pair served{std::ranges::count_if(runs, [&](const Run* one) { return fits(one, definition); }),
                               contains(newer, definition)};
        if (served <= most) continue;
        most = served;
        best = definition;
    }
    return best;
}

OneDefinition to_one_definition(const Run& base, const Run& candidate)
{
    OneDefinition result;
    for (const auto metric : {MetricId::itl, MetricId::tpot}) {
        const auto a = definition_of(base, metric), b = definition_of(candidate, metric);
        if (a.empty() || b.empty() || comparable(a, b)) continue;
        const bool base_is_newer = contains(newer, a);
        const auto convert_base = [&] { return convert(base, result.base, metric, b); };
        const auto convert_candidate = [&] { return convert(candidate, result.candidate, metric, a); };
        if (base_is_newer ? convert_candidate() : convert_base()) continue;
        if (base_is_newer)
            convert_base();
        else
            convert_candidate();
    }
    return result;
}

std::optional<Run> brought_to(const Run& run, const Run& wanted)
{
    std::optional<Run> copy;
    for (const auto metric : {MetricId::itl, MetricId::tpot}) {
        const auto own = definition_of(run, metric), other = definition_of(wanted, metric);
        if (!own.empty() && !other.empty() && !comparable(own, other)) convert(run, copy, metric, other);
    }
    return copy;
}

} // namespace kneepoint::compare
