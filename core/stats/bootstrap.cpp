// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/bootstrap.h"

#include "parallel.h"
#include "resample.h"
#include "sums.h"

#include <limits>
#include <map>

namespace kneepoint::stats {

namespace {

bool is_usable(const PairedScores& scores)
{
    return !scores.base.empty() && scores.base.size() == scores.candidate.size() && all_finite(scores.base) &&
           all_finite(scores.candidate);
}

/// Rows of (base, candidate).
std::vector<Row<2>> both(const PairedScores& scores)
{
    std::vector<Row<2>> rows(scores.base.size());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = {scores.base[i], scores.candidate[i]};
    return rows;
}

/// NaN, which summary() counts as undefined, unless the whole is above 0.
double quotient(double part, double whole)
{
    return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
}

template<std::size_t width, typename Statistic>
std::vector<double> mapped(const std::vector<Row<width>>& sums, const Statistic& statistic)
{
    std::vector<double> result(sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i) result[i] = statistic(sums[i]);
    return result;
}

} // namespace

std::optional<BootstrapResult> bootstrap_difference(const PairedScores& scores, const BootstrapOptions& options)
{
    if (!is_usable(scores)) return std::nullopt;
    std::vector<Row<1>> rows(scores.base.size());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = {scores.candidate[i] - scores.base[i]};
    const auto n = static_cast<double>(rows.size());
    const double estimate = mean_of(scores.candidate) - mean_of(scores.base);
    return summary(mapped(resampled_sums(std::move(rows), options), [n](const Row<1>& sum) { return sum[0] / n; }),
                   estimate, 0, options);
}

std::vector<std::optional<BootstrapResult>> bootstrap_differences(std::span<const PairedScores> tasks,
                                                                  const BootstrapOptions& options)
{
    std::vector<std::optional<BootstrapResult>> results(tasks.size());
    auto one_thread = options;
    one_thread.threads = 1;
    const bool done = in_blocks(tasks.size(), 1, options.threads, options.stop, [&](std::size_t task, std::size_t) {
        results[task] = bootstrap_difference(tasks[task], one_thread);
    });
    if (!done) results.assign(tasks.size(), std::nullopt);
    return results;
}

std::optional<BootstrapResult> bootstrap_ratio(const PairedScores& scores, const BootstrapOptions& options,
                                               double chance)
{
    if (!is_usable(scores) || !std::isfinite(chance)) return std::nullopt;
    const double floor = chance * static_cast<double>(scores.base.size());
    return summary(mapped(resampled_sums(both(scores), options),
                          [floor](const Row<2>& sum) { return quotient(sum[1] - floor, sum[0] - floor); }),
                   quotient(mean_of(scores.candidate) - chance, mean_of(scores.base) - chance), 1, options);
}

std::optional<BootstrapResult> bootstrap_clustered_difference(const PairedScores& scores,
                                                              std::span<const std::size_t> clusters,
                                                              const BootstrapOptions& options)
{
    if (!is_usable(scores) || clusters.size() != scores.base.size()) return std::nullopt;
    std::map<std::size_t, Row<2>> of_cluster; // sum of differences, items
    for (std::size_t i = 0; i < clusters.size(); ++i) {
        auto& row = of_cluster[clusters[i]];
        row[0] += scores.candidate[i] - scores.base[i];
        row[1] += 1;
    }
    if (of_cluster.size() < 2) return std::nullopt;
    std::vector<Row<2>> rows;
    for (const auto& [cluster, row] : of_cluster) rows.push_back(row);
    return summary(mapped(resampled_sums(std::move(rows), options), [](const Row<2>& sum) { return sum[0] / sum[1]; }),
                   mean_of(scores.candidate) - mean_of(scores.base), 0, options);
}

std::optional<TasksBootstrap> bootstrap_tasks(std::span<const PairedScores> tasks, Weighting weighting,
                                              const BootstrapOptions& options)
{
    double all_items = 0;
    for (const auto& task : tasks) all_items += static_cast<double>(task.base.size());
    Row<2> estimate{};
    std::vector<Row<2>> means(options.draws);
    for (std::size_t t = 0; t < tasks.size(); ++t) {
        if (!is_usable(tasks[t])) return std::nullopt;
        const auto items = static_cast<double>(tasks[t].base.size());
        const double weight =
            (weighting == Weighting::by_task ? 1 / static_cast<double>(tasks.size()) : items / all_items);
        const auto sums = resampled_sums(both(tasks[t]), options, t);
        if (sums.size() != means.size()) return std::nullopt;
        for (std::size_t i = 0; i < sums.size(); ++i)
            for (std::size_t side = 0; side < 2; ++side) means[i][side] += weight * sums[i][side] / items;
        estimate[0] += weight * mean_of(tasks[t].base);
        estimate[1] += weight * mean_of(tasks[t].candidate);
    }
    if (tasks.empty()) return std::nullopt;
    const auto difference = summary(mapped(means, [](const Row<2>& mean) { return mean[1] - mean[0]; }),
                                    estimate[1] - estimate[0], 0, options);
    if (!difference) return std::nullopt;
    return TasksBootstrap{*difference,
                          summary(mapped(means, [](const Row<2>& mean) { return quotient(mean[1], mean[0]); }),
                                  quotient(estimate[1], estimate[0]), 1, options)};
}

} // namespace kneepoint::stats
