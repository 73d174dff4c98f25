// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/progress.h"
#include "kneepoint/base/result.h"
#include "kneepoint/results/run.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::import {

/// Where bytes come from; goes into the provenance of what is read from them.
struct Source {
    std::string file;   ///< relative to the opened folder, "a.zip!b/c.json" inside an archive, "clipboard"
    std::string sha256; ///< of the file on disk; may be empty while it is still being computed
};

/// What an importer understood, and what it noticed.
struct Imported {
    std::vector<Run> runs;
    Problems problems; ///< about the file; what concerns one run or level stands there
};

enum class FileKind : std::uint8_t {
    guidellm_json,
    guidellm_yaml,
    guidellm_csv,
    guidellm_html,
    guidellm_console,
    lm_eval_results,
    lm_eval_samples,
    lm_eval_table,
    nvidia_smi_csv,
    vllm_log,
    load_run,            ///< run.json of kneepoint-load
    load_requests,       ///< requests.jsonl beside it
    job_record,          ///< job.json of a job
    quantize_record,     ///< quantize.json of a job
    quantization_config, ///< config.json of a checkpoint with quantization_config
    markdown,            ///< may hold console tables in fences
    archive,             ///< compressed file or archive, to be unpacked
    refused,             ///< recognised, and refused for a reason (pickle, another tool's report, picture, ...)
    unknown,             ///< nothing that is known
    empty,
};

struct Sniffed {
    FileKind kind = FileKind::unknown;
    std::string format; ///< short name for lists: "GuideLLM report", "pickle"
    std::string why;    ///< for refused and unknown: one sentence that says what it is and what to do
};

/// Format of the requests beside a kneepoint-load run. Without that run they are no result: assemble() leaves them as a
/// run of this format, which is to be listed and not shown.
inline constexpr std::string_view load_requests_run_format = "kneepoint-load-requests/1";

/// Tells a file by its content, never by its name. @param head the first bytes (256 KiB are enough) or all of them.
Sniffed sniff(std::string_view head);

/// Reads a file of any known kind that is not an archive. The bytes may be of any encoding; a string with 64 spare
/// bytes of capacity is parsed without a copy.
/// @error unreadable, unsupported (the sentence says what it is), too_large, cancelled
Result<Imported> import_bytes(std::string bytes, const Source& source, Progress& progress);

/// One file inside an archive, or the content of a compressed file.
struct Member {
    std::string
        name; ///< path inside, normalised, never absolute, never with ".."; empty for a compressed file's content
    std::string bytes;
};

struct UnpackLimits {
    std::uint64_t member_bytes = std::uint64_t{4} << 30;
    std::uint64_t total_bytes = std::uint64_t{8} << 30;
    std::uint64_t members = 100'000;
    double ratio = 1000; ///< unpacked : packed, judged once 16 MiB are unpacked
};

struct Unpacked {
    std::vector<Member> members;
    Problems problems; ///< members left out, with the reason; nested archives are not unpacked
};

/// Unpacks .gz, .xz, .zst, .zip, .tar.* in memory within limits.
/// @error too_large for a bomb; unreadable for a damaged archive (members before the damage are kept as problems say).
Result<Unpacked> unpack(std::string_view bytes, const Source& source, const UnpackLimits& limits, Progress& progress);

using TakeMember = std::function<void(Member)>;
/// The same, one member at a time: only that one is held in memory. @return what was left out
Result<Problems> unpack_each(std::string_view bytes, const Source& source, const UnpackLimits& limits,
                             Progress& progress, const TakeMember& take);

/// Joins runs that are views of one execution: JSON, CSV, HTML and console text of one GuideLLM run (by run id, else by
/// folder, stem and equal printed figures), results and samples of one lm_eval run (by time stamp, folder and task).
/// The richest file's numbers win; the others are named in its provenance. Samples without results stay a run.
/// The same bytes twice are one run with a note.
std::vector<Run> assemble(std::vector<Run> runs);

} // namespace kneepoint::import
