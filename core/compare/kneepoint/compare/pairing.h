// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace kneepoint::compare {

/// A base run with the candidates it is to be compared with; all of one kind (performance or accuracy).
struct Pair {
    std::string base; ///< run id
    std::vector<std::string> candidates;
    RunKind kind = RunKind::performance;
    std::string why; ///< one sentence: "folders base and compressed, same model stem llama-3.1-8b, same profile sweep"
    bool chosen_by_user = false;
    bool operator==(const Pair&) const = default;
};

/// A user's choice that overrides what the paths suggest; kept in the workspace.
struct PairChoice {
    std::string base;
    std::vector<std::string> candidates;
    bool operator==(const PairChoice&) const = default;
};

struct Pairing {
    std::vector<Pair> pairs;
    std::map<std::string, Role> roles;           ///< run id to role, for paired runs and clear cases
    std::map<std::string, std::string> unpaired; ///< run id to the reason
    /// Id of a run in a pair to further runs that repeat it (same model, setup and loads, another file); they are in no
    /// pair of their own.
    std::map<std::string, std::vector<std::string>> repetitions;
    bool operator==(const Pairing&) const = default;
};

/// Pairs by model name (stem without scheme words), folder words (base, baseline, bf16, fp16 / compressed, quantized,
/// int8, fp8, w4a16, ...), scheme and setup (same workload, profile, same list of streams). Void runs and degenerate
/// sweeps are not paired unless chosen.
Pairing find_pairs(std::span<const Run> runs, std::span<const PairChoice> choices = {});

/// The name of a model without organisation, scheme words and separators: "RedHatAI/Llama-3.1-8B-Instruct-FP8-dynamic"
/// and "llama-3.1-8b-instruct" have one stem.
std::string model_stem(std::string_view model);

} // namespace kneepoint::compare
