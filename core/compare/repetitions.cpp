// SPDX-License-Identifier: GPL-3.0-or-later
#include "repetitions.h"

#include "alignment.h"
#include "role_words.h"
#include "setup_rules.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
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

std::vector<std::string> path_without_counters(const Run& run)
{
    std::vector<std::string> kept;
    bool after_counter = false;
    for (auto& word : words_of(run.file())) {
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

/// Facts that do not follow from the model, its address or the measurement itself.
std::map<std::string, std::string> choices_of(const Run& run)
{
    std::map<std::string, std::string> choices;
    for (const auto& [key, fact] : run.setup.facts) {
        const auto severity = setup_rule(key).severity;
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

void add_note(Problems& notes, const Subject& side, std::string_view name)
{
    if (!side.performance || side.repetitions.empty()) return;
    std::vector<std::string> files{side.performance->file()};
    for (const auto* run : side.repetitions) files.push_back(run->file());
    notes.push_back(
        {Severity::note,
         "repetitions-joined",
         fmt::format("{} files of the {} repeat one setup: {}. The figures shown are those of the first; how "
                     "far they move from run to run comes from all of them.",
                     files.size(), name, join(files, ", ")),
         side.performance->file(),
         {}});
}

} // namespace

bool repeats(const Run& run, const Run& other)
{
    if (run.kind != RunKind::performance || other.kind != RunKind::performance) return false;
    if (run.void_result || other.void_result || run.levels.empty() || run.setup.model.empty()) return false;
    const bool same_setup = run.setup.model == other.setup.model && run.setup.scheme == other.setup.scheme &&
                            run.setup.gpu == other.setup.gpu && run.tool.name == other.tool.name &&
                            run.tool.version == other.tool.version;
    if (!same_setup || same_content(run, other) || is_sweep(run) || asked_for(run) != asked_for(other)) return false;
    return guess_role(run).role == guess_role(other).role &&
           path_without_counters(run) == path_without_counters(other) && choices_of(run) == choices_of(other);
}

Problems joined_files(const Subject& base, const Subject& candidate)
{
    Problems notes;
    add_note(notes, base, "base");
    add_note(notes, candidate, "candidate");
    return notes;
}

} // namespace kneepoint::compare
