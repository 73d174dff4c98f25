// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/level.h"
#include "kneepoint/results/run.h"
#include "kneepoint/results/slo.h"

#include <cstdint>
#include <optional>
#include <span>

namespace kneepoint::load {

/// What a search looks at in one level that was measured.
struct Probe {
    double load = 0;                                 ///< streams, or requests a second
    std::optional<double> latency_s, requests_per_s; ///< means
    enum class Met : std::uint8_t {
        yes,
        not_yet, ///< only objectives of the kind "at least" are missed, which more load may reach
        no,
    };
    Met met = Met::yes;
    bool client_limited = false;
};

/// The load of a search by streams is whole; that of one by rate is not.
enum class LoadKind : std::uint8_t { streams, rate };

struct SearchBounds {
    LoadKind kind = LoadKind::streams;
    double most = 512; ///< load
    int levels = 20;
};

/// Where the mean request latency bends; the median would not see the half of the requests that waits. In logarithms of
/// streams and latency a server is a curve that is flat at first and rises as fast as the load once it is full. The
/// knee is the level farthest below the chord from the first level to the last (Satopaa et al. 2011, "Finding a kneedle
/// in a haystack", with the chord in logarithms).
struct Knee {
    double load = 0, latency_s = 0;
    double below = 0, above = 0; ///< its neighbours: the knee lies between them
    double octaves = 0;          ///< how far the latency is below the chord: powers of two
};
/// Nothing when the curve does not bend by `least_bend` octaves.
std::optional<Knee> find_knee(std::span<const Probe> probes);
inline constexpr double least_bend = 0.25;

/// The next load of a search for the knee: twice the last until two doublings brought no more requests a second, then
/// the geometric mean inside the wider gap beside the knee, until the gaps are 10 % or one stream. Nothing when it is
/// over.
std::optional<double> next_knee_load(std::span<const Probe> probes, const SearchBounds& bounds);

/// The most load that met the objectives below the least that did not.
struct Limit {
    std::optional<double> meets, misses;
};
Limit find_limit(std::span<const Probe> probes);
/// The next load of a search for the limit: twice the last until one misses, then the geometric mean between both
/// sides, until they are 5 % or one stream apart. Nothing when it is over.
std::optional<double> next_limit_load(std::span<const Probe> probes, const SearchBounds& bounds);

/// Whether a level met every objective. A level misses them, too, when more than 1 % of its requests failed, or when a
/// figure that is asked for is missing.
Probe::Met judged(const Level& level, const Slo& slo);
inline constexpr double allowed_failures = 0.01;

Conclusion knee_conclusion(std::span<const Probe> probes, const SearchBounds& bounds);
Conclusion limit_conclusion(std::span<const Probe> probes, const SearchBounds& bounds, const Slo& slo);

} // namespace kneepoint::load
