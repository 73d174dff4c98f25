// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/context.h"

#include "file_name.h"
#include "merge.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

namespace kneepoint::import {

namespace {

bool is_context(const Run& run)
{
    if (is_job(run)) return false; // says of each model where it belongs
    return run.kind == RunKind::server_log || run.kind == RunKind::environment || run.kind == RunKind::scheme;
}

bool is_measured(const Run& run)
{
    return run.kind == RunKind::performance || run.kind == RunKind::accuracy;
}

/// Words of all names that a run goes by, its folder's included: "lm_eval/results_....json" answers to "eval".
std::set<std::string> names_of(const Run& run)
{
    std::set<std::string> words;
    for (const auto& source : run.provenance.files) {
        words.merge(telling_words(source.file));
        words.merge(telling_words(folder_of(source.file)));
    }
    return words;
}

bool same_model(const Run& a, const Run& b)
{
    if (a.setup.model.empty() || b.setup.model.empty()) return true;
    const auto last = [](const std::string& model) { return lower_case(base_name(model)); };
    return last(a.setup.model) == last(b.setup.model);
}

enum class Fit : std::uint8_t { none, general, named };

Fit fit(const Run& context, const std::set<std::string>& names)
{
    auto best = Fit::none;
    for (const auto& source : context.provenance.files) {
        const auto words = telling_words(source.file);
        if (words.empty()) best = std::max(best, Fit::general);
        if (std::ranges::any_of(words, [&](const auto& word) { return names.contains(word); })) return Fit::named;
    }
    return best;
}

/// Contexts by the folders that their files lie in.
using Shelf = std::map<std::string, std::vector<const Run*>, std::less<>>;

Shelf shelf_of(std::span<const Run> runs)
{
    Shelf shelf;
    for (const auto& run : runs)
        if (is_context(run))
            for (const auto& source : run.provenance.files) {
                auto& place = shelf[std::string(folder_of(source.file))];
                if (std::ranges::find(place, &run) == place.end()) place.push_back(&run);
            }
    return shelf;
}

/// Where a context lies, seen from the run.
enum class Place : std::uint8_t { own_folder, folder_above };

void choose(const Run& run, const std::set<std::string>& names, const std::vector<const Run*>& contexts, Place place,
            std::vector<const Run*>& chosen)
{
    for (const auto* context : contexts) {
        if (std::ranges::find(chosen, context) != chosen.end()) continue;
        const auto how = fit(*context, names);
        if (how == Fit::none || (context->kind != RunKind::environment && !same_model(run, *context))) continue;
        // A configuration beside the folder may be any model's.
        if (context->kind == RunKind::scheme && place != Place::own_folder) continue;
        chosen.push_back(context);
    }
}

std::vector<const Run*> context_on(const Shelf& shelf, const Run& run)
{
    std::vector<const Run*> chosen;
    if (!is_measured(run) || shelf.empty()) return chosen;
    const auto names = names_of(run);
    for (const auto& source : run.provenance.files) {
        const auto folder = folder_of(source.file);
        if (const auto own = shelf.find(folder); own != shelf.end())
            choose(run, names, own->second, Place::own_folder, chosen);
        if (folder.empty()) continue;
        if (const auto above = shelf.find(parent_of(folder)); above != shelf.end())
            choose(run, names, above->second, Place::folder_above, chosen);
    }
    // A job keeps the server's log and the samples in the model's folder, above those of its load and accuracy.
    if (const auto model = run.setup.facts.find("job.model_folder"); model != run.setup.facts.end())
        if (const auto place = shelf.find(model->second.value); place != shelf.end())
            choose(run, names, place->second, Place::folder_above, chosen);
    // What is named like the run comes before what is general, logs before configurations.
    std::ranges::stable_sort(chosen, {}, [&](const Run* context) {
        return std::pair(fit(*context, names) == Fit::named ? 0 : 1, static_cast<int>(context->kind));
    });
    return chosen;
}

/// A single sample, or samples taken during another kind of work, tell the device but not how it was used.
bool tells_device_only(const Run& run, const Run& context)
{
    if (context.kind != RunKind::environment) return false;
    const auto samples = context.setup.facts.find("gpu.samples");
    return run.kind == RunKind::accuracy || samples == context.setup.facts.end() || samples->second.value == "1";
}

bool is_device_fact(std::string_view key)
{
    constexpr auto keys = std::to_array<std::string_view>(
        {"gpu.name", "gpu.driver", "gpu.count", "gpu.memory_total_mib", "gpu.power_limit_w", "gpu.compute_capability"});
    return std::ranges::find(keys, key) != keys.end();
}

void adopt_scheme(Run& run, const Run& context)
{
    auto& setup = run.setup;
    if (context.setup.scheme.empty() || context.setup.scheme == setup.scheme) return;
    // A log shows what ran; a name or an argument only what was meant.
    if (!setup.scheme.empty() && context.kind != RunKind::server_log) return;
    if (setup.scheme_source.starts_with("server log")) return;
    if (!setup.scheme.empty()) setup.facts.try_emplace("scheme.named", Fact{setup.scheme, setup.scheme_source});
    setup.scheme = context.setup.scheme;
    setup.scheme_source = fmt::format("{} ({})", context.setup.scheme_source, base_name(context.file()));
}

void adopt(Run& run, const Run& context)
{
    const bool device_only = tells_device_only(run, context);
    if (run.setup.gpu.empty()) run.setup.gpu = context.setup.gpu;
    if (context.kind != RunKind::environment) adopt_scheme(run, context);
    for (const auto& [key, fact] : context.setup.facts)
        if (!device_only || is_device_fact(key))
            run.setup.facts.try_emplace(key, Fact{fact.value, fmt::format("{}: {}", context.file(), fact.path)});
    if (device_only) return;
    std::ranges::copy_if(context.problems, std::back_inserter(run.problems),
                         [](const Problem& problem) { return problem.code != "duplicate-file"; });
}

} // namespace

std::vector<const Run*> context_of(const Run& run, std::span<const Run> runs)
{
    return context_on(shelf_of(runs), run);
}

void adopt_context(std::vector<Run>& runs)
{
    const auto shelf = shelf_of(runs);
    for (auto& run : runs)
        for (const auto* context : context_on(shelf, run)) adopt(run, *context);
}

} // namespace kneepoint::import
