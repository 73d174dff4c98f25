// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/library/catalogue.h"
#include "walk.h"

#include <memory>
#include <vector>

namespace kneepoint::library {

/// All that one file gave, before its runs are joined with those of other files.
struct FileReading {
    std::vector<Run> runs;
    std::vector<SkippedFile> skipped;
    Problems problems;
};

/// Reads, unpacks and imports one file. A failure is part of the reading, never an error of the scan.
FileReading read_found_file(const FoundFile& file, const ScanLimits& limits, Progress& progress);

} // namespace kneepoint::library
