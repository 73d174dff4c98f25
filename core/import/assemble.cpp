// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_name.h"
#include "kneepoint/import/context.h"
#include "kneepoint/import/import.h"
#include "merge.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace kneepoint::import {

void absorb(Run& main, Run&& part)
{
    std::ranges::move(part.provenance.files, std::back_inserter(main.provenance.files));
    part.provenance.files.clear();
    auto& setup = main.setup;
    if (setup.model.empty()) setup.model = std::move(part.setup.model);
    if (setup.gpu.empty()) setup.gpu = std::move(part.setup.gpu);
    if (setup.scheme.empty()) {
        setup.scheme = std::move(part.setup.scheme);
        setup.scheme_source = std::move(part.setup.scheme_source);
    }
    part.setup.facts.erase("numbers"); // how the other file states its figures
    setup.facts.merge(part.setup.facts);
    if (main.samples.empty()) main.samples = std::move(part.samples);
    if (main.run_key.empty()) main.run_key = std::move(part.run_key);
    if (main.started.empty()) main.started = std::move(part.started);
    if (main.finished.empty()) main.finished = std::move(part.finished);
    if (main.tool.version.empty()) main.tool.version = std::move(part.tool.version);
}

void drop_absorbed(std::vector<Run>& runs)
{
    std::erase_if(runs, is_absorbed);
}

void merge_copies(std::vector<Run>& runs)
{
    std::map<std::string, Run*> first;
    std::map<Run*, std::vector<std::string>> copies;
    for (auto& run : runs) {
        const auto [known, is_new] = first.try_emplace(run.id, &run);
        if (is_new || run.id.empty() || known->second->kind != run.kind) continue;
        // Two models may answer alike: samples without results are copies only under the same name.
        if (run.scores.empty() && !run.samples.empty() && base_name(run.file()) != base_name(known->second->file()))
            continue;
        Run* part = &run;
        // A copy that was made while the run went on holds less of it.
        if (run.levels.size() > known->second->levels.size()) {
            copies[&run] = std::move(copies[known->second]);
            copies.erase(known->second);
            std::swap(known->second, part);
        }
        copies[known->second].push_back(part->file());
        absorb(*known->second, std::move(*part));
    }
    for (auto& [run, files] : copies) {
        const auto others =
            files.size() > 3 ? fmt::format("{} and {} more", files.front(), files.size() - 1) : join(files, ", ");
        run->problems.push_back(
            {Severity::note,
             "duplicate-file",
             fmt::format("The same run lies in another place, too ({}); it is counted once.", others),
             run->file(),
             {}});
    }
    drop_absorbed(runs);
}

std::vector<Run> assemble(std::vector<Run> runs)
{
    const auto by_file = [](const Run& a, const Run& b) { return a.file() < b.file(); };
    std::ranges::stable_sort(runs, by_file);
    attach_requests(runs);
    attach_samples(runs); // before copies are looked for: equal answers are no copies of a run
    merge_copies(runs);
    merge_views(runs);
    attach_tables(runs);
    join_levels(runs);
    adopt_jobs(runs);
    adopt_context(runs);
    std::ranges::stable_sort(runs, by_file);
    return runs;
}

} // namespace kneepoint::import
