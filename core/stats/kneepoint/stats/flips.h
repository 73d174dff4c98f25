// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/stats/mcnemar.h"

#include <cstddef>
#include <vector>

namespace kneepoint::stats {

// What an unchanged accuracy can hide: answers that changed (Dutta et al., "Accuracy is Not All You Need",
// arXiv 2407.09141). Two runs of one model flip too, when batches or sampling differ: compare with a repeat of the
// base.

/// Shares of n, 0 to 1.
struct Flips {
    double harmful = 0;    ///< right became wrong: b / n
    double beneficial = 0; ///< wrong became right: c / n
    double all = 0;        ///< (b + c) / n
};
/// Empty without questions.
std::optional<Flips> flips(const Contingency& counts);

/// Log-likelihoods of the options of one question.
using Options = std::vector<double>;

/// The option of the largest log-likelihood, the first of equals, as lm-evaluation-harness picks it. Empty without
/// options or when one is NaN.
std::optional<std::size_t> chosen_option(std::span<const double> options);

/// KL divergence of two softmax distributions over the same options, in nats: sum P ln(P / Q), P of the base. Empty
/// unless both have the same number of options, at least one, all finite.
std::optional<double> kl_divergence(std::span<const double> base, std::span<const double> candidate);

/// Probability of the best option less that of the second: how firmly the model answers. Empty of fewer than 2 options.
std::optional<double> top_margin(std::span<const double> options);

/// How the option distributions of one task's questions moved.
struct OptionShift {
    std::size_t questions = 0;            ///< that count
    std::size_t left_out = 0;             ///< options missing on a side, of different number, or not finite
    double mean_kl = 0;                   ///< nats
    std::size_t changed = 0;              ///< another option chosen
    std::size_t wrong_to_other_wrong = 0; ///< of those, wrong on both sides
    double mean_margin_base = 0;          ///< mean top_margin of the base
};

/// @param outcomes both sides' 0/1 scores, to count what went from wrong to another wrong; may be empty
/// @return empty when no question counts, or lists differ in length.
std::optional<OptionShift> option_shift(std::span<const Options> base, std::span<const Options> candidate,
                                        std::span<const double> base_outcomes = {},
                                        std::span<const double> candidate_outcomes = {});

} // namespace kneepoint::stats
