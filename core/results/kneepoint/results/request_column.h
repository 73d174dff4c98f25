// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/level.h"

#include <vector>

namespace kneepoint {

/// The values of each request for a latency, in the metric's own unit; null for what requests do not hold.
const std::vector<double>* column_of(const RequestColumns& columns, MetricId metric);

} // namespace kneepoint
