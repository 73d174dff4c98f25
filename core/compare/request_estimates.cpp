// SPDX-License-Identifier: GPL-3.0-or-later
#include "request_estimates.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace kneepoint::compare {

namespace {

constexpr std::size_t most_requests = 20000; ///< more are thinned evenly: the interval changes little, the time much
constexpr double least_listed = 0.95;        ///< of the requests that a level's statistics count
constexpr std::size_t rank_batches = 10;

enum class Weight : std::uint8_t { none, output, output_less_one, other };

/// How a definition weighs requests; `other` is none of single requests, such as gaps between tokens.
Weight weight_of(std::string_view definition)
{
    if (definition == "itl.token_weighted") return Weight::output_less_one;
    if (definition.starts_with("tpot.")) return Weight::output;
    if (definition == "itl.gaps" || definition.ends_with("from_schedule")) return Weight::other;
    return Weight::none;
}

/// Rows of completed requests by their start.
std::vector<std::size_t> completed_rows(const RequestColumns& columns)
{
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns.outcome[i] == Outcome::successful) rows.push_back(i);
    if (columns.start_s.size() == columns.size())
        std::ranges::stable_sort(rows, {}, [&](std::size_t i) { return columns.start_s[i]; });
    return rows;
}

double weight_at(const RequestColumns& columns, std::size_t row, Weight weight)
{
    return columns.output_tokens[row] - (weight == Weight::output_less_one ? 1 : 0);
}

/// Every k-th of many, so that time stays bounded; their order in time stays.
std::vector<std::size_t> thinned(std::vector<std::size_t> rows)
{
    const auto step = (rows.size() + most_requests - 1) / most_requests;
    if (step <= 1) return rows;
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < rows.size(); i += step) kept.push_back(rows[i]);
    return kept;
}

std::optional<stats::QuantileEstimate> estimate_of(const RequestValues& requests, Statistic statistic)
{
    using Kind = Statistic::Kind;
    if (requests.values.empty()) return std::nullopt;
    if (statistic.kind == Kind::mean) return stats::mean_of_requests(requests.values, 0.95, requests.weights);
    if (statistic.kind != Kind::median && statistic.kind != Kind::percentile) return std::nullopt;
    const double share = statistic.kind == Kind::median ? 0.5 : statistic.rank / 100;
    if (requests.values.size() >= rank_batches * rank_batches)
        return stats::quantile_of_requests(requests.values, share, 0.95, requests.weights);
    // Too few to see how they move together; taken as independent they say more than two bare figures do.
    return all_weigh_alike(requests.weights) ? stats::quantile_of_independent(requests.values, share) : std::nullopt;
}

} // namespace

bool all_weigh_alike(const std::vector<double>& weights)
{
    return std::ranges::adjacent_find(weights, std::ranges::not_equal_to{}) == weights.end();
}

RequestValues request_values(const Level& level, MetricId metric)
{
    RequestValues result;
    const auto missing = [&](const char* why) {
        result.missing = why;
        return result;
    };
    const auto* stated = level.metric(metric);
    const auto* column = column_of(level.columns, metric);
    if (!stated || !column) return missing("the metric is none of single requests");
    const auto weight = weight_of(stated->definition);
    if (weight == Weight::other) return missing("its definition is none of single requests");
    const auto& columns = level.columns;
    if (columns.size() == 0 || column->size() != columns.size()) return missing("the file lists no requests");
    const bool weighted = weight != Weight::none;
    if (weighted && columns.output_tokens.size() != columns.size()) return missing("the file lists no output tokens");

    std::vector<std::size_t> rows;
    for (const auto row : completed_rows(columns)) {
        // Tools write 0 for a latency they do not have.
        const bool usable =
            std::isfinite((*column)[row]) && (*column)[row] > 0 && (!weighted || weight_at(columns, row, weight) > 0);
        if (usable) rows.push_back(row);
    }
    const auto counted = stated->count ? stated->count : level.requests.successful;
    if (counted && static_cast<double>(rows.size()) < least_listed * static_cast<double>(*counted))
        return missing("the file lists only some of the requests that its statistics count");
    for (const auto row : thinned(std::move(rows))) {
        result.values.push_back((*column)[row]);
        if (weighted) result.weights.push_back(weight_at(columns, row, weight));
    }
    return result;
}

