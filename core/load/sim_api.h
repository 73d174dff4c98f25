// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/sim_faults.h"
#include "sim_prompt.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace kneepoint::load {

enum class SimApi { completions, chat };

/// What a completion request asks for, with prompts of text already counted in tokens.
struct SimCall {
    SimApi api = SimApi::completions;
    bool stream = false;
    bool include_usage = false;
    bool continuous_usage = false; ///< in every event
    bool ignore_eos = false;
    bool echo = false;           ///< the prompt stands before the answer
    std::optional<int> logprobs; ///< so many of the likeliest tokens beside the log-probability of each
    std::vector<SimPrompt> prompts;
    int copies = 1; ///< answers to each prompt
    int max_tokens = 0;
    int min_tokens = 0;
    std::optional<Fault> fault;
};

/// What requests are checked against.
struct SimLimits {
    std::string_view model;
    int max_model_tokens = 0;
};

SimResult<SimCall> read_call(SimApi api, std::string_view body, const SimLimits& limits);

/// The tokens that /tokenize answers with, for a prompt or for messages.
SimResult<std::vector<std::uint32_t>> read_tokenize(std::string_view body, const SimLimits& limits);

/// How many tokens the n-th answer to a prompt gets: the maximum when the end of the text is ignored, else a length
/// that prompt, n and seed determine.
int output_length(const SimCall& call, const SimPrompt& prompt, int n, std::uint64_t seed);

} // namespace kneepoint::load
