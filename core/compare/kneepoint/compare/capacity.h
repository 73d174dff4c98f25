// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/slo.h"
#include "kneepoint/compare/verdict.h"
#include "kneepoint/results/level.h"

#include <optional>
#include <string>
#include <vector>

// How much load a run carries, and how two of them stand at one load or one latency.
namespace kneepoint::compare {

/// Verdict on an SLO for one run.
struct SloResult {
    Slo slo;
    std::optional<double> any;                    ///< largest concurrency that meets it
    std::optional<double> from;                   ///< smallest that meets it with no violation at a higher one
    std::optional<double> before_first_violation; ///< largest below which no level violates it
    /// Largest up to which every level meets it with 95 % probability; where the requests are known.
    std::optional<double> with_probability;
    /// A load and the probability that every level up to it meets the objective.
    struct Reach {
        double load = 0, probability = 0;
        bool operator==(const Reach&) const = default;
    };
    std::vector<Reach> reach; ///< by rising load; empty unless the requests of every level that counts are known
    std::optional<Interval> interval; ///< 95 % of before_first_violation, of the measured loads; from `reach`
    /// A level's requests that met every objective, of those that its end did not cut off.
    struct Met {
        int level = 0;
        double rate = 0;                   ///< goodput, requests/s
        double share = 0;                  ///< 0 to 1
        Interval share_interval;           ///< 95 %
        std::optional<double> probability; ///< that the level meets the objective
        bool operator==(const Met&) const = default;
    };
    std::vector<Met> met;                         ///< of levels whose requests are known, in the file's order
    std::vector<int> passing, failing, undecided; ///< indices of levels with a set load; undecided: no data
    struct Excluded {
        int level = 0;
        Judgement verdict = Judgement::unknown; ///< better: meets it, worse: fails it, unknown: no data
        bool operator==(const Excluded&) const = default;
    };
    std::vector<Excluded> excluded; ///< synchronous and throughput levels, judged apart
    bool non_monotone = false;      ///< a level passes above one that fails
    bool operator==(const SloResult&) const = default;
};

/// ITL at the highest load divided by ITL at the lowest, with the rows it was taken from.
struct Degradation {
    double ratio = 0;
    int low_level = 0, high_level = 0;
    double low_value = 0, high_value = 0;
    std::string why;
    bool operator==(const Degradation&) const = default;
};

/// The load at which latency turns from flat to rising.
struct KneePoint {
    MetricId metric = MetricId::request_latency;
    Statistic statistic;
    std::string method; ///< "two-lines" or "chord" (stats/knee.h)
    double load = 0, latency = 0, strength = 0;
    std::optional<Interval> interval; ///< 95 % of the load; where the requests are known
    double share_without = 0;         ///< of the bootstrap draws behind `interval`, that show no knee
    std::string why;
    bool operator==(const KneePoint&) const = default;
};

/// Of open-loop levels: requests/s asked for against those that came, allowing for requests that the end cut off.
struct RateSaturation {
    std::optional<double> kept_up_to;  ///< the highest rate below the first that was missed
    std::optional<double> missed_from; ///< the lowest rate that was not achieved; absent: none in the measured range
    double plateau = 0;                ///< the highest rate achieved
    std::string why;
    bool operator==(const RateSaturation&) const = default;
};

struct Capacity {
    std::string run;
    std::optional<double> max_concurrency;
    std::optional<int> max_level;
    Strategy max_strategy = Strategy::unknown; ///< what set the load of max_level
    std::vector<std::string>
        excluded; ///< labels of rows left out of max_concurrency by rule: synchronous, throughput, no data
    std::optional<Degradation> itl_degradation;
    std::vector<SloResult> slos;
    std::vector<KneePoint> knees; ///< of each latency's median, by each method; empty where no curve bends
    std::optional<RateSaturation> saturation;
    bool operator==(const Capacity&) const = default;
};

/// The candidate's value at a load that the base was measured at.
struct EqualLoad {
    double concurrency = 0;
    bool interpolated = false; ///< between two candidate levels; false: measured at just this load
    MetricId metric = MetricId::itl;
    Statistic statistic;
    double base = 0, candidate = 0, ratio = 0;
    int base_level = 0;
    std::optional<Interval> interval; ///< 95 % of the ratio; where the requests are known
    Judgement verdict = Judgement::unknown;
    Finding finding;
    std::string why; ///< between which candidate levels
    bool operator==(const EqualLoad&) const = default;
};

/// The loads at which both sides first reach a latency that a base level has: ratio 1.2 is 20 % more load.
struct EqualLatency {
    MetricId metric = MetricId::itl;
    Statistic statistic;
    double latency = 0; ///< in the metric's unit
    double base = 0, candidate = 0, ratio = 0;
    bool interpolated = false; ///< the candidate's load lies between two of its levels
    int base_level = 0;
    std::string why;
    bool operator==(const EqualLatency&) const = default;
};

/// Where the candidate stops being better, or starts to be, with rising load.
struct MetricCrossover {
    MetricId metric = MetricId::itl;
    Statistic statistic;
    Interval range;                        ///< of load measured on both sides
    Judgement at_low = Judgement::unknown; ///< before the first crossing; equivalent: within the margin all along
    struct Crossing {
        double load = 0;
        Judgement becomes = Judgement::unknown; ///< until the next crossing
        bool operator==(const Crossing&) const = default;
    };
    std::vector<Crossing> crossings; ///< none in the measured range is an answer
    /// 95 % of the first crossing, where the requests are known; an end that may lie beyond the range is absent.
    std::optional<double> low, high;
    bool has_interval = false;
    std::string why;
    bool operator==(const MetricCrossover&) const = default;
};

} // namespace kneepoint::compare
