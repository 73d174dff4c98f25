// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/stats/bootstrap.h"

#include <array>
#include <vector>

namespace kneepoint::stats {

/// What one item (a document, a cluster) adds to the sums that a statistic is a function of: the difference for a mean
/// difference; both scores for a ratio; change of log-likelihood and weight for a perplexity.
template<std::size_t width>
using Row = std::array<double, width>;

/// The sums over as many rows drawn with replacement as there are, once per draw. Empty when a stop was asked for.
///
/// Two ways, both of exactly this distribution. Few distinct rows (0/1 scores: at most 4): how often each occurs in a
/// draw is multinomial, drawn as a chain of binomials (Devroye 1986, XI.1.4), which costs the same for 100 items as for
/// a million. Else: how many draws fall to each block of rows is drawn in that way, and an index for each inside its
/// block. Both work on sorted rows, so that the order of the items changes nothing.
template<std::size_t width>
std::vector<Row<width>> resampled_sums(std::vector<Row<width>> rows, const BootstrapOptions& options,
                                       std::uint64_t stream = 0);

extern template std::vector<Row<1>> resampled_sums(std::vector<Row<1>>, const BootstrapOptions&, std::uint64_t);
extern template std::vector<Row<2>> resampled_sums(std::vector<Row<2>>, const BootstrapOptions&, std::uint64_t);

/// Percentile interval, standard error and p of a statistic's draws; draws that are not finite are left out and
/// counted. Empty when more than half of the tail outside the interval is undefined, or nothing was drawn.
/// @param null_value the statistic's value when both sides are equal
std::optional<BootstrapResult> summary(std::vector<double> draws, double estimate, double null_value,
                                       const BootstrapOptions& options);

} // namespace kneepoint::stats
