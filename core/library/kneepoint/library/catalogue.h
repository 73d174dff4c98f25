// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/progress.h"
#include "kneepoint/base/result.h"
#include "kneepoint/results/run.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace kneepoint::library {

struct SkippedFile {
    std::string file; ///< relative to the root it was found under
    std::string why;  ///< one sentence
    bool operator==(const SkippedFile&) const = default;
};

struct FileReading;

/// What a scan remembers of a file, so that the next one need not read it again.
struct ReadFile {
    std::uint64_t size = 0;
    std::int64_t time = 0;
    std::shared_ptr<const FileReading> reading;
    bool operator==(const ReadFile& other) const { return size == other.size && time == other.time; }
};

/// Everything found under the opened paths.
struct Catalogue {
    std::vector<std::filesystem::path> roots; ///< as opened; files below are relative to the common parent
    std::filesystem::path base;               ///< what relative file names stand against
    std::vector<Run> runs;
    std::vector<SkippedFile> skipped;
    Problems problems;
    std::size_t files = 0;                      ///< looked at
    bool cancelled = false;                     ///< the scan was stopped; what was read until then is here
    std::map<std::string, ReadFile> read_files; ///< for the next scan's `previous`

    const Run* run(std::string_view id) const;
    bool operator==(const Catalogue&) const = default;
};

struct ScanLimits {
    std::uint64_t file_bytes = std::uint64_t{4} << 30;
    std::size_t files = 200'000;
    int depth = 64;
};

/// Reads folders (recursively; symbolic link loops, pipes and unreadable places survived), files and archives.
/// Every file becomes a run, part of a run, or is listed as skipped with its reason. Blocks; runs on any thread.
/// @param previous runs of files whose size and time did not change are taken over instead of read again
Catalogue scan(std::span<const std::filesystem::path> paths, Progress& progress, const ScanLimits& limits = {},
               const Catalogue* previous = nullptr);

/// Reads pasted text: console tables, a JSON report, a table of lm_eval. @error as import_bytes
Result<Catalogue> from_clipboard(std::string text);

} // namespace kneepoint::library
