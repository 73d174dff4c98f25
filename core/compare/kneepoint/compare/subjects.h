// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"
#include "kneepoint/compare/pairing.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace kneepoint::compare {

/// Names that the user gave to runs, by run id.
using Labels = std::map<std::string, std::string>;

/// The sides of a pair, base first: each with its run, the accuracy run of the same model and scheme (when the pair is
/// one of load tests and `pairing` holds the accuracy pair of the same two models), and the server log, GPU samples and
/// scheme found beside it. Ids that are not among `runs` are left out.
std::vector<Subject> make_subjects(std::span<const Run> runs, const Pairing& pairing, const Pair& pair,
                                   const Labels& labels = {});

/// What charts and tables call the runs, in their order: the user's name, else the scheme, else the model, else the
/// file; told apart by what differs where two would be equal.
std::vector<std::string> short_labels(std::span<const Run* const> runs, const Labels& labels = {});

/// True when both runs speak of the same model in the same precision.
bool same_configuration(const Run& a, const Run& b);

} // namespace kneepoint::compare
