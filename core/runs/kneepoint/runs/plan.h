// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kneepoint::runs {

/// One model of a plan; the first is the base, those after it are candidates.
struct PlannedModel {
    std::string model;       ///< hub id, or a path on the host
    std::string served_name; ///< what requests call it; one word, different for each model: also its folder's name
    std::string scheme;      ///< "BF16", "W8A8-INT8", "FP8-dynamic", "W4A16"; empty: not known
    std::string url;         ///< where it is served already (Server::Kind::running); else empty
    bool operator==(const PlannedModel&) const = default;
};

/// How a model is served; the same for all models.
struct Server {
    enum class Kind : std::uint8_t {
        vllm,    ///< vllm serve MODEL with flags
        command, ///< argv with {model}, {served_name} and {port} replaced where they are a whole argument
        running, ///< nothing is started: PlannedModel::url
    };
    Kind kind = Kind::vllm;
    std::map<std::string, std::variant<bool, std::int64_t, double, std::string>> flags; ///< "max-model-len": 2048
    std::vector<std::string> extra_args, argv;
    std::map<std::string, std::string>
        environment; ///< of the whole job; no secrets: those are passed by name, see Plan::secrets
    std::string ready = "/health";
    int port = 0; ///< 0: a free one of the host
    double ready_timeout_s = 900;
    bool operator==(const Server&) const = default;
};

struct Workload {
    int prompt_tokens = 1024, output_tokens = 512;
    int prefix_tokens = 0;
    std::string data_file; ///< on the host; empty: synthetic
    bool operator==(const Workload&) const = default;
};

enum class LoadTool : std::uint8_t { kneepoint_load, guidellm };
enum class Profile : std::uint8_t { sweep, concurrent, constant, poisson, synchronous, throughput, knee };

struct Load {
    LoadTool tool = LoadTool::kneepoint_load;
    std::string version; ///< of GuideLLM as found on the host; empty: whichever is there
    Profile profile = Profile::sweep;
    int levels = 10;                        ///< of a sweep; most of a knee search
    std::vector<int> streams;               ///< of concurrent
    std::vector<double> rates;              ///< requests/s of constant and poisson
    int max_concurrency = 256;              ///< in flight at most: throughput, sweep, knee
    std::optional<double> max_seconds = 60; ///< a level
    std::optional<std::int64_t> max_requests;
    double warmup_s = 0;
    std::vector<std::string> extra_args;
    bool operator==(const Load&) const = default;
};

/// Accuracy by lm_eval. With the back ends vllm and hf it loads the model itself, after the server has ended.
struct Accuracy {
    enum class Backend : std::uint8_t { server, vllm, hf };
    Backend backend = Backend::server;
    std::vector<std::string> tasks;
    std::string include_path;
    std::optional<int> num_fewshot, limit;
    bool apply_chat_template = false;
    std::map<std::string, std::string> model_args;
    std::vector<std::string> extra_args;
    bool operator==(const Accuracy&) const = default;
};

/// A first step that makes the candidate with LLM Compressor.
struct Quantize {
    std::string model;   ///< the base
    std::string scheme;  ///< "W8A8-INT8", "FP8-dynamic", "W4A16"
    std::string output;  ///< folder on the host, which a candidate's `model` names
    std::string dataset; ///< for calibration; empty where the scheme needs none
    int samples = 512, max_length = 2048;
    bool operator==(const Quantize&) const = default;
};

enum class Order : std::uint8_t {
    in_turn,    ///< all repetitions of a model, then the next model
    interleaved ///< each repetition goes through all models, in an order drawn from the seed
};

/// What is to be measured: a value that can be shared, without secrets or user names.
struct Plan {
    std::string name;
    std::string host; ///< a name of the user's hosts; empty: asked for at the start
    std::vector<PlannedModel> models;
    std::optional<Quantize> quantize;
    Server server;
    Workload workload;
    std::optional<Load> load = Load{};
    std::optional<Accuracy> accuracy;
    int repeat = 1;
    Order order = Order::in_turn;
    std::uint64_t seed = 42;
    std::vector<std::string> secrets; ///< names of variables that the tools need ("HF_TOKEN"); values never
    bool operator==(const Plan&) const = default;
};

/// A fault in a plan, at the field that a form shows.
struct PlanProblem {
    std::string field; ///< "load.streams", "models[1].model"
    std::string text;  ///< one sentence: what is wrong and what to write instead
    bool operator==(const PlanProblem&) const = default;
};

/// Reads kneepoint.plan/1. Unknown keys are an error, because a typing error would change what is measured in silence.
/// @error unreadable, invalid with the JSON path
Result<Plan> read_plan(std::string_view json);
/// The same plan always gives the same bytes.
std::string to_json(const Plan& plan);

/// All that is wrong with a plan without looking at any host; empty when it can be run.
std::vector<PlanProblem> validate(const Plan& plan);

/// A name for a model's folder and requests, made from its path or hub id; different from those that are taken.
std::string suggested_name(std::string_view model, const std::vector<PlannedModel>& taken);

/// A shape of requests with a name: "chat" 512/1024, "rag" 2000/500, "reasoning" 300/1500, "seed" 1024/512.
struct WorkloadPreset {
    std::string_view name, title;
    Workload workload;
};
const std::vector<WorkloadPreset>& workload_presets();

} // namespace kneepoint::runs
