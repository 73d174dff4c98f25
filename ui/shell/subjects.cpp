// SPDX-License-Identifier: GPL-3.0-or-later
#include "subjects.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <ranges>
#include <set>

namespace kneepoint::ui {

namespace {

std::string folder_of(const Run& run)
{
    const auto slash = run.file().rfind('/');
    return slash == std::string::npos ? std::string() : run.file().substr(0, slash);
}

bool is_below(std::string_view folder, std::string_view above)
{
    return folder == above ||
           (folder.starts_with(above) && folder.size() > above.size() && folder[above.size()] == '/');
}

bool share_folder(const Run& a, const Run& b)
{
    const auto folder_a = folder_of(a), folder_b = folder_of(b);
    if (folder_a == folder_b) return true;
    return !folder_a.empty() && !folder_b.empty() && (is_below(folder_a, folder_b) || is_below(folder_b, folder_a));
}

/// "streams" of "base/streams.json.gz".
std::string stem_of(const Run& run)
{
    const auto name = run.file().substr(run.file().rfind('/') + 1);
    return lower_case(name.substr(0, name.find('.')));
}

std::string short_label(const Run& run, const std::map<std::string, std::string>& given)
{
    if (const auto found = given.find(run.id); found != given.end() && !found->second.empty()) return found->second;
    if (!run.setup.scheme.empty()) return run.setup.scheme;
    const auto& model = run.setup.model;
    if (!model.empty()) return model.substr(model.rfind('/') + 1);
    return stem_of(run);
}

std::string profile_of(const Run& run)
{
    const auto fact = run.setup.facts.find("load.profile");
    return fact == run.setup.facts.end() ? std::string() : fact->second.value;
}

/// How sure it is that two runs are of one model on one side; 0: they are not.
int kinship(const Run& performance, const Run& accuracy, const compare::Pairing& pairing)
{
    const auto stem_a = compare::model_stem(performance.setup.model),
               stem_b = compare::model_stem(accuracy.setup.model);
    const auto near = share_folder(performance, accuracy);
    if (!stem_a.empty() && !stem_b.empty() && stem_a != stem_b && !near) return 0;
    const auto &scheme_a = performance.setup.scheme, &scheme_b = accuracy.setup.scheme;
    const bool one_scheme = !scheme_a.empty() && lower_case(scheme_a) == lower_case(scheme_b);
    const bool other_scheme = !scheme_a.empty() && !scheme_b.empty() && !one_scheme;
    if (other_scheme && !near) return 0;
    const auto role_a = pairing.roles.find(performance.id), role_b = pairing.roles.find(accuracy.id);
    const bool roles_known = role_a != pairing.roles.end() && role_b != pairing.roles.end();
    if (roles_known && role_a->second != role_b->second) return 0;
    const bool one_model = !stem_a.empty() && performance.setup.model == accuracy.setup.model;
    const auto score = (near ? 8 : 0) + (one_model ? 2 : 0) + (one_scheme ? 4 : 0);
    return score == 0 && !(roles_known && stem_a == stem_b && !stem_a.empty()) ? 0 : score + 1;
}

/// The best accuracy run that no other side has; a later start wins a tie.
const Run* accuracy_for(const Run& performance, const library::Catalogue& catalogue, const compare::Pairing& pairing,
                        const std::set<std::string>& allowed, const std::set<std::string>& taken)
{
    const Run* best = nullptr;
    int best_score = 0;
    for (const auto& run : catalogue.runs) {
        if (run.kind != RunKind::accuracy || run.void_result || taken.contains(run.id) || !allowed.contains(run.id))
            continue;
        const auto score = kinship(performance, run, pairing);
        if (score == 0 || score < best_score || (score == best_score && best && run.started <= best->started)) continue;
        best = &run;
        best_score = score;
    }
    return best;
}

/// Accuracy runs that may stand beside each other: members of one pair.
std::vector<std::set<std::string>> accuracy_groups(const compare::Pairing& pairing)
{
    std::vector<std::set<std::string>> groups;
    for (const auto& pair : pairing.pairs) {
        if (pair.kind != RunKind::accuracy) continue;
        std::set<std::string> members(pair.candidates.begin(), pair.candidates.end());
        members.insert(pair.base);
        groups.push_back(std::move(members));
    }
    return groups;
}

void join_accuracy(std::vector<compare::Subject>& subjects, const library::Catalogue& catalogue,
                   const compare::Pairing& pairing)
{
    std::size_t most = 0;
    std::vector<const Run*> best(subjects.size(), nullptr);
    for (const auto& group : accuracy_groups(pairing)) {
        std::set<std::string> taken;
        std::vector<const Run*> found;
        for (const auto& subject : subjects) {
            const auto* run = accuracy_for(*subject.performance, catalogue, pairing, group, taken);
            if (run) taken.insert(run->id);
            found.push_back(run);
        }
        if (found.empty() || !found.front() || taken.size() <= most) continue;
        most = taken.size();
        best = std::move(found);
    }
    for (std::size_t i = 0; i < subjects.size(); ++i) subjects[i].accuracy = best[i];
}

bool is_context(RunKind kind)
{
    return kind == RunKind::server_log || kind == RunKind::scheme || kind == RunKind::environment;
}

/// Logs and samples in the folder of the run, or in one above it; of several of one kind those named like the run.
std::vector<const Run*> context_of(const Run& run, const library::Catalogue& catalogue)
{
    std::vector<const Run*> found;
    for (const auto& other : catalogue.runs)
        if (is_context(other.kind) && is_below(folder_of(run), folder_of(other)) &&
            (!folder_of(other).empty() || folder_of(run).empty()))
            found.push_back(&other);
    const auto stem = stem_of(run);
    std::vector<const Run*> kept;
    for (const auto* one : found) {
        const auto named_like_it = [&](const Run* other) {
            return other->kind == one->kind && stem_of(*other).contains(stem);
        };
        if (named_like_it(one) || std::ranges::none_of(found, named_like_it)) kept.push_back(one);
    }
    return kept;
}

void name(std::vector<compare::Subject>& subjects, const library::Catalogue& catalogue, const Labels& labels,
          const std::map<std::string, std::string>& given)
{
    std::set<std::string> short_names;
    for (auto& subject : subjects) {
        subject.label = short_label(*catalogue.run(subject.id), given);
        short_names.insert(subject.label);
    }
    if (short_names.size() == subjects.size()) return;
    for (auto& subject : subjects) subject.label = labels.at(subject.id);
}

} // namespace

Labels distinct_labels(const library::Catalogue& catalogue, const std::map<std::string, std::string>& given)
{
    Labels labels;
    std::map<std::pair<RunKind, std::string>, std::vector<const Run*>> same;
    const auto regroup = [&] {
        same.clear();
        for (const auto& run : catalogue.runs) same[{run.kind, labels[run.id]}].push_back(&run);
    };
    const auto extend = [&](auto&& extra) {
        regroup();
        for (const auto& [key, runs] : same)
            if (runs.size() > 1)
                for (const auto* run : runs)
                    if (const auto more = extra(*run); !more.empty() && !labels[run->id].ends_with(more))
                        labels[run->id] += " " + more;
    };
    for (const auto& run : catalogue.runs) labels[run.id] = short_label(run, given);
    extend(profile_of);
    extend(stem_of);
    extend(folder_of);
    extend([](const Run& run) { return run.id; });
    return labels;
}

std::vector<compare::Subject> subjects_of(const compare::Pair& pair, const library::Catalogue& catalogue,
                                          const compare::Pairing& pairing, const Labels& labels,
                                          const std::map<std::string, std::string>& given)
{
    std::vector<compare::Subject> subjects;
    auto ids = pair.candidates;
    ids.insert(ids.begin(), pair.base);
    for (const auto& id : ids) {
        const auto* run = catalogue.run(id);
        if (!run) return {};
        compare::Subject subject;
        subject.id = id;
        subject.context = context_of(*run, catalogue);
        (pair.kind == RunKind::accuracy ? subject.accuracy : subject.performance) = run;
        subjects.push_back(std::move(subject));
    }
    if (subjects.size() < 2) return {};
    if (pair.kind == RunKind::performance) join_accuracy(subjects, catalogue, pairing);
    name(subjects, catalogue, labels, given);
    return subjects;
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
        return contains_ignoring_case(profile_of(*base), "sweep") ? 2 : 3;
    };
    if (pairing.pairs.empty()) return {};
    return *std::ranges::min_element(pairing.pairs, {}, rank);
}

} // namespace kneepoint::ui
