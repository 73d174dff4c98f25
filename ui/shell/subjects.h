// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"
#include "kneepoint/compare/pairing.h"
#include "kneepoint/library/catalogue.h"

#include <map>
#include <string>
#include <vector>

namespace kneepoint::ui {

/// A name per run id: the user's, else the scheme, else the model, made distinct among runs of one kind.
using Labels = std::map<std::string, std::string>;
Labels distinct_labels(const library::Catalogue& catalogue, const std::map<std::string, std::string>& given);

/// The sides of a pair, base first, each joined with the accuracy run of the same model and with what lies beside it
/// (server log, GPU samples, scheme). Short labels when they tell the sides apart, else the distinct ones.
std::vector<compare::Subject> subjects_of(const compare::Pair& pair, const library::Catalogue& catalogue,
                                          const compare::Pairing& pairing, const Labels& labels,
                                          const std::map<std::string, std::string>& given);

/// The pair to look at first: a chosen one, then fixed streams, then a sweep, then any of performance, then accuracy.
compare::Pair default_pair(const compare::Pairing& pairing, const library::Catalogue& catalogue);

} // namespace kneepoint::ui
