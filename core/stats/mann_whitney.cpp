// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/mann_whitney.h"

#include "sums.h"

#include "kneepoint/stats/normal.h"

#include <vector>

namespace kneepoint::stats {

namespace {

/// Twice U (whole numbers in spite of half ties), and sum(t^3 - t) over groups of equal values.
struct Ranks {
    std::size_t twice_u = 0;
    double ties = 0;
};

Ranks rank(std::span<const double> base, std::span<const double> candidate)
{
    struct Value {
        double value;
        bool is_candidate;
    };
    std::vector<Value> all;
    for (const double value : base) all.push_back({value, false});
    for (const double value : candidate) all.push_back({value, true});
    std::ranges::sort(all, {}, &Value::value);
    Ranks result;
    std::size_t base_below = 0;
    for (std::size_t first = 0, last = 0; first < all.size(); first = last) {
        std::size_t candidates = 0;
        for (last = first; last < all.size() && all[last].value == all[first].value; ++last)
            candidates += all[last].is_candidate ? 1 : 0;
        const auto size = last - first, bases = size - candidates;
        result.twice_u += candidates * (2 * base_below + bases);
        base_below += bases;
        const auto t = static_cast<double>(size);
        result.ties += t * t * t - t;
    }
    return result;
}

/// P(U <= u) when all orders of n + m different values are equally likely: the number of orders with each U is the
/// coefficient of a Gaussian binomial, built factor by factor.
double exact_tail(std::size_t u, std::size_t n, std::size_t m)
{
    std::vector<double> ways(n * m + 1, 0);
    ways[0] = 1;
    for (std::size_t i = 1; i <= m; ++i) {
        for (std::size_t k = ways.size(); k-- > n + i;) ways[k] -= ways[k - n - i];
        for (std::size_t k = i; k < ways.size(); ++k) ways[k] += ways[k - i];
    }
    double below = 0, all = 0;
    for (std::size_t k = 0; k < ways.size(); ++k) {
        all += ways[k];
        if (k <= u) below += ways[k];
    }
    return below / all;
}

double normal_p(double u, double pairs, double values, double ties)
{
    const double variance = pairs / 12 * (values + 1 - ties / (values * (values - 1)));
    if (!(variance > 0)) return 1;
    const double distance = std::fmax(std::fabs(u - pairs / 2) - 0.5, 0);
    return std::fmin(1, two_sided_p(distance / std::sqrt(variance)));
}

} // namespace

std::optional<MannWhitney> mann_whitney(std::span<const double> base, std::span<const double> candidate)
{
    if (base.empty() || candidate.empty() || !all_finite(base) || !all_finite(candidate)) return std::nullopt;
    const auto n = base.size(), m = candidate.size();
    const auto ranks = rank(base, candidate);
    const auto pairs = static_cast<double>(n) * static_cast<double>(m);
    MannWhitney result;
    result.u = static_cast<double>(ranks.twice_u) / 2;
    result.share_larger = result.u / pairs;
    result.exact = ranks.ties == 0 && pairs <= 400;
    if (result.exact) {
        const auto smaller = std::min(ranks.twice_u / 2, n * m - ranks.twice_u / 2);
        result.p = std::fmin(1, 2 * exact_tail(smaller, n, m));
    } else {
        result.p = normal_p(result.u, pairs, static_cast<double>(n + m), ranks.ties);
    }
    return result;
}

} // namespace kneepoint::stats
