// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/compare/subjects.h"

#include "kneepoint/base/text.h"
#include "role_words.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

namespace kneepoint::compare {

namespace {

const Run* find(std::span<const Run> runs, std::string_view id)
{
    const auto found = std::ranges::find(runs, id, &Run::id);
    return found == runs.end() ? nullptr : &*found;
}

/// The folder of a run's main file; what stands before "!" when the file is in an archive's top level.
std::string_view folder_of(const Run& run)
{
    const std::string_view file = run.file();
    const auto cut = file.find_last_of("/!");
    return cut == std::string_view::npos ? std::string_view{} : file.substr(0, cut);
}

/// The accuracy run that goes with a load run: from an accuracy pair of the same two models.
const Run* accuracy_of(std::span<const Run> runs, const Pairing& pairing, const Run& base, const Run& wanted)
{
    for (const Pair& pair : pairing.pairs) {
        if (pair.kind != RunKind::accuracy) continue;
        const Run* accuracy_base = find(runs, pair.base);
        if (!accuracy_base || !same_configuration(*accuracy_base, base)) continue;
        if (&wanted == &base) return accuracy_base;
        for (const auto& id : pair.candidates)
            if (const Run* run = find(runs, id); run && same_configuration(*run, wanted)) return run;
    }
    return nullptr;
}

Subject subject(std::span<const Run> runs, const Pairing& pairing, const Run& base, const Run& run)
{
    Subject result;
    result.id = run.id;
    if (run.kind == RunKind::performance) {
        result.performance = &run;
        result.accuracy = accuracy_of(runs, pairing, base, run);
    } else {
        result.accuracy = &run;
    }
    for (const Run& other : runs)
        if (other.kind != RunKind::performance && other.kind != RunKind::accuracy && folder_of(other) == folder_of(run))
            result.context.push_back(&other);
    return result;
}

/// The runs that one run stands for, or that stand with it for another, without those that are sides themselves.
std::vector<const Run*> repetitions_of_side(std::span<const Run> runs, const Pairing& pairing,
                                            const std::vector<std::string>& sides, const std::string& id)
{
    std::vector<const Run*> found;
    const auto is_side = [&](const std::string& other) { return std::ranges::find(sides, other) != sides.end(); };
    for (const auto& [first, others] : pairing.repetitions) {
        auto group = others;
        group.insert(group.begin(), first);
        if (std::ranges::find(group, id) == group.end()) continue;
        // Two sides of one group would share the others, and no longer be independent samples.
        if (std::ranges::count_if(group, is_side) > 1) continue;
        for (const auto& other : group)
            if (const Run* run = is_side(other) ? nullptr : find(runs, other)) found.push_back(run);
    }
    return found;
}

std::string fact(const Run& run, const std::string& key)
{
    const auto found = run.setup.facts.find(key);
    return found == run.setup.facts.end() ? std::string{} : found->second.value;
}

using Part = std::string (*)(const Run&);

/// Adds a part to names that stand more than once, if the part differs among them.
void tell_apart(std::vector<std::string>& names, std::span<const Run* const> runs, Part part)
{
    std::map<std::string, std::vector<std::size_t>> places;
    for (std::size_t i = 0; i < names.size(); ++i) places[names[i]].push_back(i);
    for (const auto& [name, equal] : places) {
        const auto same = [&](std::size_t i) { return part(*runs[i]) == part(*runs[equal.front()]); };
        if (std::ranges::all_of(equal, same)) continue;
        for (const auto i : equal)
            if (const auto more = part(*runs[i]); !more.empty()) names[i] += " · " + more;
    }
}

/// File names that only differ in the middle, as names: "run_base.txt" and "run_compressed.txt" give "base" and
/// "compressed". Cuts at punctuation only, so that no word loses a letter.
void shorten_file_names(std::vector<std::string>& names, const std::vector<std::size_t>& of)
{
    if (of.size() < 2) return;
    const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    const auto& first = names[of.front()];
    std::size_t front = first.size(), back = first.size();
    for (const auto i : of) {
        const auto& name = names[i];
        front = std::min<std::size_t>(front, std::ranges::mismatch(first, name).in1 - first.begin());
        const auto tail = std::mismatch(first.rbegin(), first.rend(), name.rbegin(), name.rend());
        back = std::min<std::size_t>(back, tail.first - first.rbegin());
    }
    while (front > 0 && is_word(first[front - 1])) --front;
    while (back > 0 && is_word(first[first.size() - back])) --back;
    const auto leaves_a_word = [&](std::size_t i) { return names[i].size() > front + back; };
    if (!std::ranges::all_of(of, leaves_a_word)) return;
    for (const auto i : of) names[i] = names[i].substr(front, names[i].size() - front - back);
}

std::string model_part(const Run& run)
{
    return std::string(last_part(run.setup.model));
}

std::string profile_part(const Run& run)
{
    return fact(run, "load.profile");
}

std::string folder_part(const Run& run)
{
    return std::string(folder_of(run));
}

/// By what the names of their files differ in, for names that still stand more than once.
void tell_apart_by_file(std::vector<std::string>& names, std::span<const Run* const> runs)
{
    std::vector<std::string> files;
    for (const Run* run : runs) files.emplace_back(last_part(run->file()));
    std::map<std::string, std::vector<std::size_t>> places;
    for (std::size_t i = 0; i < names.size(); ++i) places[names[i]].push_back(i);
    for (const auto& [name, equal] : places) {
        std::set<std::string> different;
        for (const auto i : equal) different.insert(files[i]);
        if (different.size() < equal.size() || equal.size() < 2) continue;
        shorten_file_names(files, equal);
        for (const auto i : equal) names[i] += " · " + files[i];
    }
}

/// A name tells less than a checkpoint's config does: "FP8" may be "FP8-dynamic", and what is not stated anything.
bool may_be_one_scheme(std::string_view one, std::string_view other)
{
    if (one.size() > other.size()) std::swap(one, other);
    return one.empty() || one == other || (other.starts_with(one) && other[one.size()] == '-');
}

} // namespace

bool same_configuration(const Run& a, const Run& b)
{
    // The folder of a model in a job says more than what its plan and its tools call the precision of the weights.
    const auto here = fact(a, "job.model_folder"), there = fact(b, "job.model_folder");
    if (!here.empty() && !there.empty()) return here == there;
    if (!may_be_one_scheme(a.setup.scheme, b.setup.scheme)) return false;
    if (!a.setup.model.empty() && !b.setup.model.empty())
        return lower_case(last_part(a.setup.model)) == lower_case(last_part(b.setup.model));
    return folder_of(a) == folder_of(b);
}

std::vector<Subject> make_subjects(std::span<const Run> runs, const Pairing& pairing, const Pair& pair,
                                   const Labels& labels)
{
    std::vector<Subject> subjects;
    const Run* base = find(runs, pair.base);
    if (!base) return subjects;
    subjects.push_back(subject(runs, pairing, *base, *base));
    for (const auto& id : pair.candidates)
        if (const Run* run = find(runs, id)) subjects.push_back(subject(runs, pairing, *base, *run));

    std::vector<std::string> sides;
    for (const Subject& s : subjects)
        for (const Run* run : {s.performance, s.accuracy})
            if (run) sides.push_back(run->id);
    for (Subject& s : subjects) {
        if (s.performance) s.repetitions = repetitions_of_side(runs, pairing, sides, s.performance->id);
        if (s.accuracy) s.accuracy_repetitions = repetitions_of_side(runs, pairing, sides, s.accuracy->id);
    }

    std::vector<const Run*> order;
    for (const Subject& s : subjects) order.push_back(s.performance ? s.performance : s.accuracy);
    const auto names = short_labels(order, labels);
    for (std::size_t i = 0; i < subjects.size(); ++i) subjects[i].label = names[i];
    return subjects;
}

std::vector<std::string> short_labels(std::span<const Run* const> runs, const Labels& labels)
{
    std::vector<std::string> names;
    std::vector<std::size_t> from_files;
    for (const Run* run : runs) {
        const auto given = labels.find(run->id);
        if (given != labels.end() && !given->second.empty())
            names.push_back(given->second);
        else if (!run->setup.scheme.empty())
            names.push_back(run->setup.scheme);
        else if (!run->setup.model.empty())
            names.emplace_back(last_part(run->setup.model));
        else {
            from_files.push_back(names.size());
            names.emplace_back(last_part(run->file()));
        }
    }
    shorten_file_names(names, from_files);
    for (const Part part : {model_part, profile_part, folder_part}) tell_apart(names, runs, part);
    tell_apart_by_file(names, runs);
    tell_apart(names, runs, [](const Run& run) { return run.id; });
    return names;
}

} // namespace kneepoint::compare
