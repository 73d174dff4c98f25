// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/sim_model.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace kneepoint::load {

namespace {

// Fitted to measured tables of an 8B model with 1033 prompt and 512 output tokens: rising constant rates on one L40S,
// fixed concurrencies on one H200. The KV cache of the H200 is the one in its logs; that of the L40S is what 60 % of
// 46 GB leave beside the weights and 1.4 GB of activations, at 128 KiB a token.
const std::array<SimModel, 4>& presets()
{
    static const std::array<SimModel, 4> all{
        SimModel{.name = "l40s-8b-bf16",
                 .step_ms = 22.2,
                 .sequence_ms = 0.0892,
                 .context_us = 0.1675,
                 .prefill_us = 93,
                 .front_end_ms = 1.5,
                 .noise = 0.01,
                 .step_tokens = 2048,
                 .max_batch = 256,
                 .kv_tokens = 77'000},
        SimModel{.name = "l40s-8b-int8",
                 .step_ms = 14.3,
                 .sequence_ms = 0.1123,
                 .context_us = 0.1349,
                 .prefill_us = 74.5,
                 .front_end_ms = 1.2,
                 .noise = 0.01,
                 .step_tokens = 2048,
                 .max_batch = 256,
                 .kv_tokens = 130'000},
        SimModel{.name = "h200-8b-bf16",
                 .step_ms = 4.88,
                 .sequence_ms = 0.0292,
                 .context_us = 0.0047,
                 .prefill_us = 23.4,
                 .front_end_ms = 5,
                 .noise = 0.01,
                 .step_tokens = 8192,
                 .max_batch = 1024,
                 .kv_tokens = 553'344},
        SimModel{.name = "h200-8b-fp8",
                 .step_ms = 3.43,
                 .sequence_ms = 0.03,
                 .context_us = 0.015,
                 .prefill_us = 15.9,
                 .front_end_ms = 13.4,
                 .noise = 0.01,
                 .step_tokens = 8192,
                 .max_batch = 1024,
                 .kv_tokens = 606'272},
    };
    return all;
}

} // namespace

std::vector<std::string_view> sim_model_names()
{
    std::vector<std::string_view> names;
    for (const SimModel& model : presets()) names.emplace_back(model.name);
    return names;
}

Result<SimModel> sim_model(std::string_view name)
{
    const auto found = std::ranges::find(presets(), name, &SimModel::name);
    if (found != presets().end()) return *found;
    return failure(ErrorKind::invalid, fmt::format("There is no simulated server \"{}\"; choose one of {}.",
                                                   one_line(name), fmt::join(sim_model_names(), ", ")));
}

} // namespace kneepoint::load
