// SPDX-License-Identifier: GPL-3.0-or-later
// Until the scripts of jobs are built, so that all else links: an error that says so. The true functions are strong.
#include "kneepoint/runs/job_files.h"

namespace kneepoint::runs {

__attribute__((weak)) Result<JobFiles> job_files(const Plan& /*plan*/, const hosts::Facts& /*facts*/,
                                                 const Finished& /*finished*/)
{
    return failure(ErrorKind::unsupported, "This build cannot make the scripts of jobs yet.");
}

__attribute__((weak)) hosts::FactsWanted facts_wanted(const Plan& /*plan*/, const std::string& run_folder)
{
    hosts::FactsWanted wanted;
    wanted.folder = run_folder;
    return wanted;
}

__attribute__((weak)) hosts::Needs needs(const Plan& /*plan*/)
{
    return {};
}

__attribute__((weak)) std::string preview(const JobFiles& /*files*/)
{
    return {};
}

} // namespace kneepoint::runs
