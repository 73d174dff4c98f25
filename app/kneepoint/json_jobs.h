// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/preflight.h"
#include "kneepoint/runs/job.h"
#include "kneepoint/runs/job_files.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace kneepoint::app {

/// A job as docs/cli.md describes it.
nlohmann::ordered_json job_json(const runs::JobStatus& job);
nlohmann::ordered_json silent_json(const std::vector<runs::SilentHost>& hosts);
nlohmann::ordered_json dry_run_document(const runs::JobFiles& files);
nlohmann::ordered_json checks_json(const std::vector<hosts::Check>& checks);

/// One line on standard output, written at once, for those who read while it runs.
void print_line(const nlohmann::ordered_json& object);

} // namespace kneepoint::app
