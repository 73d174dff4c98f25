// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/compare/pairing.h"

#include "alignment.h"
#include "contains.h"
#include "degenerate.h"
#include "pair_traits.h"
#include "repetitions.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace kneepoint::compare {

namespace {

/// Runs that may belong together: one stem, one kind of load, in one place or anywhere.
using Group = std::vector<Traits*>;

class Pairer {
public:
    Pairer(std::span<const Run> runs, std::span<const PairChoice> choices)
    {
        m_traits.reserve(runs.size());
        for (const auto& run : runs)
            if (run.kind == RunKind::performance || run.kind == RunKind::accuracy) m_traits.push_back(traits_of(run));
        for (const auto& choice : choices) take_choice(choice);
    }

    Pairing paired()
    {
        for (auto& traits : m_traits)
            if (!traits.taken)
                if (auto why = unfit(*traits.run); !why.empty()) leave(traits, std::move(why));
        join_repetitions();
        pair_jobs();
        pair_groups([](const Traits& t) { return t.skeleton + "\n" + t.stem; });
        pair_groups([](const Traits& t) { return t.skeleton; });
        pair_groups([](const Traits& t) { return t.stem.empty() ? t.run->id : t.stem; });
        for (auto& traits : m_traits)
            if (!traits.taken) leave(traits, why_left(traits));
        std::ranges::stable_sort(m_result.pairs, {}, [&](const Pair& pair) { return place_of(pair.base); });
        take_roles_of_repeated();
        return std::move(m_result);
    }

private:
    static std::string unfit(const Run& run)
    {
        if (run.void_result) return "its result is void";
        if (run.kind == RunKind::performance && run.levels.empty()) return "it has no level";
        if (run.kind == RunKind::accuracy && run.scores.empty()) return "it has no score";
        const auto why = degenerate_sweep(run);
        return why.empty() ? why : "degenerate sweep: " + why;
    }

    std::size_t place_of(const std::string& id) const
    {
        const auto found =
            std::ranges::find(m_traits, id, [](const Traits& t) -> const std::string& { return t.run->id; });
        return static_cast<std::size_t>(found - m_traits.begin());
    }

    Traits* find(const std::string& id)
    {
        const auto place = place_of(id);
        return place < m_traits.size() ? &m_traits[place] : nullptr;
    }

    void leave(Traits& traits, std::string why)
    {
        traits.taken = true;
        if (traits.guess.role) m_result.roles.emplace(traits.run->id, *traits.guess.role);
        m_result.unpaired.emplace(traits.run->id, std::move(why));
    }

    std::string why_left(const Traits& traits) const
    {
        const auto again = std::ranges::find_if(m_traits, [&](const Traits& other) {
            return other.run != traits.run && sweeps_again(*traits.run, *other.run);
        });
        const auto why = traits.why_not.empty() ? "no run of the other side fits it" : traits.why_not;
        if (again == m_traits.end()) return why;
        return fmt::format(
            "{}. It sweeps what {} swept, but a sweep chooses its own rates: their rows are not at equal "
            "load, so they are not joined as repetitions; choose one",
            why, again->run->file());
    }

    void take_choice(const PairChoice& choice)
    {
        auto* base = find(choice.base);
        if (!base || base->taken) return;
        Pair pair{choice.base, {}, base->run->kind, "chosen by the user", true};
        for (const auto& id : choice.candidates)
            if (auto* traits = find(id); traits && !traits->taken && traits != base && traits->run->kind == pair.kind)
                pair.candidates.push_back(id);
        if (!pair.candidates.empty()) add(std::move(pair));
    }

    void add(Pair pair)
    {
        find(pair.base)->taken = true;
        m_result.roles[pair.base] = Role::base;
        for (const auto& id : pair.candidates) {
            find(id)->taken = true;
            m_result.roles[id] = Role::candidate;
        }
        m_result.pairs.push_back(std::move(pair));
    }

    /// One run stands for all that repeat it, those chosen by the user first.
    void join_repetitions()
    {
        for (const bool chosen : {true, false})
            for (auto& first : m_traits)
                if (first.taken == chosen && (!chosen || m_result.roles.contains(first.run->id))) join_to(first);
    }

    void join_to(const Traits& first)
    {
        for (auto& other : m_traits) {
            if (other.taken || &other == &first || !repeats(*first.run, *other.run)) continue;
            other.taken = true;
            m_result.repetitions[first.run->id].push_back(other.run->id);
        }
    }

    /// A run that repeats one in no pair is in none for the same reason.
    void take_roles_of_repeated()
    {
        for (const auto& [first, others] : m_result.repetitions)
            for (const auto& id : others) {
                if (const auto role = m_result.roles.find(first); role != m_result.roles.end())
                    m_result.roles.emplace(id, role->second);
                if (const auto why = m_result.unpaired.find(first); why != m_result.unpaired.end())
                    m_result.unpaired.emplace(id, why->second);
            }
    }

