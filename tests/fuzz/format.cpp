// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/formats.h"

#include <cstddef>
#include <cstdint>

/// Any bytes give runs or an error: no crash, no exception, no endless loop.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    kneepoint::Progress progress;
    const auto imported = kneepoint::import::KNEEPOINT_FORMAT(text, {"fuzz", {}}, progress);
    return imported && imported->runs.size() > size + 1 ? -1 : 0;
}
