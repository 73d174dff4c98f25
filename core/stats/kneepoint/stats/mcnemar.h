// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/distribution.h"

#include <cstdint>
#include <optional>
#include <span>

namespace kneepoint::stats {

/// Outcomes of the same questions: right (1) or wrong (0) on each side.
struct Contingency {
    std::uint64_t both = 0;
    std::uint64_t only_base = 0;      ///< b: a loss, "harmful flip"
    std::uint64_t only_candidate = 0; ///< c: a gain, "beneficial flip"
    std::uint64_t neither = 0;
    std::uint64_t discordant() const { return only_base + only_candidate; }
    std::uint64_t total() const { return both + neither + discordant(); }
    bool operator==(const Contingency&) const = default;
};

/// Empty when the lists differ in length or a score is neither 0 nor 1.
std::optional<Contingency> contingency(std::span<const double> base, std::span<const double> candidate);

struct McNemar {
    double exact_p = 1; ///< two-sided binomial: min(1, 2 P(X <= min(b, c))), X of b + c trials of 1/2
    double mid_p = 1;   ///< exact_p - P(X = min(b, c)): less conservative (Fagerland, Lydersen, Laake 2013)
    std::optional<double> chi_squared;   ///< (|b - c| - 1)^2 / (b + c), not below 0; absent when b + c = 0
    std::optional<double> chi_squared_p; ///< 1 degree of freedom; an approximation for b + c of at least 25
};

/// McNemar's test (1947) of "as many gains as losses"; only the discordant questions count. Without any p is 1.
McNemar mcnemar(const Contingency& counts);

/// Interval of the mean difference (only_candidate - only_base) / total that belongs to McNemar's exact p: the share of
/// gains among the discordant questions by Clopper and Pearson (1934), times their share of all (Armitage, Berry,
/// Matthews 2002, 4.5). At 95 % it holds 0 exactly when p is at least 5 %. Given the number of discordant questions:
/// too narrow at its far end when they are few. Without one the difference is at most the largest share of flips of
/// which none would be seen with probability (1 - confidence) / 2: 1 - that^(1 / total). Empty without questions.
std::optional<Interval> exact_difference(const Contingency& counts, double confidence = 0.95);

/// One-sided p against a margin that belong to exact_difference: given the discordant questions, gains are binomial,
/// and at the margin of loss their share is (1 - margin x total / discordant) / 2. At most 5 % exactly when the 90 %
/// interval lies inside the margin. Without discordant questions the p of none at a share of the margin:
/// (1 - margin)^total.
struct ExactMargin {
    double non_inferiority_p = 1; ///< of "the loss is at least the margin"
    double equivalence_p = 1;     ///< the larger of it and the same for a gain
};
/// @param margin of the mean difference, 0 to 1. Empty without questions, or when it is not above 0.
std::optional<ExactMargin> exact_margin(const Contingency& counts, double margin);

} // namespace kneepoint::stats
