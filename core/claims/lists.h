// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "binding.h"

#include <vector>

namespace kneepoint::claims {

/// A sentence of lists in parallel, told apart.
struct Listed {
    std::vector<Sentence> sentences; ///< one for each place in the lists; empty where the lists do not match
    bool several = false;            ///< more than one list of names: who belongs to what may be meant otherwise
};

/// "TTFT and ITL fall by 12 % and 30 %, respectively" as "TTFT falls by 12 %" and "ITL falls by 30 %".
Listed told_apart(const Binder& binder, const Sentence& sentence);

} // namespace kneepoint::claims
