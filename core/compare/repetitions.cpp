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

/// A run's number, a date, a time: "3", "20250101t101010z", "run2", but not "int8" or "8b".
bool is_counter(const std::string& word)
{
    constexpr auto names = std::to_array<std::string_view>(
        {"run", "rep", "repeat", "repetition", "trial", "load", "part", "try", "round", "seed", "r", "t", "z"});
    const auto letters = word.substr(0, word.find_first_of("0123456789"));
    const bool digits_follow = word.size() > letters.size();
    const auto rest = word.substr(letters.size());
    const auto of_a_time = [](char c) {
        return std::isdigit(static_cast<unsigned char>(c)) || c == 't' || c == 'z' || c == '.';
    };
    if (!std::ranges::all_of(rest, of_a_time)) return false;
    return (letters.empty() && digits_follow) || std::ranges::find(names, letters) != names.end();
}

std::vector<std::string> path_without_counters(const Run& run)
{
    auto words = words_of(run.file());
    std::erase_if(words, is_counter);
    return words;
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
