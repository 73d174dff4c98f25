// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delta.h"

#include <optional>
#include <string>

namespace kneepoint::compare {

/// One number of one side, with all that is needed to explain it.
struct Reading {
    std::optional<double> value;
    std::string missing; ///< why there is none
    std::string definition;
    std::string path;    ///< "file › path"
    std::string row;     ///< label of the level
    std::string between; ///< of an interpolated value: "between 31 and 44"
    bool printed = false;
    bool too_few_digits = false;
    bool all_requests = false;
};

Delta make_delta(const MetricStatistic& wanted, const Reading& base, const Reading& candidate, double similar_percent);

} // namespace kneepoint::compare
