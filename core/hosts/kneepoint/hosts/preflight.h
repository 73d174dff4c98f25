// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/facts.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::hosts {

enum class Verdict { good, warning, bad }; ///< bad: the run cannot work

/// One line of the list that says whether a host is fit.
struct Check {
    std::string what;  ///< "GPU 0", "disk", "vllm"
    std::string value; ///< what was found
    Verdict verdict = Verdict::good;
    std::string text; ///< one sentence: what it means, and what to do
    bool operator==(const Check&) const = default;
};

struct ModelNeed {
    std::string model;
    std::string scheme; ///< "BF16", "W8A8-INT8", "FP8-dynamic", "W4A16"; empty: not known
};

/// A level of load as planned.
struct LevelNeed {
    std::string name;
    std::chrono::duration<double> length{};
    std::optional<int> streams;                                 ///< held at once; none: a rate
    bool throughput = false;                                    ///< as many at once as it takes
    std::optional<std::chrono::duration<double>> request_takes; ///< at this load, if anything tells
};

/// What a run will want of the host.
struct Needs {
    std::vector<ModelNeed> models;
    std::vector<std::string> tools;        ///< those it will call, beside what every run wants
    bool gpu = true;                       ///< a server is started there
    std::uint64_t result_bytes = 0;        ///< estimate of what it writes
    std::uint64_t download_bytes = 0;      ///< estimate of the models that are fetched first
    std::chrono::duration<double> takes{}; ///< estimate; 0: none
    std::vector<LevelNeed> levels;
};

/// How a scheme runs on a GPU of this capability, by vLLM's own minimum: FP8 activations from 8.9, INT8 ones from 7.5;
/// below, FP8 W8A8 falls back to weights only (W8A16). The server's log knows better than this rule.
struct NativeScheme {
    std::string effective; ///< "W8A8", "W8A16"; empty when the rule says nothing about the scheme
    bool native = true;
    bool runs = true;
};
NativeScheme native_scheme(std::string_view scheme, Capability capability);

/// Every check, in the order of a list that is read from above: GPU, models, tools, disk, ports, clock, levels.
std::vector<Check> preflight(const Facts& facts, const Needs& needs);

/// As preflight, for a host that is looked at without a plan: what only some plans want, a GPU and the tools of serving
/// and measuring, is a warning when it is not there.
std::vector<Check> preflight_without_plan(const Facts& facts);

/// The part that needs no host: levels too short to tell anything.
std::vector<Check> level_checks(const std::vector<LevelNeed>& levels);

} // namespace kneepoint::hosts
