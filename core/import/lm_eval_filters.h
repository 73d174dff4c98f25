// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

namespace kneepoint::import {

/// Gives samples of files before 0.4.7, which name no filter, the filters of the results they were joined with: both
/// keep the order of the task's filter list.
void name_sample_filters(Run& run);

} // namespace kneepoint::import
