// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <filesystem>
#include <string_view>

namespace kneepoint {

/// Makes the folders that are missing, for this user alone (mode 0700).
/// @error permission, io with the system's reason
Result<void> make_private_folders(const std::filesystem::path& folder);

/// Writes a file that only this user can read (mode 0600) beside its name and renames it, so that a reader sees the old
/// or the new content. Missing folders above it are made as above.
/// @error permission, io with the system's reason
Result<void> write_private_file(const std::filesystem::path& path, std::string_view content);

} // namespace kneepoint
