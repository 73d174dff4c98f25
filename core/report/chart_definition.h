// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/charts.h"

#include <optional>
#include <span>
#include <string>

namespace kneepoint::report {

/// The one definition by which a chart's curves are drawn: two definitions of one name never stand in one chart.
/// Times only; whose tokens a rate counts is settled apart.
class ChartDefinition {
public:
    ChartDefinition(std::span<const Charted> runs, MetricId metric);

    struct Values {
        Distribution distribution;
        std::string note; ///< what a reader of the curve has to know; empty when the values are as the file has them
        bool usable = true;
    };
    /// A level's values by it. Not usable, with the reason as note, where the file does not allow a conversion or not
    /// of that statistic.
    Values of(const Level& level, const Distribution& own, Statistic statistic) const;

private:
    MetricId m_metric;
    std::string m_definition; ///< empty: any
};

} // namespace kneepoint::report
