// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart_definition.h"

#include "kneepoint/compare/definitions.h"

#include <fmt/format.h>

#include <vector>

namespace kneepoint::report {

ChartDefinition::ChartDefinition(std::span<const Charted> runs, MetricId metric) : m_metric(metric)
{
    const auto unit = metric_info(metric).unit;
    if (unit != Unit::milliseconds && unit != Unit::seconds) return;
    std::vector<const Run*> all;
    for (const auto& charted : runs) all.push_back(charted.run);
    m_definition = compare::one_definition(all, metric);
}

ChartDefinition::Values ChartDefinition::of(const Level& level, const Distribution& own, Statistic statistic) const
{
    if (m_definition.empty() || own.definition.empty() || comparable(own.definition, m_definition)) return {own, {}};
    const auto name = metric_info(m_metric).name;
    auto values = compare::converted(level, m_metric, m_definition);
    if (!values)
        return {
            own,
            fmt::format("left out, its {} follows another definition ({}) and the file does not allow to convert it "
                        "to {}",
                        name, own.definition, m_definition),
            false};
    if (!values->value(statistic))
        return {own,
                fmt::format("left out, its {} follows another definition ({}) and the file allows to convert only the "
                            "mean to {}",
                            name, own.definition, m_definition),
                false};
    auto note = fmt::format("† {} converted from {} to {}", name, own.definition, m_definition);
    return {*std::move(values), std::move(note)};
}

} // namespace kneepoint::report
