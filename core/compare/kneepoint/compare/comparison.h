// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/progress.h"
#include "kneepoint/compare/accuracy_delta.h"
#include "kneepoint/compare/capacity.h"
#include "kneepoint/compare/slo.h"
#include "kneepoint/compare/verdict.h"
#include "kneepoint/results/run.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kneepoint::compare {

/// One side of a comparison; borrowed runs that outlive the call.
struct Subject {
    std::string id;    ///< of the performance run, else of the accuracy run
    std::string label; ///< "BF16", "INT8 W8A8": what charts and tables call it
    const Run* performance = nullptr;
    const Run* accuracy = nullptr;
    std::vector<const Run*> context; ///< server log, GPU samples, scheme of the same folder
    /// Further load tests of the same model, setup and loads, in other files: what moves from run to run.
    std::vector<const Run*> repetitions = {};
    std::vector<const Run*> accuracy_repetitions = {}; ///< the same of the accuracy test
    bool operator==(const Subject&) const = default;   ///< the same runs, not equal ones
};

/// How levels of two runs find each other.
enum class Alignment : std::uint8_t {
    automatic, ///< by streams when both ran the same list (at least half in common), else by rate likewise, else by
               ///< load
    streams,
    rate,     ///< by target rate, when both asked for common rates
    load,     ///< by concurrency; the candidate's values interpolated at the base's loads, never extrapolated
    position, ///< by strategy and position: two sweeps choose different rates, so this is not equal load
};
std::string_view to_string(Alignment alignment);

struct Options {
    Alignment alignment = Alignment::automatic;
    Statistic concurrency_statistic = Statistic::median();
    /// Count throughput rows for the maximum concurrency and in curves.
    bool include_throughput = false;
    std::vector<Slo> slos;
    /// The loss of speed that is accepted, and the band within which two figures are called equivalent (percent). Where
    /// nothing is known about noise a change beyond it is called better or worse.
    double similar_percent = 3;
    /// Load at which the overview compares speeds; none: the highest that all candidates share with the base.
    std::optional<double> overview_load;
    /// Accuracy loss that the user accepts (points for proportions, percent of the base otherwise).
    double accuracy_margin = 1;
    bool operator==(const Options&) const = default;
};

struct SetupDifference {
    std::string what; ///< dotted key: "server.max_num_seqs"
    std::string base, candidate;
    std::string severity; ///< "expected" (the scheme itself), "warning", "error" (the pair is not clean)
    std::string why;      ///< why it matters, or why it does not: one sentence
    std::string problem;  ///< code of the pair's problem that says the same; empty when none does
    bool operator==(const SetupDifference&) const = default;
};

/// One number of both sides. Ratio is candidate / base from unrounded inputs.
struct Delta {
    MetricId metric = MetricId::itl;
    Statistic statistic;
    std::optional<double> base, candidate, ratio, change_percent;
    Judgement verdict = Judgement::unknown;
    std::string why;                       ///< formula with inputs, or why there is no number
    std::string base_path, candidate_path; ///< "file › path"
    bool printed = false;                  ///< an input is a printed, already rounded figure
    bool converted = false;                ///< an input was converted from another definition of the metric
    bool all_requests = false; ///< both inputs are over requests of every outcome (Level::metrics_all_requests)
    Finding finding;
    std::optional<Interval> interval;                          ///< 95 % of the ratio
    std::optional<Interval> base_interval, candidate_interval; ///< 95 % of each figure, from its run's requests
    std::optional<double> p;                                   ///< two-sided, of "ratio 1"; belongs to `interval`
    std::optional<double> rank_p; ///< Mann-Whitney of repetitions, or of batches of requests
    std::optional<std::uint64_t> base_samples, candidate_samples; ///< requests, or repetitions of the level
    /// Coefficient of variation of the repetitions of each side's figure, a share; where there are at least two.
    std::optional<double> base_variation, candidate_variation;
    /// A percentile of fewer requests than it needs (MLPerf), of each side: to be shown grey.
    bool base_few_samples = false, candidate_few_samples = false;
    bool few_samples() const { return base_few_samples || candidate_few_samples; }
    /// What each figure was compared by, after any conversion; empty where there is none.
    std::string base_definition, candidate_definition;
    bool operator==(const Delta&) const = default;
};

/// A pair of levels (or a base level and interpolated candidate values) with its numbers.
struct AlignedLevel {
    int index = 0; ///< row of the table
    std::string label;
    std::optional<double> load;                     ///< streams, concurrency or rate by which they were aligned
    std::optional<int> base_level, candidate_level; ///< indices into Run::levels; none on the interpolated side
    bool interpolated = false;
    bool excluded = false;
    bool few_waves = false; ///< a side completed fewer than two waves: its rates count waves
    std::string note;       ///< why excluded, interpolated from which levels, or without data
    std::vector<Delta> deltas;
    bool operator==(const AlignedLevel&) const = default;
};

/// Everything known of a base and one candidate.
struct Comparison {
    std::string base, candidate; ///< run ids of the performance runs, else of the accuracy runs
    std::string base_label, candidate_label;
    std::string base_accuracy, candidate_accuracy; ///< run ids; empty without accuracy
    Alignment alignment = Alignment::load;         ///< the one used
    std::string alignment_why;
    std::vector<SetupDifference> setup_differences;
    std::vector<AlignedLevel> levels;
    /// Row against row by strategy and position, when `levels` were aligned by load: not equal load, but what the
    /// tools' own tables show side by side. Empty when `levels` are by streams or position.
    std::vector<AlignedLevel> rows;
    std::optional<Capacity> base_capacity, candidate_capacity;
    std::vector<EqualLoad> equal_load;
    std::vector<EqualLatency> equal_latency;
    std::vector<MetricCrossover> crossovers; ///< one for each metric that both sides have a curve of
    std::vector<AccuracyDelta> accuracy;
    AccuracySummary accuracy_summary;
    Problems problems; ///< of the pair; those of a single run come from check_run
    bool operator==(const Comparison&) const = default;
};

/// Compares a base with one candidate. Never fails: what cannot be compared is absent with a reason.
Comparison compare_runs(const Subject& base, const Subject& candidate, const Options& options, Progress& progress);

/// Sets p_adjusted and q of what is compared side by side: one family of the primary score of each leaf task of every
/// candidate (never a group beside its members, nor two metrics of a task), and judges those scores anew by them.
/// @return the tests in the family
std::size_t adjust_for_many(std::span<Comparison> comparisons);

/// Judges all scores anew by another accepted loss, as compare_runs and adjust_for_many with it would; tests and draws
/// stay, so that it takes no time.
void judge_anew(std::span<Comparison> comparisons, double accuracy_margin);

/// The part that needs only one run: for `show`, `check` and charts.
Capacity capacity_of(const Run& run, const Options& options);

/// True when the token rates of a level's successful requests say little: fewer than two waves completed, or its end
/// cut off more than 5 % of its requests. Those over requests of every outcome then stand for them, where a file has
/// them.
bool prefers_all_requests(const Level& level);

/// The setup differences of a pair as problems, for `check`: an error for each that makes the pair unclean, a warning
/// for each that may matter. Those that a problem of the comparison says already are left out; the file is not filled
/// in.
Problems check_setups(const Comparison& comparison);

/// Data checks of a single run: identities, tiny samples, saturation, non-monotone percentiles, one-wave throughput,
/// degenerate sweeps, errored requests, counts that disagree.
Problems check_run(const Run& run);

} // namespace kneepoint::compare
