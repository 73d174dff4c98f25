// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/runs/plan.h"

namespace kneepoint::runs {

const std::vector<WorkloadPreset>& workload_presets()
{
    static const std::vector<WorkloadPreset> presets{
        {"chat", "Chat", {.prompt_tokens = 512, .output_tokens = 1024}},
        {"rag", "Retrieval", {.prompt_tokens = 2000, .output_tokens = 500}},
        {"reasoning", "Reasoning", {.prompt_tokens = 300, .output_tokens = 1500}},
        {"seed", "Long prompt", {.prompt_tokens = 1024, .output_tokens = 512}},
    };
    return presets;
}

} // namespace kneepoint::runs
