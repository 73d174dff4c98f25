// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "places.h"

#include <fstream>
#include <iterator>
#include <string>

namespace kneepoint::tests {

inline bool has_shared()
{
    return std::filesystem::is_directory(shared("fixtures"));
}

inline std::string content(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace kneepoint::tests

/// First line of a test that needs the shared fixtures.
#define KNEEPOINT_NEEDS_SHARED()                                                                                       \
    if (!kneepoint::tests::has_shared()) QSKIP("the folder ../shared with the real result files is absent")
