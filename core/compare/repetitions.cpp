// SPDX-License-Identifier: GPL-3.0-or-later
#include "repetitions.h"

#include "alignment.h"
#include "convert_definitions.h"
#include "metric_names.h"
#include "role_words.h"
#include "setup_rules.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/stats/estimate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <regex>
#include <tuple>

namespace kneepoint::compare {

namespace {

/// "run", "run2", "seed": what a file of a repetition is numbered by.
bool is_counter(const std::string& word)
{
    constexpr auto names = std::to_array<std::string_view>(
        {"run", "rep", "repeat", "repetition", "trial", "load", "part", "try", "round", "seed"});
    const auto letters = word.substr(0, word.find_first_of("0123456789"));
    const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
    return std::ranges::find(names, letters) != names.end() &&
           std::ranges::all_of(word.substr(letters.size()), is_digit);
}

/// "3" after "run", a date, a time: "20250101t101010z". Not "2" after "tp", "0.8.5", "int8" or "8b".
bool is_count(const std::string& word, bool after_counter)
{
    constexpr std::size_t least_of_a_time = 6;
    const auto of_a_time = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) || c == 't' || c == 'z'; };
    if (word.empty() || !std::isdigit(static_cast<unsigned char>(word.front()))) return false;
    return std::ranges::all_of(word, of_a_time) && (after_counter || word.size() >= least_of_a_time);
}

/// "results_2026-11-21T06-13-39.445809" without its time, which has the letters and points of a word.
std::string without_time(const std::string& path)
{
    static const std::regex time(R"(\d{4}-\d{2}-\d{2}[T_]\d{2}[-:]\d{2}[-:]\d{2}([.,]\d+)?)");
    return std::regex_replace(path, time, "");
}

std::vector<std::string> path_without_counters(const Run& run)
{
    std::vector<std::string> kept;
    bool after_counter = false;
    for (auto& word : words_of(without_time(run.file()))) {
        after_counter = is_counter(word) || is_count(word, after_counter);
        if (!after_counter) kept.push_back(std::move(word));
    }
    return kept;
}

using SetLoad = std::tuple<Strategy, double, double>;

/// What a run's levels asked for, in rising order, repetitions within the file once.
std::vector<SetLoad> asked_for(const Run& run)
{
    std::vector<SetLoad> loads;
    for (const auto& level : run.levels)
        loads.emplace_back(level.strategy, level.streams.value_or(0), round_decimal(level.target_rate.value_or(0), 3));
    std::ranges::sort(loads);
    loads.erase(std::unique(loads.begin(), loads.end()), loads.end());
    return loads;
}

/// Which scores a run has, over how many questions.
std::vector<std::tuple<ScoreName, int, std::uint64_t>> asked_in(const Run& run)
{
    std::vector<std::tuple<ScoreName, int, std::uint64_t>> scores;
    for (const auto& score : run.scores)
        scores.emplace_back(canonical_name(score), score.n_shot.value_or(-1), score.n.value_or(0));
    std::ranges::sort(scores);
    return scores;
}

/// Facts that do not follow from the model, its address or the measurement itself.
std::map<std::string, std::string> choices_of(const Run& run)
{
    // Equal hashes of prompts say more than seeds: what these chose was the same.
    const bool hashed = run.setup.facts.contains("accuracy.task_hashes");
    std::map<std::string, std::string> choices;
    for (const auto& [key, fact] : run.setup.facts) {
        const auto severity = setup_rule(key).severity;
        if (hashed && key.starts_with("accuracy.seeds")) continue;
        if (!severity.empty() && severity != "expected") choices.emplace(key, fact.value);
    }
    return choices;
}

bool same_content(const Run& run, const Run& other)
{
    if (run.provenance.files.empty() || other.provenance.files.empty()) return true;
    const auto &a = run.provenance.files.front(), &b = other.provenance.files.front();
    return a.file == b.file || (!a.sha256.empty() && a.sha256 == b.sha256);
}

