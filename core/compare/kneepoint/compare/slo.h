// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/slo.h"

namespace kneepoint::compare {

using kneepoint::in_words;
using kneepoint::Objective;
using kneepoint::parse_slo;
using kneepoint::Slo;

} // namespace kneepoint::compare
