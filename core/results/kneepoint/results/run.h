// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/accuracy.h"
#include "kneepoint/results/level.h"
#include "kneepoint/results/problem.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kneepoint {

/// One file that a run was read from.
struct SourceFile {
    std::string file;   ///< relative to the opened folder, '/' between parts; "a.zip!b/c.json" inside an archive
    std::string sha256; ///< of the bytes as they lie on disk (the archive's, for a member)
    std::string format; ///< "guidellm/0.5", "guidellm-csv/0.4", "lm_eval/0.4.9", "lm_eval-samples"
    bool operator==(const SourceFile&) const = default;
};

/// Where a run's numbers come from: the first file is the one the numbers were taken from, the others belong to it.
struct Provenance {
    std::vector<SourceFile> files;
    bool operator==(const Provenance&) const = default;
};

struct Tool {
    std::string name;    ///< "guidellm", "lm_eval", "vllm", "nvidia-smi"
    std::string version; ///< as the file states it, empty when it does not
    bool operator==(const Tool&) const = default;
};

/// One fact about how a run was made.
struct Fact {
    std::string value;
    std::string path; ///< where it was read
    bool operator==(const Fact&) const = default;
};

/// What was measured on what. Facts have dotted keys: "server.max_num_seqs", "server.target", "workload.prompt_tokens",
/// "workload.output_tokens", "workload.data", "load.profile", "load.max_seconds", "load.max_requests", "load.warmup",
/// "load.seed", "accuracy.limit", "accuracy.num_fewshot", "accuracy.chat_template_sha", "accuracy.backend",
/// "accuracy.model_args", "gpu.name", "gpu.driver", "gpu.power_cap_share", "server.kv_cache_tokens", ...
struct Setup {
    std::string model;         ///< as the tool names it: hub id, path or served name; empty when not stated
    std::string scheme;        ///< "BF16", "W8A8-INT8", "FP8-dynamic", "W4A16"; empty when nothing tells
    std::string scheme_source; ///< why it is thought to be that: "model name", "quantization=fp8", "server log"
    std::string gpu;           ///< empty when not stated
    std::map<std::string, Fact> facts;
    bool operator==(const Setup&) const = default;
};

enum class RunKind : std::uint8_t { performance, accuracy, server_log, scheme, environment };
std::string_view to_string(RunKind kind);

enum class Role : std::uint8_t { base, candidate };
std::string_view to_string(Role role);

/// A knee or goodput search as GuideLLM 0.8.1 concludes it, or a like statement of another tool.
struct Conclusion {
    std::string kind;   ///< "knee", "goodput"
    std::string status; ///< "ok", "no_knee", ...
    std::string text;   ///< one sentence for the reader
    std::optional<double> streams;
    std::string path;
    bool operator==(const Conclusion&) const = default;
};

/// One execution of one tool against one model on one setup. A plain value.
struct Run {
    std::string id; ///< 10 hex digits from the main file's hash, with "-2", "-3" when one file holds several runs
    RunKind kind = RunKind::performance;
    std::string format; ///< of the main file
    Tool tool;
    Provenance provenance;
    std::string run_key;  ///< what files of one run share (GuideLLM run_id, lm_eval timestamp); empty when unknown
    std::string started;  ///< ISO 8601 UTC, "2025-12-08T10:11:12Z"; empty when not stated
    std::string finished; ///< the same
    Setup setup;
    std::vector<Level> levels;        ///< performance, in the file's order
    std::vector<TaskScore> scores;    ///< accuracy, in the file's order, groups before their members
    std::vector<TaskSamples> samples; ///< accuracy, if sample files were beside the results
    std::vector<Conclusion> conclusions;
    Problems problems;
    /// The tool ended well but its numbers say nothing (no request succeeded; every log-likelihood is 0).
    bool void_result = false;

    /// "llama-3.1-8b FP8-dynamic, sweep, 10 levels".
    std::string label() const;
    const std::string& file() const;
    bool operator==(const Run&) const = default;
};

} // namespace kneepoint
