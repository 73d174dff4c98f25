// SPDX-License-Identifier: GPL-3.0-or-later
#include "setup_rules.h"

#include <algorithm>
#include <array>

namespace kneepoint::compare {

namespace {

constexpr std::string_view expected = "expected", warning = "warning", error = "error", ignored;

constexpr std::string_view why_compared = "This is what is compared.";
constexpr std::string_view why_address = "Two servers have two addresses.";
constexpr std::string_view why_follows = "The server's own account follows from the model and its precision.";
constexpr std::string_view why_sampled = "Measured while the run went on: a result, not a setting.";
constexpr std::string_view why_other_machine = "Another machine is faster or slower by itself.";
constexpr std::string_view why_split_up = "The model was spread over another number of GPUs.";
constexpr std::string_view why_other_work = "Requests of another shape are other work.";
constexpr std::string_view why_profile =
    "Another profile sets the loads otherwise, so that rows are not at equal load.";
constexpr std::string_view why_longer =
    "A longer level holds more requests: fewer are cut off and the tail reaches further.";
constexpr std::string_view why_edges = "Requests at the edges of a level count on one side only.";
constexpr std::string_view why_prompts =
    "The model read other text before each question, which moves scores by itself.";
constexpr std::string_view why_length = "Prompts or answers are cut at another length.";
constexpr std::string_view why_arithmetic = "It changes the order of the arithmetic, and with it a few answers.";
constexpr std::string_view why_load_as = "How the model was loaded belongs to its precision.";
constexpr std::string_view why_execution = "It says how the evaluation ran, not what was asked.";

/// First match wins. Expected: what a pair differs in by nature (the model and its precision, names and ports, and what
/// follows from them). Error: other hardware, limits, work or questions, after which numbers cannot be compared.
constexpr auto rules = std::to_array<SetupRule>({
    {"server.target", expected, why_address},
    {"server.host", expected, why_address},
    {"server.port", expected, why_address},
    {"server.model", expected, why_compared},
    {"server.served_model_name", expected, why_compared},
    {"server.quantization", expected, why_compared},
    {"server.dtype", expected, why_compared},
    {"server.load_format", warning, "Weights that were loaded otherwise may not be the checkpoint's (dummy weights)."},
    {"server.kv_cache_dtype", warning,
     "A smaller KV cache holds more requests and is read faster, whatever the precision of the weights."},
    {"server.version", warning, "Versions of a server differ in speed by themselves."},
    {"server.image", warning, "Another image holds other versions of the server and its kernels."},
    {"server.seed", expected, "It seeds sampling, which costs the same time."},
    {"server.gpu_memory_utilization", error,
     "It sets how much memory the KV cache has, and so how many requests run at once."},
    {"server.tensor_parallel_size", error, why_split_up},
    {"server.pipeline_parallel_size", error, why_split_up},
    {"server.data_parallel_size", error, why_split_up},
    {"server.max_model_len", error, "It bounds the requests that fit, and how many of them fit at once."},
    {"server.max_num_seqs", error, "It caps how many requests run at once, and with them the throughput."},
    {"server.max_num_batched_tokens", error,
     "It sets how much prefill one step does, which trades TTFT against ITL at every load."},
    {"server.enable_chunked_prefill", error, "With it prefill no longer stalls decoding: TTFT and ITL move with it."},
    {"server.enable_prefix_caching", error, "A cached prefix skips its prefill: TTFT then measures the cache."},
    {"server.enforce_eager", error, "Without CUDA graphs every decoding step takes longer."},
    {"server.speculative_config", error, "Speculative decoding changes ITL by itself."},
    {"server.log", ignored, {}},
    {"server.", expected, why_follows}, // weights, cache size, kernels
    {"workload.model", expected, why_compared},
    {"workload.tokenizer", error, "Another tokenizer makes prompts of other lengths from one text."},
    {"workload.", error, why_other_work},
    {"load.profile", error, why_profile},
    {"load.strategy", error, why_profile},
    {"load.rates", ignored, {}}, // the levels show them
    {"load.streams", ignored, {}},
    {"load.tool", error, "Two tools count tokens and take times in two ways."},
    {"load.tool_version", warning, "Versions of a tool differ in what they count and how they time it."},
    {"load.max_seconds", warning, why_longer},
    {"load.max_requests", warning, why_longer},
    {"load.warmup", warning, why_edges},
    {"load.cooldown", warning, why_edges},
    {"load.max_concurrency", warning,
     "It caps the requests in flight, and so the throughput level and a sweep's rates."},
    {"load.seed", expected,
     "A second run against one server asks other prompts of the same shape on purpose: equal ones come from its "
     "cache."},
    {"load.request_format", warning, "A chat template adds tokens to each prompt that plain completions do not have."},
    {"load.", warning, "The load was made in another way."},
    {"gpu.name", error, why_other_machine},
    {"gpu.count", error, why_other_machine},
    {"gpu.memory_total_mib", error, why_other_machine},
    {"gpu.compute_capability", error, why_other_machine},
    {"gpu.driver", warning, "Another driver may clock and schedule otherwise."},
    {"gpu.power_limit_w", warning, "A lower power limit lowers the clock under load."},
    {"gpu.first_sample", ignored, {}},
    {"gpu.last_sample", ignored, {}},
    {"gpu.samples", ignored, {}},
    {"gpu.power_cap_samples", ignored, {}}, // its share is shown
    {"gpu.", expected, why_sampled},
    {"definitions.", warning, "A metric with two meanings is not compared."},
    {"started", warning,
     "More than a day apart other things may have changed that no file states: image, driver, neighbours, clocks."},
    {"accuracy.model_args.pretrained", expected, why_compared},
    {"accuracy.model_args.model", expected, why_compared},
    {"accuracy.model_args.base_url", expected, why_address},
    {"accuracy.model_args.tokenizer", warning, "Another tokenizer cuts the same text into other tokens."},
    {"accuracy.model_args.add_bos_token", error,
     "A missing token at the beginning lowers scores by itself: set it for both sides or for neither."},
    {"accuracy.model_args.max_length", error, why_length},
    {"accuracy.model_args.max_model_len", error, why_length},
    {"accuracy.model_args.max_gen_toks", error, why_length},
    {"accuracy.model_args.enable_thinking", error, why_prompts},
    {"accuracy.model_args.think_end_token", error, why_prompts},
    {"accuracy.model_args.dtype", expected, why_load_as},
    {"accuracy.model_args.quantization", expected, why_load_as},
    {"accuracy.model_args.load_in_", expected, why_load_as},
    {"accuracy.model_args.bnb_", expected, why_load_as},
    {"accuracy.model_args.autogptq", expected, why_load_as},
    {"accuracy.model_args.gptqmodel", expected, why_load_as},
    {"accuracy.model_args.gguf_file", expected, why_load_as},
    {"accuracy.model_args.revision", expected, why_load_as},
    {"accuracy.model_args.", expected, why_execution},
    {"accuracy.model_args", ignored, {}}, // each of them is compared
    {"accuracy.model", expected, why_compared},
    {"accuracy.model_sha", expected, why_compared},
    {"accuracy.model_revision", expected, why_compared},
    {"accuracy.dtype", expected, why_compared},
    {"accuracy.tool", error, "Two tools ask and grade in two ways, even under one task's name."},
    {"accuracy.tool_version", warning, "Versions of the tool changed tasks, filters and standard errors."},
    {"accuracy.git_hash", warning, "Another state of the tool may hold other tasks."},
    {"accuracy.transformers_version", warning, why_arithmetic},
    {"accuracy.backend", warning, "Another back end runs other kernels and may cut prompts otherwise."},
    {"accuracy.model_source", warning, "Another back end runs other kernels and may cut prompts otherwise."},
    {"accuracy.batch_size", warning, why_arithmetic},
    {"accuracy.device", warning, why_arithmetic},
    {"accuracy.bootstrap_iters", expected, "It moves standard errors a little, and no score."},
    {"accuracy.total_seconds", ignored, {}},
    {"accuracy.task_versions", error,
     "Another version of a task asks or grades otherwise: these scores are not compared."},
    {"accuracy.n_shot", error, "More worked examples raise scores by themselves: these scores are not compared."},
    {"accuracy.num_fewshot", error, "More worked examples raise scores by themselves."},
    {"accuracy.documents", error, "Scores over other questions differ by the questions: these are not compared."},
    {"accuracy.limit", error, "Another limit asks another number of questions, the first ones of each task."},
    {"accuracy.seeds", warning, "Seeds choose the worked examples and the order of options."},
    {"accuracy.gen_kwargs", error, "Other sampling or stop words give other answers."},
    {"accuracy.chat_template_sha", error, why_prompts},
    {"accuracy.system_instruction_sha", error, why_prompts},
    {"accuracy.fewshot_as_multiturn", error, why_prompts},
    {"accuracy.max_length", error, why_length},
    {"accuracy.tokenizer_", warning, "Tokenizers with other special tokens begin or end a prompt otherwise."},
    {"accuracy.task_hashes", warning, "The tool's hash of prompts and targets differs: not the same text was asked."},
    {"accuracy.datasets", warning, "The questions may come from another data set, or from another state of it."},
    {"accuracy.", error, "It changes what was asked or how it was graded."},
    {"numbers", warning, "Printed figures are rounded, and so are ratios of them."},
    {"host.", warning, why_other_machine},
    {"client.", warning, "The client's machine is part of what latencies measure."},
    {"job.", ignored, {}}, // where the runs of a job belong
    {"label.", expected, "What somebody called the run."},
    {"tool.warning", ignored, {}},
    {"model", expected, why_compared},
    {"model.", expected, why_compared},
    {"scheme", expected, why_compared},
    {"scheme.", expected, why_compared},
});

constexpr SetupRule unknown_rule{{}, warning, "The files state it differently; what it changes is not known."};

} // namespace

const SetupRule& setup_rule(std::string_view key)
{
    const auto found = std::ranges::find_if(rules, [&](const SetupRule& rule) {
        return key == rule.key || ((rule.key.ends_with('.') || rule.key.ends_with('_')) && key.starts_with(rule.key));
    });
    return found == rules.end() ? unknown_rule : *found;
}

} // namespace kneepoint::compare
