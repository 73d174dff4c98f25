// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/facts.h"
#include "kneepoint/hosts/files.h"
#include "kneepoint/hosts/preflight.h"
#include "kneepoint/runs/plan.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace kneepoint::runs {

enum class StepKind : std::uint8_t { quantize, serve, smoke, warm_up, level, accuracy, stop };

/// One thing that a job does, in the order in which it does them.
struct Step {
    std::string id; ///< "0007", as the job's `steps` file writes it
    StepKind kind = StepKind::level;
    int model = -1; ///< index into Plan::models; -1: none
    int repetition = 0;
    std::string text;   ///< "compressed: level 4 of 10, 16 streams"
    std::string folder; ///< below out/, what it adds to: "base/load-1/0003", "base/load-1", "base/eval"; else empty
    std::vector<std::string> argv;         ///< as it will be run; empty where the job script itself acts
    std::chrono::duration<double> takes{}; ///< estimate; 0: not known
    std::int64_t requests = 0;             ///< after which it ends; 0: not by a number
    bool operator==(const Step&) const = default;
};

/// A file of a job's folder, with its path relative to that.
struct JobFile {
    std::string path;
    std::string content;
    hosts::Access access = hosts::Access::owner;
};

/// Everything that will be put on the host and run there. Same plan and facts: same bytes.
struct JobFiles {
    std::vector<JobFile> files; ///< run.sh, driver.sh, plan.json, about.json, scripts; without the programs
    std::vector<Step> steps;
    bool needs_load_program = false; ///< kneepoint-load, the static program, is uploaded beside them
};

/// What is to be left out because an earlier job has it: folders that are complete, "base/load-1/0003" of GuideLLM,
/// "base/load-1" of kneepoint-load, which keeps all levels in one, "base/eval" or what is below it.
using Finished = std::vector<std::string>;

/// Builds the script of a job. Argument vectors are quoted by hosts::quoted only.
/// @param facts of the host, for the versions of its tools; a dry run without a host gives default ones
/// @param earlier id of the job that this one goes on from, whose folder stands beside the new one; its half-done
///        levels, its rates of a sweep and its cache of accuracy requests are taken over where they are
/// @error invalid when the plan does not validate; unsupported when the host's tool cannot do it, with the version
Result<JobFiles> job_files(const Plan& plan, const hosts::Facts& facts, const Finished& finished = {},
                           const std::string& earlier = {});

/// What preflight has to look for and judge.
hosts::FactsWanted facts_wanted(const Plan& plan, const std::string& run_folder);
hosts::Needs needs(const Plan& plan);

/// Seconds, requests and bytes as estimated before anything is known of the server.
struct Estimate {
    std::chrono::duration<double> takes{};
    std::uint64_t result_bytes = 0;
};
Estimate estimate(const Plan& plan);

/// The whole as text: every command with its arguments quoted and every file with its content, for --dry-run and the
/// window's preview.
std::string preview(const JobFiles& files);

} // namespace kneepoint::runs
