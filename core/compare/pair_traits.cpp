// SPDX-License-Identifier: GPL-3.0-or-later
#include "pair_traits.h"

#include "alignment.h"
#include "metric_names.h"

#include "kneepoint/base/text.h"
#include "kneepoint/compare/pairing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace kneepoint::compare {

namespace {

std::string kind_of_load(const Run& run)
{
    if (run.kind == RunKind::accuracy) return "accuracy";
    if (is_sweep(run)) return "sweep";
    if (!streams_of(run).empty()) return "fixed streams";
    if (std::ranges::any_of(run.levels, [](const Level& level) { return has_set_load(level.strategy); }))
        return "fixed rates";
    return run.levels.empty() ? "" : std::string(to_string(run.levels.front().strategy));
}

/// Both state the fact, and it differs.
bool differs(const Run& a, const Run& b, const std::string& key)
{
    const auto x = a.setup.facts.find(key), y = b.setup.facts.find(key);
    return x != a.setup.facts.end() && y != b.setup.facts.end() && x->second.value != y->second.value;
}

double scores_in_common(const Run& base, const Run& candidate)
{
    std::set<ScoreName> names;
    for (const auto& score : base.scores) names.insert(canonical_name(score));
    const auto shared =
        std::ranges::count_if(candidate.scores, [&](const TaskScore& s) { return names.contains(canonical_name(s)); });
    double share =
        static_cast<double>(shared) / static_cast<double>(std::max(base.scores.size(), candidate.scores.size()));
    for (const auto* key : {"accuracy.limit", "accuracy.num_fewshot"})
        if (differs(base, candidate, key)) share /= 2;
    return share;
}

double share_of(const std::vector<double>& a, const std::vector<double>& b)
{
    return static_cast<double>(in_common(a, b)) / static_cast<double>(std::max(a.size(), b.size()));
}

} // namespace

Traits traits_of(const Run& run)
{
    return {&run, guess_role(run), model_stem(run.setup.model), path_skeleton(run), kind_of_load(run), false, {}};
}

double work_in_common(const Run& base, const Run& candidate)
{
    if (base.kind == RunKind::accuracy) return scores_in_common(base, candidate);
    for (const auto* key : {"workload.prompt_tokens", "workload.output_tokens"})
        if (differs(base, candidate, key)) return 0;
    const auto streams = std::pair(streams_of(base), streams_of(candidate));
    if (!streams.first.empty() || !streams.second.empty())
        return half_in_common(streams.first, streams.second) ? share_of(streams.first, streams.second) : 0;
    const auto rates = std::pair(rates_of(base), rates_of(candidate));
    if (is_sweep(base) || !half_in_common(rates.first, rates.second)) return 0.5; // comparable by load
    return share_of(rates.first, rates.second);
}

std::string reason(const Traits& base, const Traits& candidate)
{
    std::vector<std::string> parts;
    const auto guessed = [](const Traits& traits, std::string_view otherwise) {
        return traits.guess.role ? traits.guess.why : std::string(otherwise);
    };
    parts.push_back(fmt::format("base by {}, candidate by {}", guessed(base, "having no scheme of its own"),
                                guessed(candidate, "standing after it")));
    if (!base.stem.empty() && base.stem == candidate.stem) parts.push_back("same model stem " + base.stem);
    if (base.skeleton == candidate.skeleton) parts.emplace_back("same place and file name otherwise");
    if (base.run->kind == RunKind::performance)
        parts.push_back("load of both: " + base.kind_of_load);
    else
        parts.emplace_back("tasks in common");
    return join(parts, "; ");
}

} // namespace kneepoint::compare
