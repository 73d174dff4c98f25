// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/import.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

/// The whole way from bytes to joined runs.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kneepoint;
    Progress progress;
    auto imported =
        import::import_bytes(std::string(reinterpret_cast<const char*>(data), size), {"fuzz", {}}, progress);
    if (imported) import::assemble(std::move(imported->runs));
    return 0;
}
