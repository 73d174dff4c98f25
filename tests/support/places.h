// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <filesystem>
#include <string>

/// Where tests find what they read in place.
namespace kneepoint::tests {

/// A place in the source tree.
std::filesystem::path source(const std::string& below = {});

/// A place in the folder with the real result files; it stands beside a checkout and may be absent.
std::filesystem::path shared(const std::string& below = {});

inline QString source_path(const char* below)
{
    return QString::fromStdString(source(below).string());
}

inline QString shared_path(const char* below)
{
    return QString::fromStdString(shared(below).string());
}

} // namespace kneepoint::tests
