// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace kneepoint::load {

/// What the cores that this program may use did since the system's start, added up, by /proc/stat (proc(5)); all 0
/// where that cannot be read.
struct CoreTicks {
    double all_s = 0;
    double idle_s = 0;
    double stolen_s = 0; ///< the host of a virtual machine ran something else
};

CoreTicks core_ticks();

} // namespace kneepoint::load
