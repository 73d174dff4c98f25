// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/import/import.h"

namespace kneepoint::import {

// One function per format, each a pure function of bytes. `text` is UTF-8 without a byte-order mark.

/// A GuideLLM report of any released shape (v0.1 to 0.8); latencies in milliseconds as the tool defines them.
/// @param json a string with simdjson's padding in its capacity is not copied
Result<Imported> guidellm_json(const std::string& json, const Source& source, Progress& progress);
/// The YAML twin of the JSON report.
Result<Imported> guidellm_yaml(std::string_view text, const Source& source, Progress& progress);
/// GuideLLM CSV: one header row (0.2, 0.3) or three (0.4 and later), ragged rows included.
Result<Imported> guidellm_csv(std::string_view text, const Source& source, Progress& progress);
/// GuideLLM HTML: window.benchmarks (0.3 to 0.7) or window.GUIDELLM_REPORT (0.8).
Result<Imported> guidellm_html(std::string_view text, const Source& source, Progress& progress);
/// Console tables of every GuideLLM version, alone or inside Markdown or a log; each base-or-compressed pair of tables
/// that follows another becomes a run of its own.
Result<Imported> guidellm_console(std::string_view text, const Source& source, Progress& progress);

/// lm-evaluation-harness results of every version (also pre-0.4 and lighteval).
Result<Imported> lm_eval_results(std::string_view text, const Source& source, Progress& progress);
/// Per-question samples: JSON lines, or one JSON array (0.4.0 to 0.4.2), or write_out_info (pre-0.4).
Result<Imported> lm_eval_samples(std::string_view text, const Source& source, Progress& progress);
/// The tables lm_eval prints (make_table), alone or inside Markdown or a log.
Result<Imported> lm_eval_table(std::string_view text, const Source& source, Progress& progress);

/// `nvidia-smi --query-gpu=... --format=csv`, one row or a series: GPU name, driver, power, clocks, cap reasons.
Result<Imported> nvidia_smi_csv(std::string_view text, const Source& source, Progress& progress);
/// A vLLM server log: weights and KV cache size, scheme and kernels, concurrency, flags, fallback warnings.
Result<Imported> vllm_log(std::string_view text, const Source& source, Progress& progress);
/// run.json of kneepoint-load ("kneepoint-load/1"); it grows while the run goes on, and the run's id stays.
Result<Imported> load_run(std::string_view text, const Source& source, Progress& progress);
/// requests.jsonl beside it, which grows, too: the columns of each level, whose start_s is seconds after the level's
/// start until assemble() joins them to their run. A last line without its end is left out.
Result<Imported> load_requests(std::string_view text, const Source& source, Progress& progress);
/// out/job.json of a job ("kneepoint.job/1"): for each model its role, scheme and GPU, as context of the runs beside
/// it.
Result<Imported> job_record(std::string_view text, const Source& source, Progress& progress);
/// quantize.json of a job ("kneepoint.quantize/1"): the two checkpoints and the bytes of their weights, as context of
/// the runs of these models.
Result<Imported> quantize_record(std::string_view text, const Source& source, Progress& progress);
/// config.json of a checkpoint: the scheme of its quantization_config.
Result<Imported> quantization_config(std::string_view text, const Source& source, Progress& progress);

/// The precision scheme that a model name, path or argument text suggests ("W8A8-INT8", "FP8-dynamic", "W4A16", "BF16",
/// "NVFP4", "AWQ-INT4", "GPTQ-INT4", "GGUF-Q4_K_M"); empty when it suggests none.
std::string scheme_from_text(std::string_view text);

} // namespace kneepoint::import
