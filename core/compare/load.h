// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"
#include "kneepoint/stats/curve.h"

#include <optional>
#include <string>
#include <vector>

namespace kneepoint::compare {

/// The load of a level: the streams asked for where a list of streams set it; else its concurrency by the statistic
/// (the median, or the mean, whichever the file has), else the streams.
std::optional<double> load_of(const Level& level, Statistic statistic);

/// Mean requests in flight of every outcome where the file states them so, else of the completed ones.
std::optional<double> in_flight(const Level& level);

/// Fewer completed than two for each stream: those of the start-up burst, whose rates count waves.
bool fewer_than_two_waves(const Level& level);
/// Of all requests of a level, those that its end cut off.
double share_incomplete(const Level& level);
/// Requests that start within one latency of a level's end cannot complete in it: the share that could.
double share_that_could_end(const Level& level);
/// The lowest requests/s that still count as the target rate achieved: 95 % of what could end inside the level; of n
/// arrivals one may be missing where the level ends between two, where they are random, by chance three standard
/// deviations: 3 sqrt(n). Needs a target rate.
double least_rate(const Level& level);
/// More of them than this are said, and turn token rates to requests of every outcome.
inline constexpr double many_incomplete = 0.05;

/// False when the tool counted requests and none was completed: its latencies then say nothing.
bool has_data(const Level& level);
/// "no data: no request completed (256 incomplete)".
std::string no_data_text(const Level& level);

/// Levels that are points of a latency-load curve: those with a set load, the synchronous one as the lowest point, and
/// the throughput one only if the options ask for it.
bool on_curve(const Level& level, const Options& options);

/// Indices into Run::levels of the levels with a set load (and throughput, if asked for), ascending load.
std::vector<int> levels_by_load(const Run& run, const Options& options);

/// Whose tokens a rate counts.
enum class Population : std::uint8_t { successful, all_requests };

/// A metric of a level over those requests, or null. Only token rates are known over all of them.
const Distribution* metric_over(const Level& level, MetricId metric, Population population);

/// A metric of a run over its load. CurvePoint::source is the index of the level.
std::vector<stats::CurvePoint> curve_of(const Run& run, MetricId metric, Statistic statistic, const Options& options,
                                        Population population = Population::successful);

} // namespace kneepoint::compare
