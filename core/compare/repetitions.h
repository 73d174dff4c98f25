// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

#include <span>
#include <string_view>

namespace kneepoint::compare {

/// Both runs measured one thing twice: same model, precision, tool, workload and limits as far as either file states
/// them, the same list of set loads or of scores, and paths that differ in numbers and dates alone. Sweeps choose their
/// rates anew and repeat nothing. What a file measured itself, its address, seed and time may differ; of accuracy tests
/// the seeds only where both files state equal hashes of their prompts.
bool repeats(const Run& run, const Run& other);

/// Two sweeps of one setup, which only their rates keep from being repetitions.
bool sweeps_again(const Run& run, const Run& other);

/// The note that names the files of a side that were joined, and which of them do not count for which metric: nothing
/// is joined, or left out, without it. Nothing without repetitions.
/// @param side "base"
Problems joined_files(const Run& shown, std::span<const Run* const> repetitions, std::string_view side);

/// Sets how far each score moves from run to run of its side.
void add_run_variation(std::span<AccuracyDelta> deltas, const Subject& base, const Subject& candidate);

} // namespace kneepoint::compare
