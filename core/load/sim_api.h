// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/sim_faults.h"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::load {

enum class SimApi { completions, chat };

/// What a completion request asks for, with prompts of text already counted in tokens.
struct SimCall {
    SimApi api = SimApi::completions;
    bool stream = false;
    bool include_usage = false;
    bool ignore_eos = false;
    std::vector<std::uint32_t> prompt;
    int max_tokens = 0;
    int min_tokens = 0;
    std::optional<Fault> fault;
};

/// An answer that refuses, as vLLM words it.
struct SimRefusal {
    int status = 400;
    std::string type = "BadRequestError";
    std::string message;
    std::string param;
};

/// What requests are checked against.
struct SimLimits {
    std::string_view model;
    int max_model_tokens = 0;
};

std::expected<SimCall, SimRefusal> read_call(SimApi api, std::string_view body, const SimLimits& limits);

/// The tokens that /tokenize answers with, for a prompt or for messages.
std::expected<std::vector<std::uint32_t>, SimRefusal> read_tokenize(std::string_view body, const SimLimits& limits);

/// How many tokens the answer gets: the maximum when the end of the text is ignored, else a length that the prompt
/// and the seed determine.
int output_length(const SimCall& call, std::uint64_t seed);

} // namespace kneepoint::load
