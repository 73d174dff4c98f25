// SPDX-License-Identifier: GPL-3.0-or-later
#include "degenerate.h"

#include "alignment.h"
#include "figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace kneepoint::compare {

std::string degenerate_sweep(const Run& run)
{
    const auto throughput = std::ranges::find(run.levels, Strategy::throughput, &Level::strategy);
    if (throughput == run.levels.end() || !is_sweep(run)) return {};
    std::string why;
    const auto& requests = throughput->requests;
    if (requests.successful == std::uint64_t(0))
        why = fmt::format("0 of {} requests of its throughput level were completed", requests.total());
    std::vector<double> rates;
    for (const auto& level : run.levels)
        if (has_set_load(level.strategy) && level.target_rate) rates.push_back(*level.target_rate);
    if (rates.size() >= 2 && rates.back() <= rates.front())
        why += fmt::format("{}its rates do not rise but run from {} to {} requests/s", why.empty() ? "" : ", so ",
                           figure(rates.front()), figure(rates.back()));
    return why;
}

} // namespace kneepoint::compare