    /// Runs of one job and one part of it ("load-1", "eval"): its plan says which is the base.
    void pair_jobs()
    {
        std::map<std::string, Group> parts;
        for (auto& traits : m_traits) {
            const auto& facts = traits.run->setup.facts;
            if (traits.taken || !facts.contains("job.folder") || !facts.contains("job.part")) continue;
            parts[facts.at("job.folder").value + "\n" + facts.at("job.part").value + "\n" +
                  std::string(to_string(traits.run->kind))]
                .push_back(&traits);
        }
        for (const auto& [_, group] : parts) {
            const auto base =
                std::ranges::find(group, std::optional(Role::base), [](auto* t) { return t->guess.role; });
            if (base == group.end()) continue;
            Pair pair{(*base)->run->id, {}, (*base)->run->kind, "base and candidate of one job", false};
            for (const auto* traits : group)
                if (traits->guess.role == Role::candidate) pair.candidates.push_back(traits->run->id);
            if (!pair.candidates.empty()) add(std::move(pair));
        }
    }

    /// Pairs what agrees in the kind of load and a key.
    template<typename Key>
    void pair_groups(Key key)
    {
        std::vector<std::pair<std::string, Group>> groups;
        for (auto& traits : m_traits) {
            if (traits.taken) continue;
            const auto name = traits.kind_of_load + "\n" + key(traits);
            const auto found = std::ranges::find(groups, name, &std::pair<std::string, Group>::first);
            if (found == groups.end())
                groups.push_back({name, {&traits}});
            else
                found->second.push_back(&traits);
        }
        for (auto& [name, group] : groups)
            if (of_one_model(group)) pair_group(group);
    }

    /// The bases of a group: those that say so; else the only run that says nothing.
    static Group bases_of(const Group& group)
    {
        Group bases, silent;
        for (auto* traits : group) {
            if (traits->guess.role == Role::base) bases.push_back(traits);
            if (!traits->guess.role) silent.push_back(traits);
        }
        if (!bases.empty()) return bases;
        if (silent.size() == 1 && silent.size() < group.size()) return silent;
        // Two tables under each other in one document, without a word that tells: the first is the base.
        if (silent.size() == 2 && group.size() == 2 && silent[0]->run->file() == silent[1]->run->file())
            return {silent[0]};
        return {};
    }

    /// Names that are stated and have nothing in common are two models.
    static bool of_one_model(const Group& group)
    {
        std::set<std::string> stems;
        for (const auto* traits : group)
            if (!traits->stem.empty()) stems.insert(traits->stem);
        return stems.size() <= 1;
    }

    void pair_group(const Group& group)
    {
        const auto bases = bases_of(group);
        if (bases.empty()) {
            for (auto* traits : group)
                if (group.size() > 1) traits->why_not = "no run of the same model is known to be the base";
            return;
        }
        std::vector<std::pair<Traits*, Group>> found;
        for (auto* base : bases) found.push_back({base, {}});
        for (auto* traits : group) {
            if (contains(bases, traits) || traits->guess.role == Role::base) continue;
            const auto best = best_base(*traits, bases);
            if (!best) continue;
            std::ranges::find(found, best, &std::pair<Traits*, Group>::first)->second.push_back(traits);
        }
        for (const auto& [base, candidates] : found)
            if (!candidates.empty()) add(make_pair(*base, candidates));
    }

    /// The base with most work in common; none when nothing is, or when two fit equally well.
    static Traits* best_base(Traits& candidate, const Group& bases)
    {
        const auto shared = [&](const Traits* base) { return work_in_common(*base->run, *candidate.run); };
        auto* best = *std::ranges::max_element(bases, {}, shared);
        if (shared(best) == 0) {
            candidate.why_not = "no base run has its levels or tasks";
            return nullptr;
        }
        const auto rival =
            std::ranges::find_if(bases, [&](auto* base) { return base != best && shared(base) == shared(best); });
        if (rival == bases.end()) return best;
        candidate.why_not = fmt::format("two base runs fit it equally well, {} and {}: choose one", best->run->file(),
                                        (*rival)->run->file());
        return nullptr;
    }

    static Pair make_pair(const Traits& base, const Group& candidates)
    {
        Pair pair{base.run->id, {}, base.run->kind, {}, false};
        for (const auto* candidate : candidates) pair.candidates.push_back(candidate->run->id);
        pair.why = reason(base, *candidates.front());
        return pair;
    }

    std::vector<Traits> m_traits;
    Pairing m_result;
};

} // namespace

Pairing find_pairs(std::span<const Run> runs, std::span<const PairChoice> choices)
{
    return Pairer(runs, choices).paired();
}

} // namespace kneepoint::compare
