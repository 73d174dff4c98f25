// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

#include <string>

namespace kneepoint::compare {

/// Of every test of "no difference".
inline constexpr double significance = 0.05;

/// A number inside a sentence: its own digits when they are few, else four significant ones.
std::string figure(double value);
/// "12.5 %" of a share of 0.125.
std::string percent_of(double share);

/// "p = 0.03"; "p < 0.0001", never 0.
std::string chance(double p);

/// The run was read from printed text, so that its numbers are already rounded.
bool is_printed(const Run& run);
/// Decimals of a printed run's figures: the most that any of them has (a table prints all with the same number).
int decimals_of(const Run& run);
/// True for a printed figure with fewer than two significant digits: 0.1 may be anything from 0.05 to 0.15.
bool has_too_few_digits(double value, int decimals);

} // namespace kneepoint::compare
