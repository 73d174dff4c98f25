// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/link.h"
#include "kneepoint/runs/plan.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kneepoint::runs {

/// What is known of a job, never of the line to its host.
enum class JobState : std::uint8_t {
    queued,       ///< another job of the same host goes first
    staged,       ///< written down here, nothing on the host yet
    uploaded,     ///< prepared on the host
    starting,     ///
    running,      ///
    hung,         ///< runs, but gives no sign of life
    unsupervised, ///< runs; its supervisor is gone
    cancelling,   ///
    finalizing,   ///< ended; its results are being listed
    fetching,     ///
    // Ends; what was finished is kept in each.
    done,          ///< fetched, hashed, complete
    failed,        ///< ended with a status other than 0
    failed_start,  ///
    cancelled,     ///
    lost,          ///< ended without a record
    host_rebooted, ///
    quarantined,   ///< a file is not what was listed
};
bool is_end(JobState state);
std::string_view to_string(JobState state);

enum class StepState : std::uint8_t { waiting, running, done, failed, skipped };

/// A step as the job tells it.
struct StepStatus {
    std::string id, text;
    StepState state = StepState::waiting;
    std::optional<int> status; ///< exit status
    std::optional<std::chrono::system_clock::time_point> begun, ended;
    std::chrono::duration<double> takes{}; ///< estimate; of an accuracy test by what was seen, where something was
    std::optional<double> done; ///< share of a running one by what its tool counts, 0 to 1; none: it does not
    std::string says; ///< how far its tool says that it is, "1449 of 3140 loglikelihood requests"; empty: it does not
    bool operator==(const StepStatus&) const = default;
};

/// A reading of the GPUs or the server while the job runs.
struct HostReading {
    std::chrono::system_clock::time_point at;
    std::optional<double> gpu_percent, gpu_memory_mib, gpu_power_w;
    std::optional<double> running, waiting, kv_percent; ///< requests in the server; share of its KV cache
    bool operator==(const HostReading&) const = default;
};

/// All that a list of jobs shows.
struct JobStatus {
    std::string id; ///< sortable by time, the name of its folder
    std::string name, host;
    std::string by;         ///< who started it elsewhere, "anna@laptop"; empty: started from here
    bool elsewhere = false; ///< only seen on its host: nothing can be done with it but JobCenter::adopt
    std::optional<std::chrono::system_clock::time_point> seen; ///< when, of one that is elsewhere
    JobState state = JobState::staged;
    std::string
        sentence;    ///< "level 4 of 10 on gpu-a, 6 min left"; "host not reachable since 12:03, the run goes on there"
    std::string why; ///< of a failure: what, and what to do
    bool reachable = true;
    bool needs_user = false; ///< the line does not try again by itself: JobCenter::reconnect
    std::chrono::system_clock::time_point created;
    std::optional<std::chrono::system_clock::time_point> started, ended;
    std::vector<StepStatus> steps;
    std::optional<std::chrono::duration<double>> remaining;
    std::vector<HostReading> readings; ///< the last hour's
    std::filesystem::path results;     ///< folder here that fills as levels end
    std::uint64_t fetched_bytes = 0, fetched_files = 0;
    bool on_host = true; ///< something of it may be there
    bool operator==(const JobStatus&) const = default;
};

/// Share of the job that is done, 0 to 1: by the steps' estimates where there are any, else by their number; of the
/// step that runs by what its tool counts, else by the time that has passed.
double job_progress(const JobStatus& job, std::chrono::system_clock::time_point now);

/// A host that told nothing of its jobs.
struct SilentHost {
    std::string host, why; ///< its name; a sentence
    bool asked = true;     ///< else it was left alone by intent
    bool operator==(const SilentHost&) const = default;
};

/// What came of looking on hosts for jobs that were started elsewhere.
struct LookAround {
    std::size_t hosts = 0;         ///< that were to be looked on
    std::vector<std::string> open; ///< those that are still being reached or asked
    std::vector<SilentHost> silent;
    bool operator==(const LookAround&) const = default;
};

} // namespace kneepoint::runs