bool same_setup(const Run& run, const Run& other)
{
    if (run.kind != other.kind || run.void_result || other.void_result || run.setup.model.empty()) return false;
    const bool same = run.setup.model == other.setup.model && run.setup.scheme == other.setup.scheme &&
                      run.setup.gpu == other.setup.gpu && run.tool.name == other.tool.name &&
                      run.tool.version == other.tool.version;
    return same && !same_content(run, other) && guess_role(run).role == guess_role(other).role &&
           path_without_counters(run) == path_without_counters(other) && choices_of(run) == choices_of(other);
}

bool is_load_test(const Run& run)
{
    return run.kind == RunKind::performance && !run.levels.empty();
}

/// "ITL (itl.gaps, not itl.token_weighted)": the metrics of a repetition that cannot count with those of the run.
std::vector<std::string> defined_otherwise(const Run& shown, const Run& other)
{
    std::vector<std::string> named;
    for (const auto& info : metric_catalogue()) {
        const auto wanted = definition_of(shown, info.id);
        const auto differs = [&](const Level& level) {
            const auto* values = level.metric(info.id);
            return values && !wanted.empty() && !comparable(values->definition, wanted);
        };
        const auto level = std::ranges::find_if(other.levels, differs);
        if (level != other.levels.end())
            named.push_back(fmt::format("{} ({}, not {})", info.name, level->metric(info.id)->definition, wanted));
    }
    return named;
}

/// Values of one score in all runs of a side that have it.
std::vector<double> values_in(const Run& shown, std::span<const Run* const> others, const ScoreName& name)
{
    std::vector<double> values;
    const auto take = [&](const Run& run) {
        for (const auto& score : run.scores)
            if (score.value && std::isfinite(*score.value) && canonical_name(score) == name) {
                values.push_back(*score.value);
                return;
            }
    };
    take(shown);
    for (const auto* other : others) take(*other);
    return values;
}

std::optional<BetweenRuns> between(const std::vector<double>& values)
{
    if (values.size() < 2) return std::nullopt;
    const auto mean = stats::mean_with_error(values);
    if (!mean) return std::nullopt;
    const auto runs = static_cast<double>(values.size());
    return BetweenRuns{values.size(), mean->standard_error * std::sqrt(runs)};
}

} // namespace

bool repeats(const Run& run, const Run& other)
{
    if (!same_setup(run, other)) return false;
    if (run.kind == RunKind::accuracy) return !run.scores.empty() && asked_in(run) == asked_in(other);
    return is_load_test(run) && !is_sweep(run) && asked_for(run) == asked_for(other);
}

bool sweeps_again(const Run& run, const Run& other)
{
    return is_load_test(run) && is_load_test(other) && is_sweep(run) && is_sweep(other) && same_setup(run, other);
}

Problems joined_files(const Run& shown, std::span<const Run* const> repetitions, std::string_view side)
{
    if (repetitions.empty()) return {};
    std::vector<std::string> files{shown.file()}, left_out;
    for (const auto* run : repetitions) {
        files.push_back(run->file());
        if (const auto named = defined_otherwise(shown, *run); !named.empty())
            left_out.push_back(fmt::format("{} does not count for {}", run->file(), join(named, ", ")));
    }
    return {{Severity::note,
             "repetitions-joined",
             fmt::format("{} files of the {} repeat one setup: {}. The figures shown are those of the first; how far "
                         "they move from run to run comes from all of them{}.",
                         files.size(), side, join(files, ", "),
                         left_out.empty() ? std::string{}
                                          : ", except that of a metric of another definition: " + join(left_out, "; ")),
             shown.file(),
             {}}};
}

void add_run_variation(std::span<AccuracyDelta> deltas, const Subject& base, const Subject& candidate)
{
    const auto of = [](const Subject& side, const AccuracyDelta& delta) {
        TaskScore score;
        score.task = delta.task;
        score.metric = delta.metric;
        score.filter = delta.filter;
        return between(values_in(*side.accuracy, side.accuracy_repetitions, canonical_name(score)));
    };
    for (auto& delta : deltas) {
        if (!base.accuracy_repetitions.empty()) delta.base_between = of(base, delta);
        if (!candidate.accuracy_repetitions.empty()) delta.candidate_between = of(candidate, delta);
    }
}

} // namespace kneepoint::compare
