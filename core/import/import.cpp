// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/import.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"
#include "kneepoint/import/json_text.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <iterator>
#include <new>
#include <utility>

namespace kneepoint::import {

namespace {

/// As base's utf8_text, but plain UTF-8 is only looked at, at the speed of memory.
Result<std::string> decoded(std::string bytes)
{
    const bool plain = !bytes.starts_with("\xEF\xBB\xBF") && bytes.substr(0, 4).find('\0') == std::string::npos &&
                       simdjson::validate_utf8(bytes.data(), bytes.size());
    return plain ? Result<std::string>(std::move(bytes)) : utf8_text(std::move(bytes));
}

/// The report alone where log lines stand before it.
std::string without_log(std::string text, Problems& problems)
{
    if (const auto start = trimmed(text); start.starts_with('{') || start.starts_with('[')) return text;
    const auto body = json_body(text);
    if (body.size() == text.size()) return text;
    problems.push_back({Severity::note,
                        "text-around-json",
                        "Text stands around the report in this file; it was left out, the report was read.",
                        {},
                        {}});
    std::string report;
    report.reserve(body.size() + simdjson::SIMDJSON_PADDING);
    report = body;
    return report;
}

/// Console tables of both tools may stand in one Markdown page or log.
Result<Imported> tables(std::string_view text, const Source& source, Progress& progress)
{
    Imported all;
    for (const auto read : {guidellm_console, lm_eval_table}) {
        auto part = read(text, source, progress);
        if (!part && part.error().kind == ErrorKind::cancelled) return part;
        if (!part) continue;
        std::ranges::move(part->runs, std::back_inserter(all.runs));
        std::ranges::move(part->problems, std::back_inserter(all.problems));
    }
    if (all.runs.empty())
        return failure(ErrorKind::unsupported, "This text holds no complete result table of GuideLLM or lm_eval.",
                       source.file);
    return all;
}

Result<Imported> read(FileKind kind, std::string text, const Source& source, Progress& progress)
{
    Problems problems;
    if (kind == FileKind::guidellm_json || kind == FileKind::lm_eval_results)
        text = without_log(std::move(text), problems);
    const auto imported = [&]() -> Result<Imported> {
        switch (kind) {
        case FileKind::guidellm_json:
            return guidellm_json(text, source, progress);
        case FileKind::guidellm_yaml:
            return guidellm_yaml(text, source, progress);
        case FileKind::guidellm_csv:
            return guidellm_csv(text, source, progress);
        case FileKind::guidellm_html:
            return guidellm_html(text, source, progress);
        case FileKind::guidellm_console:
            return guidellm_console(text, source, progress);
        case FileKind::lm_eval_results:
            return lm_eval_results(text, source, progress);
        case FileKind::lm_eval_samples:
            return lm_eval_samples(text, source, progress);
        case FileKind::lm_eval_table:
            return lm_eval_table(text, source, progress);
        case FileKind::nvidia_smi_csv:
            return nvidia_smi_csv(text, source, progress);
        case FileKind::vllm_log:
            return vllm_log(text, source, progress);
        case FileKind::load_run:
            return load_run(text, source, progress);
        case FileKind::load_requests:
            return load_requests(text, source, progress);
        case FileKind::job_record:
            return job_record(text, source, progress);
        case FileKind::quantize_record:
            return quantize_record(text, source, progress);
        case FileKind::quantization_config:
            return quantization_config(text, source, progress);
        case FileKind::markdown:
            return tables(text, source, progress);
        case FileKind::archive:
        case FileKind::refused:
        case FileKind::unknown:
        case FileKind::empty:
            break;
        }
        return failure(ErrorKind::unsupported, "This file holds no result.", source.file);
    };
    auto result = imported();
    if (result) result->problems.insert(result->problems.begin(), problems.begin(), problems.end());
    return result;
}

/// No exception leaves a library: one file that needs more memory than there is costs only itself.
Result<Imported> read_within_memory(FileKind kind, std::string text, const Source& source, Progress& progress)
{
    try {
        return read(kind, std::move(text), source, progress);
    } catch (const std::bad_alloc&) {
        return failure(ErrorKind::too_large, "There is not enough memory to read it.", source.file);
    }
}

/// What every importer leaves to this place: ids, provenance, and the file in each problem.
void sign(Imported& imported, const Source& source, const std::string& content_hash)
{
    const auto name_file = [&](Problems& problems) {
        for (auto& problem : problems)
            if (problem.file.empty()) problem.file = source.file;
    };
    name_file(imported.problems);
    Problems once;
    for (auto& problem : imported.problems)
        if (std::ranges::find(once, problem) == once.end()) once.push_back(std::move(problem));
    imported.problems = std::move(once);
    int number = 0;
    for (auto& run : imported.runs) {
        // A format that grows states an id of its own.
        if (run.id.empty()) run.id = content_hash.substr(0, 10);
        if (++number > 1) run.id += fmt::format("-{}", number);
        if (run.provenance.files.empty()) run.provenance.files.emplace_back();
        auto& main = run.provenance.files.front();
        main.file = source.file;
        main.sha256 = source.sha256.empty() ? content_hash : source.sha256;
        if (main.format.empty()) main.format = run.format;
        if (run.format.empty()) run.format = main.format;
        name_file(run.problems);
        for (auto& level : run.levels) name_file(level.problems);
        for (auto& samples : run.samples)
            if (samples.file.empty()) samples.file = source.file;
    }
}

} // namespace

Result<Imported> import_bytes(std::string bytes, const Source& source, Progress& progress)
{
    if (progress.cancelled()) return failure(ErrorKind::cancelled, "Reading was stopped.", source.file);
    const auto sniffed = sniff(bytes);
    if (sniffed.kind == FileKind::archive)
        return failure(ErrorKind::unsupported,
                       fmt::format("This is a {}, whose content is read when a folder is opened.", sniffed.format),
                       source.file);
    if (sniffed.kind == FileKind::refused || sniffed.kind == FileKind::unknown || sniffed.kind == FileKind::empty)
        return failure(ErrorKind::unsupported, sniffed.why, source.file);
    const auto content_hash = sha256(bytes);
    auto text = decoded(std::move(bytes));
    if (!text)
        return failure(
            text.error().kind, fmt::format("Recognised as {}, but not read: {}", sniffed.format, text.error().text),
            text.error().place.empty() ? source.file : fmt::format("{}: {}", source.file, text.error().place));
    auto imported = read_within_memory(sniffed.kind, std::move(*text), source, progress);
    if (!imported) {
        auto& place = imported.error().place;
        if (place.empty())
            place = source.file;
        else if (!place.starts_with(source.file))
            place = fmt::format("{}: {}", source.file, place);
        return imported;
    }
    if (imported->runs.empty())
        return failure(ErrorKind::unsupported,
                       imported->problems.empty() ? fmt::format("No run is in this file ({}).", sniffed.format)
                                                  : imported->problems.front().text,
                       source.file);
    sign(*imported, source, content_hash);
    return imported;
}

} // namespace kneepoint::import
