// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/flips.h"

#include "sums.h"

namespace kneepoint::stats {

namespace {

/// ln of the softmax: x - max - ln(sum(exp(x - max))).
Options log_shares(std::span<const double> options)
{
    const double top = std::ranges::max(options);
    Total sum;
    for (const double option : options) sum.add(std::exp(option - top));
    const double log_sum = std::log(sum.value());
    Options result;
    for (const double option : options) result.push_back(option - top - log_sum);
    return result;
}

} // namespace

std::optional<Flips> flips(const Contingency& counts)
{
    if (counts.total() == 0) return std::nullopt;
    const auto n = static_cast<double>(counts.total());
    return Flips{static_cast<double>(counts.only_base) / n, static_cast<double>(counts.only_candidate) / n,
                 static_cast<double>(counts.discordant()) / n};
}

std::optional<std::size_t> chosen_option(std::span<const double> options)
{
    if (options.empty() || std::ranges::any_of(options, [](double option) { return std::isnan(option); }))
        return std::nullopt;
    return static_cast<std::size_t>(std::ranges::max_element(options) - options.begin());
}

std::optional<double> kl_divergence(std::span<const double> base, std::span<const double> candidate)
{
    if (base.empty() || base.size() != candidate.size() || !all_finite(base) || !all_finite(candidate))
        return std::nullopt;
    const auto p = log_shares(base), q = log_shares(candidate);
    Total sum;
    for (std::size_t i = 0; i < p.size(); ++i) sum.add(std::exp(p[i]) * (p[i] - q[i]));
    return std::fmax(sum.value(), 0); // below 0 by rounding only
}

std::optional<double> top_margin(std::span<const double> options)
{
    if (options.size() < 2 || !all_finite(options)) return std::nullopt;
    auto shares = log_shares(options);
    std::ranges::partial_sort(shares, shares.begin() + 2, std::greater());
    return std::exp(shares[0]) - std::exp(shares[1]);
}

std::optional<OptionShift> option_shift(std::span<const Options> base, std::span<const Options> candidate,
                                        std::span<const double> base_outcomes,
                                        std::span<const double> candidate_outcomes)
{
    const bool has_outcomes = !base_outcomes.empty();
    if (base.size() != candidate.size() || base_outcomes.size() != candidate_outcomes.size() ||
        (has_outcomes && base_outcomes.size() != base.size()))
        return std::nullopt;
    OptionShift result;
    Total divergence, margin;
    for (std::size_t i = 0; i < base.size(); ++i) {
        const auto kl = kl_divergence(base[i], candidate[i]);
        if (!kl) {
            ++result.left_out;
            continue;
        }
        ++result.questions;
        divergence.add(*kl);
        margin.add(top_margin(base[i]).value_or(1));
        if (chosen_option(base[i]) == chosen_option(candidate[i])) continue;
        ++result.changed;
        if (has_outcomes && base_outcomes[i] == 0 && candidate_outcomes[i] == 0) ++result.wrong_to_other_wrong;
    }
    if (result.questions == 0) return std::nullopt;
    result.mean_kl = divergence.value() / static_cast<double>(result.questions);
    result.mean_margin_base = margin.value() / static_cast<double>(result.questions);
    return result;
}

} // namespace kneepoint::stats
