// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

#include <set>
#include <string>
#include <string_view>

namespace kneepoint::import {

/// The folder of a file as Provenance names it, "" at the top; an archive counts as a folder.
std::string_view folder_of(std::string_view file);
std::string_view base_name(std::string_view file);
std::string_view parent_of(std::string_view folder);

/// The words of a file name that tell one run from another: "nvidia-smi_streams_eval.csv" gives "streams", "eval";
/// words that name a kind of file ("console", "report", "vllm") are left out.
std::set<std::string> telling_words(std::string_view file);

/// The time stamp that lm_eval writes into a file's name, "2026-11-21T07-01-30.942327"; empty when there is none.
std::string_view time_stamp(std::string_view file);

/// True when one of the run's files lies in the folder.
bool lies_in(const Run& run, std::string_view folder);

/// The part of a format before its version: "guidellm-csv" of "guidellm-csv/0.4".
std::string_view family(const Run& run);

} // namespace kneepoint::import
