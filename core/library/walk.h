// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/library/catalogue.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace kneepoint::library {

/// A file to be read.
struct FoundFile {
    std::filesystem::path path;
    std::string name; ///< relative to the base
    std::uint64_t size = 0;
    std::int64_t time = 0; ///< of the last change, in nanoseconds
};

struct Walk {
    std::vector<FoundFile> files;     ///< sorted by name
    std::vector<SkippedFile> skipped; ///< what is no readable file
    Problems problems;
    std::size_t looked_at = 0; ///< files and other entries that are no folders
    bool cancelled = false;
};

/// The folder that names stand against: the opened folder, the folder of an opened file, or what several have in
/// common.
std::filesystem::path common_base(std::span<const std::filesystem::path> paths);

/// Everything below the paths, each folder once, however links lead there.
Walk walk(std::span<const std::filesystem::path> paths, const std::filesystem::path& base, const ScanLimits& limits,
          const Progress& progress);

} // namespace kneepoint::library
