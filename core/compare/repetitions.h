// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

namespace kneepoint::compare {

/// Both load tests measured one thing twice: same model, precision, tool, workload and limits as far as either file
/// states them, the same list of set loads, and paths that differ in numbers and dates alone. Sweeps choose their rates
/// anew and repeat nothing. What a file measured itself, its address, seed and time may differ.
bool repeats(const Run& run, const Run& other);

/// The note that names the files of each side that were joined; nothing is joined without it.
Problems joined_files(const Subject& base, const Subject& candidate);

} // namespace kneepoint::compare
