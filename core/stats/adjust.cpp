// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/adjust.h"

#include <algorithm>

namespace kneepoint::stats {

namespace {

/// Members that count, by ascending p.
std::vector<std::size_t> ascending(std::span<const std::optional<double>> family)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < family.size(); ++i)
        if (family[i] && *family[i] >= 0 && *family[i] <= 1) order.push_back(i);
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return *family[i]; });
    return order;
}

} // namespace

Family holm(std::span<const std::optional<double>> family)
{
    const auto order = ascending(family);
    Family result(family.size());
    double largest = 0;
    for (std::size_t k = 0; k < order.size(); ++k) {
        largest = std::max(largest, std::min(1.0, static_cast<double>(order.size() - k) * *family[order[k]]));
        result[order[k]] = largest;
    }
    return result;
}

Family benjamini_hochberg(std::span<const std::optional<double>> family)
{
    const auto order = ascending(family);
    Family result(family.size());
    double smallest = 1;
    for (std::size_t k = order.size(); k-- > 0;) {
        smallest =
            std::min(smallest, static_cast<double>(order.size()) * *family[order[k]] / static_cast<double>(k + 1));
        result[order[k]] = smallest;
    }
    return result;
}

} // namespace kneepoint::stats
