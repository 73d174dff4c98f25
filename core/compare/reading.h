// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delta.h"
#include "load.h"

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
    std::string converted_from; ///< the file's definition, where the value was converted from it
    bool all_requests = false;
    std::optional<std::uint64_t> count;       ///< requests behind it, the fewer of two levels
    std::optional<stats::Interpolated> found; ///< of a value read off the curve
};

/// At a level; null is none of this run.
Reading reading_at_level(const Run& run, const Level* level, const MetricStatistic& wanted, Population population);
/// Off the run's curve at that load, never beyond its measured range.
Reading reading_at_load(const Run& run, double load, const MetricStatistic& wanted, Population population,
                        const Options& options);

/// Ratio and change with the formula in words, or why there are none; not judged yet.
Delta make_delta(const MetricStatistic& wanted, const Reading& base, const Reading& candidate);

} // namespace kneepoint::compare
