// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/paired.h"

#include "sums.h"

#include "kneepoint/stats/normal.h"
#include "kneepoint/stats/tails.h"

namespace kneepoint::stats {

namespace {

std::optional<DifferenceTest> test_of(double delta, double error, double freedom)
{
    if (!(error > 0)) return std::nullopt;
    const double z = delta / error, half = z_975 * error, half_t = student_quantile(0.975, freedom) * error;
    return DifferenceTest{.z = z,
                          .p = two_sided_p(z),
                          .p_t = two_sided_t_p(z, freedom),
                          .freedom = freedom,
                          .interval = {delta - half, delta + half},
                          .interval_t = {delta - half_t, delta + half_t}};
}

} // namespace

std::vector<double> differences(std::span<const double> base, std::span<const double> candidate)
{
    if (base.size() != candidate.size()) return {};
    std::vector<double> result(base.size());
    for (std::size_t i = 0; i < base.size(); ++i) result[i] = candidate[i] - base[i];
    return result;
}

std::optional<PairedDifference> paired_difference(std::span<const double> base, std::span<const double> candidate)
{
    if (base.size() != candidate.size()) return std::nullopt;
    const auto a = mean_with_error(base), b = mean_with_error(candidate),
               d = mean_with_error(differences(base, candidate));
    if (!a || !b || !d) return std::nullopt;
    PairedDifference result{base.size(), *a, *b, d->value, d->standard_error, {}, {}};
    const auto n = static_cast<double>(base.size());
    if (a->standard_error > 0 && b->standard_error > 0)
        result.correlation = centred_products(base, candidate) / (n - 1) / n / (a->standard_error * b->standard_error);
    result.test = test_of(result.delta, result.standard_error, n - 1);
    return result;
}

std::optional<PairedDifference> clustered_paired_difference(std::span<const double> base,
                                                            std::span<const double> candidate,
                                                            std::span<const std::size_t> clusters,
                                                            ClusterFormula formula)
{
    auto result = paired_difference(base, candidate);
    const auto clustered = clustered_mean(differences(base, candidate), clusters, formula);
    if (!result || !clustered) return std::nullopt;
    result->standard_error = clustered->standard_error;
    result->test = test_of(result->delta, result->standard_error, static_cast<double>(clustered->clusters) - 1);
    return result;
}

} // namespace kneepoint::stats
