// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/unpaired.h"

#include "kneepoint/stats/normal.h"

#include <cmath>

namespace kneepoint::stats {

std::optional<UnpairedDifference> unpaired_difference(const Estimate& base, const Estimate& candidate)
{
    if (!(base.standard_error >= 0) || !(candidate.standard_error >= 0)) return std::nullopt;
    UnpairedDifference result;
    result.delta = candidate.value - base.value;
    result.standard_error = std::hypot(base.standard_error, candidate.standard_error);
    if (!std::isfinite(result.delta) || !std::isfinite(result.standard_error) || result.standard_error == 0)
        return std::nullopt;
    result.z = result.delta / result.standard_error;
    result.p = two_sided_p(result.z);
    result.interval = {result.delta - z_975 * result.standard_error, result.delta + z_975 * result.standard_error};
    return result;
}

} // namespace kneepoint::stats
