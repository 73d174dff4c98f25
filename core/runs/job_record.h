// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/host.h"
#include "kneepoint/runs/job.h"
#include "kneepoint/runs/job_files.h"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::runs {

using Time = std::chrono::system_clock::time_point;

/// What the journal knows of a job. It holds no secrets: their values live in memory alone.
struct JobRecord {
    std::string id, name;
    std::string by; ///< who made it elsewhere; empty: made here
    hosts::Host host;
    JobState state = JobState::staged;
    std::string why;               ///< of what failed or is waited for
    JobState end = JobState::done; ///< what it will rest in, once finalizing or later
    std::string end_why;
    std::string spec; ///< hash of the files for the host; empty until they are made
    std::string root; ///< on the host; empty until it was reached
    std::vector<Step> steps;
    Finished finished;   ///< what an earlier job has already
    std::string earlier; ///< its id
    std::optional<Time> start_ordered, started, ended, end_seen, lost_since;
    double clock_offset_s = 0; ///< host's clock minus ours
    std::filesystem::path results;
    std::uint64_t fetched_bytes = 0, fetched_files = 0;
    bool cleaned = false; ///< nothing of it is on the host
};

std::string to_json(const JobRecord& record);
/// @error unreadable with what is wrong
Result<JobRecord> read_job_record(std::string_view json);

} // namespace kneepoint::runs
