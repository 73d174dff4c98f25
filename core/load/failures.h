// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/client.h"

#include <string>

namespace kneepoint::load {

/// The failed requests of a level, over all of it. Those that the level's end cut off are none.
struct Failures {
    double share = 0;     ///< of the requests that ended
    double own_share = 0; ///< likewise, of those that this machine had no descriptor or port for
    std::string text;     ///< empty without any

    bool many() const;
    bool many_own() const;
};
Failures failures(const LevelRecords& records);

} // namespace kneepoint::load
