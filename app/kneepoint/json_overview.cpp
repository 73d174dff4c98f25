// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_parts.h"

#include "kneepoint/report/overview.h"

namespace kneepoint::app {

Json overview_json(const Study& study)
{
    const auto overview = report::overview_of(study.comparisons, study.options);
    if (overview.points.empty()) return nullptr;
    auto points = Json::array();
    for (const auto& point : overview.points)
        points.push_back({{"run", point.run},
                          {"label", point.label},
                          {"speed_up", number(point.speed)},
                          {"speed_up_interval", interval_json(point.speed_interval)},
                          {"mean_recovery_percent", number(point.recovery)},
                          {"mean_recovery_interval", interval_json(point.recovery_interval)},
                          {"pareto", point.pareto}});
    return {{"speed_up", overview.speed},
            {"points", points},
            {"rule", overview.rule},
            {"recommended", overview.recommended ? Json(overview.points[*overview.recommended].run) : Json(nullptr)},
            {"notes", overview.notes}};
}

} // namespace kneepoint::app
