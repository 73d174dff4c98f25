// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/results/request_column.h"

namespace kneepoint {

const std::vector<double>* column_of(const RequestColumns& columns, MetricId metric)
{
    switch (metric) {
    case MetricId::ttft:
        return &columns.ttft_ms;
    case MetricId::itl:
        return &columns.itl_ms;
    case MetricId::tpot:
        return &columns.tpot_ms;
    case MetricId::request_latency:
        return &columns.latency_s;
    default:
        return nullptr;
    }
}

} // namespace kneepoint
