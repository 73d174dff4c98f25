// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

#include <vector>

namespace kneepoint::import {

// Steps of assemble(). Each takes runs sorted by file and leaves them sorted.

/// Files of equal content, or of one growing run, become one run.
void merge_copies(std::vector<Run>& runs);
/// JSON, YAML, CSV, HTML and console text of one GuideLLM run become the richest of them; a run of kneepoint-load is
/// the richest of its own.
void merge_views(std::vector<Run>& runs);
/// Samples of lm_eval join the results they were written with, or each other where there are none.
void attach_samples(std::vector<Run>& runs);
/// Lists of requests of kneepoint-load join the run beside them: of each level those that its statistics count.
void attach_requests(std::vector<Run>& runs);
/// Printed tables of lm_eval join the results that they print.
void attach_tables(std::vector<Run>& runs);

/// The reports of a job's levels, one file each, become the run of which they are the levels.
void join_levels(std::vector<Run>& runs);
/// What a job's records say of its models and of what it made goes into the setups of their runs.
void adopt_jobs(std::vector<Run>& runs);
/// A model as a job's record names it.
inline bool is_job(const Run& run)
{
    return run.format.starts_with("kneepoint.job/");
}

/// Adds a file's run to the one that stands for both: its files, and what the other one does not state of the setup.
void absorb(Run& main, Run&& part);
/// Removes the runs whose `provenance.files` an absorb() has emptied.
void drop_absorbed(std::vector<Run>& runs);
inline bool is_absorbed(const Run& run)
{
    return run.provenance.files.empty();
}

} // namespace kneepoint::import
