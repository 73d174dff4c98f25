// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/files.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace kneepoint::hosts {

struct ManifestLimits {
    std::size_t files = 10000;
    std::uint64_t file_bytes = std::uint64_t{4} << 30;
    std::uint64_t total_bytes = std::uint64_t{16} << 30;
};

/// A name that stays below the folder it is written to and exists once on every system: relative, no empty, "." or ".."
/// part, UTF-8 without control characters, no part over 255 bytes, none that Windows gives to a device or Kneepoint to
/// files that are on their way.
Result<void> check_name(std::string_view name);

/// Reads lines "HASH SIZE NAME". The host is not trusted: any line that is not so refuses the whole manifest.
/// @error invalid with the line; too_large beyond the limits
Result<std::vector<RemoteFile>> read_manifest(std::string_view text, const ManifestLimits& limits = {});

} // namespace kneepoint::hosts
