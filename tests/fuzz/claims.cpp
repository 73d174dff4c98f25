// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/claims/claims.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

/// Any bytes give a review or an error: no crash, no endless loop, no verdict without a reason, rows bounded.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kneepoint;
    Progress progress;
    const auto review = claims::check_document({reinterpret_cast<const char*>(data), size}, {}, progress);
    if (!review) return 0;
    for (const auto& claim : review->claims)
        if (claim.why.empty() || claim.rows.size() > 300 || (claim.computed && !std::isfinite(*claim.computed)))
            std::abort();
    return 0;
}