const std::optional<stats::QuantileEstimate>& RequestEstimates::at_level(std::size_t level,
                                                                         const MetricStatistic& wanted)
{
    const Key key(level, wanted.metric, wanted.statistic.kind, wanted.statistic.rank);
    if (const auto known = m_known.find(key); known != m_known.end()) return known->second;
    auto& result = m_known[key];
    const auto& source = m_run.levels[level];
    const auto stated = source.value(wanted.metric, wanted.statistic);
    if (!stated) return result;
    auto values = m_values.find({level, wanted.metric});
    if (values == m_values.end())
        values = m_values.emplace(std::pair(level, wanted.metric), request_values(source, wanted.metric)).first;
    auto estimate = estimate_of(values->second, wanted.statistic);
    // Another way of taking percentiles moves a figure a little; another population moves it out of its interval.
    if (!estimate || *stated < estimate->interval.low || *stated > estimate->interval.high) return result;
    estimate->value = *stated;
    return result = estimate;
}

std::optional<stats::QuantileEstimate> RequestEstimates::at(const stats::Interpolated& found,
                                                            const MetricStatistic& wanted)
{
    const auto& below = at_level(found.below.source, wanted);
    if (found.below.x == found.above.x || !below) return below;
    const auto& above = at_level(found.above.source, wanted);
    if (!above) return std::nullopt;
    // The share of the way follows from the figures unless they are equal, when it does not matter.
    const double rise = found.above.y - found.below.y;
    const double share = rise == 0 ? 0.5 : (found.value - found.below.y) / rise;
    const auto distance = [&](double first, double second) { return std::hypot((1 - share) * first, share * second); };
    const double down = distance(below->value - below->interval.low, above->value - above->interval.low);
    const double up = distance(below->interval.high - below->value, above->interval.high - above->value);
    return stats::QuantileEstimate{std::min(below->n, above->n),
                                   found.value,
                                   {found.value - down, found.value + up},
                                   std::max(below->dependence, above->dependence)};
}

std::vector<double> RequestEstimates::of_batches(std::size_t level, const MetricStatistic& wanted) const
{
    const auto known = m_values.find({level, wanted.metric});
    if (known == m_values.end() || known->second.values.size() < rank_batches * rank_batches) return {};
    const std::span<const double> values(known->second.values);
    std::vector<double> result;
    for (std::size_t b = 0; b < rank_batches; ++b) {
        const auto first = b * values.size() / rank_batches, last = (b + 1) * values.size() / rank_batches;
        std::vector<double> batch(values.begin() + static_cast<std::ptrdiff_t>(first),
                                  values.begin() + static_cast<std::ptrdiff_t>(last));
        std::ranges::sort(batch);
        result.push_back(stats::sorted_quantile(batch, 0.5));
    }
    return result;
}

std::optional<std::uint64_t> samples_needed(Statistic statistic)
{
    // Of fewer no order statistics hold a median with 95 % (stats/quantile.h).
    if (statistic == Statistic::median()) return 6;
    static const auto for_p95 = stats::minimum_samples(0.95), for_p99 = stats::minimum_samples(0.99);
    if (statistic.rank == 95) return for_p95;
    if (statistic.rank == 99) return for_p99;
    if (statistic.kind != Statistic::Kind::percentile || statistic.rank < 50 || statistic.rank >= 100)
        return std::nullopt;
    return stats::minimum_samples(statistic.rank / 100);
}

} // namespace kneepoint::compare
