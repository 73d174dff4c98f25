// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/import.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

/// Any bytes: no name that leads out, never more than the limits.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kneepoint;
    Progress progress;
    const import::UnpackLimits limits{.member_bytes = 1 << 20, .total_bytes = 4 << 20, .members = 1000};
    const auto unpacked = import::unpack({reinterpret_cast<const char*>(data), size}, {"fuzz", {}}, limits, progress);
    if (!unpacked) return 0;
    for (const auto& member : unpacked->members)
        if (member.name.starts_with('/') || member.name.starts_with("../") || member.name.contains("/../") ||
            member.bytes.size() > limits.member_bytes)
            std::abort();
    return 0;
}
