// SPDX-License-Identifier: GPL-3.0-or-later
#include "study.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <iterator>

namespace kneepoint::ui {

namespace {

using SharedCatalogue = std::shared_ptr<const library::Catalogue>;

/// A run that is in both is taken once. Copies nothing when there is nothing to add.
SharedCatalogue joined(const SharedCatalogue& scanned, const library::Catalogue& pasted)
{
    if (pasted.runs.empty() && pasted.skipped.empty() && pasted.problems.empty()) return scanned;
    auto all = std::make_shared<library::Catalogue>(*scanned);
    for (const auto& run : pasted.runs)
        if (!all->run(run.id)) all->runs.push_back(run);
    std::ranges::copy(pasted.skipped, std::back_inserter(all->skipped));
    std::ranges::copy(pasted.problems, std::back_inserter(all->problems));
    all->files += pasted.files;
    return all;
}

SharedCatalogue with_schemes(const SharedCatalogue& read, const std::map<std::string, std::string>& schemes)
{
    if (std::ranges::none_of(schemes, [&](const auto& entry) { return read->run(entry.first) != nullptr; }))
        return read;
    auto changed = std::make_shared<library::Catalogue>(*read);
    for (auto& run : changed->runs) {
        const auto given = schemes.find(run.id);
        if (given == schemes.end()) continue;
        run.setup.scheme = given->second;
        run.setup.scheme_source = "given by the user";
    }
    return changed;
}

std::vector<compare::PairChoice> choices_of(const library::Workspace& workspace)
{
    std::vector<compare::PairChoice> choices;
    for (const auto& pair : workspace.pairs) choices.push_back({pair.base, pair.candidates});
    return choices;
}

/// Runs of one kind need names of their own; a load test and its accuracy run may share one.
compare::Labels distinct_labels(const library::Catalogue& catalogue, const compare::Labels& given)
{
    std::map<RunKind, std::vector<const Run*>> kinds;
    for (const auto& run : catalogue.runs) kinds[run.kind].push_back(&run);
    compare::Labels labels;
    for (const auto& [kind, runs] : kinds) {
        const auto names = compare::short_labels(runs, given);
        for (std::size_t i = 0; i < runs.size(); ++i) labels[runs[i]->id] = names[i];
    }
    return labels;
}

compare::Pair pair_to_show(const std::optional<compare::Pair>& wanted, const compare::Pairing& pairing,
                           const library::Catalogue& catalogue)
{
    if (!wanted) return default_pair(pairing, catalogue);
    const auto same = [&](const compare::Pair& pair) {
        return pair.base == wanted->base && pair.candidates == wanted->candidates;
    };
    if (const auto found = std::ranges::find_if(pairing.pairs, same); found != pairing.pairs.end()) return *found;
    const auto is_open = [&](const std::string& id) { return catalogue.run(id) != nullptr; };
    if (is_open(wanted->base) && std::ranges::all_of(wanted->candidates, is_open)) return *wanted;
    return default_pair(pairing, catalogue);
}

/// The options that a comparison is made by, without those that are only looked at afterwards.
compare::Options made_by(compare::Options options)
{
    options.accuracy_margin = compare::Options{}.accuracy_margin;
    options.overview_load.reset();
    return options;
}

bool is_compared_alike(const Study& study, const Study& previous)
{
    return !previous.cancelled && study.catalogue == previous.catalogue && study.subjects == previous.subjects &&
           made_by(study.options) == made_by(previous.options);
}

std::vector<compare::Comparison> judged_anew(const Study& previous, const compare::Options& options)
{
    auto comparisons = previous.comparisons;
    if (options.accuracy_margin != previous.options.accuracy_margin)
        compare::judge_anew(comparisons, options.accuracy_margin);
    return comparisons;
}

std::vector<compare::Comparison> compared(const std::vector<compare::Subject>& subjects,
                                          const compare::Options& options, Progress& progress)
{
    std::vector<compare::Comparison> comparisons;
    for (std::size_t i = 1; i < subjects.size() && !progress.cancelled(); ++i)
        comparisons.push_back(compare::compare_runs(subjects[0], subjects[i], options, progress));
    compare::adjust_for_many(comparisons);
    return comparisons;
}

} // namespace

std::shared_ptr<const Study> empty_study()
{
    auto study = std::make_shared<Study>();
    study->scanned = study->pasted = study->catalogue = std::make_shared<const library::Catalogue>();
    return study;
}

compare::Pair default_pair(const compare::Pairing& pairing, const library::Catalogue& catalogue)
{
    const auto rank = [&](const compare::Pair& pair) {
        const auto* base = catalogue.run(pair.base);
        if (!base) return 5;
        if (pair.chosen_by_user) return 0;
        if (pair.kind != RunKind::performance) return 4;
        const auto fixed = std::ranges::count(base->levels, Strategy::concurrent, &Level::strategy);
        if (!base->levels.empty() && 2 * static_cast<std::size_t>(fixed) >= base->levels.size()) return 1;
        const auto profile = base->setup.facts.find("load.profile");
        return profile != base->setup.facts.end() && contains_ignoring_case(profile->second.value, "sweep") ? 2 : 3;
    };
    if (pairing.pairs.empty()) return {};
    return *std::ranges::min_element(pairing.pairs, {}, rank);
}

Study make_study(const StudyInput& input, const Study& previous, Progress& progress)
{
    Study study;
    study.scanned = input.scanned;
    study.pasted = input.pasted;
    study.schemes = input.workspace.schemes;
    const bool same =
        previous.scanned == study.scanned && previous.pasted == study.pasted && previous.schemes == study.schemes;
    study.catalogue = same ? previous.catalogue : with_schemes(joined(study.scanned, *study.pasted), study.schemes);
    study.labels = distinct_labels(*study.catalogue, input.workspace.labels);
    study.pairing = compare::find_pairs(study.catalogue->runs, choices_of(input.workspace));
    study.pair = pair_to_show(input.wanted, study.pairing, *study.catalogue);
    study.subjects = compare::make_subjects(study.catalogue->runs, study.pairing, study.pair, input.workspace.labels);
    if (study.subjects.size() < 2) study.subjects.clear();
    study.options = input.options;
    study.comparisons = is_compared_alike(study, previous) ? judged_anew(previous, input.options)
                                                           : compared(study.subjects, input.options, progress);
    study.cancelled = progress.cancelled();
    if (study.cancelled) study.comparisons.clear();
    return study;
}

} // namespace kneepoint::ui
