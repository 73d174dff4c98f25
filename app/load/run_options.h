// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/text.h"
#include "kneepoint/load/run_folder.h"
#include "progress_display.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace kneepoint::app {

/// The options of `run` as they are typed.
struct RunOptions {
    std::string target, model, profile, api = "completions", prompt, folder;
    std::string format = "kneepoint", progress = "auto";
    std::vector<int> streams;
    std::vector<double> rates;
    std::string list, slo, search = "streams";
    std::optional<int> levels;
    std::vector<std::string> headers;
    std::string body;
    std::string prompt_tokens = "256", output_tokens = "128";
    std::string dataset, dataset_order = "shuffled";
    load::Profile load;
    load::RequestContent content;
    load::TimeLimits limits;
    std::optional<double> max_seconds, max_error_rate;
    std::optional<std::uint64_t> max_requests;
    std::optional<std::uint64_t> seed; ///< of prompts and arrivals; drawn anew for each run unless it is given
    int threads = 1;
    std::string ca_file;
    bool free_output = false, no_stream = false, resume = false, selftest = false;
    std::set<std::string, std::less<>> given; ///< the options that were typed, "--streams"
};

void declare(CLI::App& command, RunOptions& options);
ProgressStyle progress_style(const RunOptions& options);
/// @error invalid
Result<load::RunManifest> manifest_of(const RunOptions& options);

} // namespace kneepoint::app
