// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/mcnemar.h"

#include "kneepoint/stats/tails.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::stats {

std::optional<Contingency> contingency(std::span<const double> base, std::span<const double> candidate)
{
    if (base.size() != candidate.size()) return std::nullopt;
    const auto is_outcome = [](double score) { return score == 0 || score == 1; };
    Contingency result;
    for (std::size_t i = 0; i < base.size(); ++i) {
        if (!is_outcome(base[i]) || !is_outcome(candidate[i])) return std::nullopt;
        if (base[i] == candidate[i])
            ++(base[i] == 1 ? result.both : result.neither);
        else
            ++(base[i] == 1 ? result.only_base : result.only_candidate);
    }
    return result;
}

McNemar mcnemar(const Contingency& counts)
{
    McNemar result;
    const auto n = counts.discordant();
    if (n == 0) return result;
    const auto fewer = std::min(counts.only_base, counts.only_candidate), more = n - fewer;
    const double point = binomial_pmf(fewer, n, 0.5);
    result.exact_p = fewer == more ? 1 : std::min(1.0, 2 * binomial_cdf(fewer, n, 0.5));
    result.mid_p = result.exact_p - point;
    const double excess = std::max(0.0, static_cast<double>(more - fewer) - 1);
    result.chi_squared = excess * excess / static_cast<double>(n);
    result.chi_squared_p = chi_squared_1_p(*result.chi_squared);
    return result;
}

std::optional<Interval> exact_difference(const Contingency& counts, double confidence)
{
    if (counts.total() == 0 || !(confidence > 0 && confidence < 1)) return std::nullopt;
    if (counts.discordant() == 0) {
        const double most = 1 - std::pow((1 - confidence) / 2, 1 / static_cast<double>(counts.total()));
        return Interval{-most, most};
    }
    const auto lost = static_cast<double>(counts.only_base), gained = static_cast<double>(counts.only_candidate);
    const double share = (lost + gained) / static_cast<double>(counts.total()), outside = (1 - confidence) / 2;
    const double low = gained == 0 ? 0 : beta_quantile(outside, gained, lost + 1);
    const double high = lost == 0 ? 1 : beta_quantile(1 - outside, gained + 1, lost);
    return Interval{share * (2 * low - 1), share * (2 * high - 1)};
}

namespace {

/// P(at least `gained` gains), were the true loss the margin; 0 where not even losing all discordant questions is one.
double p_at_margin(std::uint64_t lost, std::uint64_t gained, double margin_in_discordant)
{
    const double share = (1 - margin_in_discordant) / 2; // of gains among the discordant
    if (share <= 0) return 0;
    return binomial_cdf(lost, lost + gained, 1 - share);
}

} // namespace

std::optional<ExactMargin> exact_margin(const Contingency& counts, double margin)
{
    if (counts.total() == 0 || !(margin > 0) || !std::isfinite(margin)) return std::nullopt;
    if (counts.discordant() == 0) {
        const double none = margin < 1 ? std::pow(1 - margin, static_cast<double>(counts.total())) : 0;
        return ExactMargin{none, none};
    }
    const double scaled = margin * static_cast<double>(counts.total()) / static_cast<double>(counts.discordant());
    const double worse = p_at_margin(counts.only_base, counts.only_candidate, scaled);
    return ExactMargin{worse, std::max(worse, p_at_margin(counts.only_candidate, counts.only_base, scaled))};
}

} // namespace kneepoint::stats
