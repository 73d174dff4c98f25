// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace kneepoint {

/// Files beyond this are refused by read_file unless the caller asks for more.
inline constexpr std::uint64_t default_file_limit = std::uint64_t{4} << 30;

/// The whole file. Each way it can fail is told apart: missing, a directory, no permission, too large, or changed in
/// size or time while it was read.
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit = default_file_limit);

/// Writes to a temporary file beside it and renames, so that a reader sees the old or the new content, never a half;
/// any number of threads may write at once. A symbolic link stays one, and so does a pipe or a device.
Result<void> write_file(const std::filesystem::path& path, std::string_view content);

/// SHA-256 as 64 lower-case hex digits.
std::string sha256(std::string_view bytes);

/// The path as UTF-8 with forward slashes.
std::string utf8_path(const std::filesystem::path& path);

} // namespace kneepoint
