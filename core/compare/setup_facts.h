// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

#include <map>
#include <string>

namespace kneepoint::compare {

/// Every fact of a side under one key, from its runs and what was found beside them; the measured runs' word counts
/// first. Arguments of a model become one fact each: "accuracy.model_args.add_bos_token".
std::map<std::string, std::string> facts_of(const Subject& subject);

/// A fact of two sides, with only the parts that differ.
struct PartsThatDiffer {
    std::string key, base, candidate;
};

/// What two accuracy runs state for each task and differ in: versions, few-shot numbers, documents, hashes, data sets;
/// each in one line that names the first tasks.
std::vector<PartsThatDiffer> tasks_that_differ(const Run& base, const Run& candidate);

/// What files of this shape always write, so that silence means "none": a chat template, a limit.
bool states_when_absent(const Run& run, std::string_view key);

} // namespace kneepoint::compare
