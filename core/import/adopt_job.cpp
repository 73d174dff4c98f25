// SPDX-License-Identifier: GPL-3.0-or-later
// out/job.json of a job says which model a folder beside it belongs to, which is the base, and on what it ran.
#include "file_name.h"
#include "merge.h"

#include <algorithm>

namespace kneepoint::import {

namespace {

std::string job_fact(const Run& run, const char* key)
{
    const auto found = run.setup.facts.find(key);
    return found == run.setup.facts.end() ? std::string() : found->second.value;
}

/// The part of a file's path below a folder; empty when it does not lie there.
std::string_view path_below(std::string_view file, std::string_view folder)
{
    if (folder.empty()) return file;
    return file.starts_with(folder) && file.substr(folder.size()).starts_with('/') ? file.substr(folder.size() + 1)
                                                                                   : std::string_view();
}

void adopt_model(Run& run, const Run& job, std::string_view part)
{
    const auto folder = std::string(folder_of(job.file()));
    const auto served = job_fact(job, "job.served_name");
    auto& setup = run.setup;
    const auto state = [&](const char* key, std::string value) {
        setup.facts.try_emplace(key, Fact{std::move(value), job.file()});
    };
    state("job.folder", folder.empty() ? "." : folder);
    state("job.model_folder", folder.empty() ? served : folder + "/" + served);
    state("job.part", std::string(part));
    state("job.role", job_fact(job, "job.role"));
    for (const auto& [key, fact] : job.setup.facts)
        if (key.starts_with("model.")) setup.facts.try_emplace(key, fact);
    // Requests know a model by the name that the job gave it.
    if (setup.model == served && !job.setup.model.empty()) {
        setup.model = job.setup.model;
        state("job.served_name", served);
    }
    if (!job.setup.scheme.empty() && (setup.scheme.empty() || setup.scheme_source == "model name")) {
        setup.scheme = job.setup.scheme;
        setup.scheme_source = "plan";
    }
    if (setup.gpu.empty()) setup.gpu = job.setup.gpu;
}

bool is_checkpoint(const Run& run)
{
    return run.format.starts_with("kneepoint.quantize/");
}

/// What is known of a checkpoint is known of the model of its job.
void adopt_checkpoint(std::vector<Run>& runs, const Run& checkpoint)
{
    for (auto& job : runs)
        if (is_job(job) && folder_of(job.file()) == folder_of(checkpoint.file()) &&
            job.setup.model == checkpoint.setup.model)
            for (const auto& [key, fact] : checkpoint.setup.facts)
                job.setup.facts.try_emplace(key, Fact{fact.value, checkpoint.file()});
}

} // namespace

void adopt_jobs(std::vector<Run>& runs)
{
    for (const auto& checkpoint : runs)
        if (is_checkpoint(checkpoint)) adopt_checkpoint(runs, checkpoint);
    for (const auto& job : runs) {
        if (!is_job(job)) continue;
        for (auto& run : runs) {
            if (run.kind == RunKind::environment || run.kind == RunKind::scheme ||
                run.setup.facts.contains("job.folder"))
                continue;
            const auto inside =
                path_below(path_below(run.file(), folder_of(job.file())), job_fact(job, "job.served_name"));
            if (!inside.empty()) adopt_model(run, job, inside.substr(0, inside.find('/')));
        }
    }
}

} // namespace kneepoint::import
