// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "job_follower.h"

#include <filesystem>
#include <string>
#include <vector>

namespace kneepoint::app {

/// What the commands of `kneepoint jobs` were given.
struct JobsArguments {
    std::string job, host;
    std::filesystem::path into = ".";
    bool json = false, anyway = false, everywhere = false, yes = false;
};

void print_jobs(const std::vector<runs::JobStatus>& jobs);

/// The jobs of the journal, with --everywhere also those that were started elsewhere. @return the exit code
int list_jobs(const JobsArguments& arguments, runs::JobCenter& center, Context& context);
/// Takes over a job that was started elsewhere. @return the exit code
int adopt_job(const JobsArguments& arguments, runs::JobCenter& center, Context& context);

} // namespace kneepoint::app
