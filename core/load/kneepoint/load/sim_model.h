// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::load {

/// What a simulated inference server can do. A step of the engine takes
///   step_ms + sequence_ms x decoding sequences + context_us/1000 x their tokens in the KV cache
///   + prefill_us/1000 x prompt tokens computed in it,
/// times one plus seeded noise: a fixed part (weights are read once a step), the batch, the reading of the KV cache,
/// and the arithmetic of the prefill.
struct SimModel {
    std::string name = "l40s-8b-bf16";
    double step_ms = 0;
    double sequence_ms = 0;
    double context_us = 0;
    double prefill_us = 0;
    double front_end_ms = 0; ///< HTTP and tokenising before a request reaches the scheduler
    double noise = 0;        ///< relative standard deviation of a step's time
    int step_tokens = 2048;  ///< vLLM's max_num_batched_tokens: prompt and decode tokens computed in one step
    int max_batch = 256;     ///< vLLM's max_num_seqs
    std::int64_t kv_tokens = 0;
    int block_tokens = 16;
    int max_model_tokens = 8192; ///< prompt and output of one request together
};

/// The names that `--like` takes.
std::vector<std::string_view> sim_model_names();
/// @error invalid with the list of names when there is none of that name
Result<SimModel> sim_model(std::string_view name);

} // namespace kneepoint::load
