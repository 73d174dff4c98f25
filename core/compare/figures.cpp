// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"

#include "kneepoint/base/decimal.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::compare {

std::string figure(double value)
{
    const auto text = shortest_decimal(value);
    if (text.size() <= 7 || !std::isfinite(value) || value == 0) return text;
    const int magnitude = static_cast<int>(std::floor(std::log10(std::fabs(value))));
    auto rounded = format_decimal(value, std::clamp(3 - magnitude, 0, 12));
    if (rounded.find('.') != std::string::npos) rounded.erase(rounded.find_last_not_of('0') + 1);
    if (rounded.ends_with('.')) rounded.pop_back();
    return rounded;
}

std::string percent_of(double share)
{
    return format_decimal(100 * share, 1) + " %";
}

std::string chance(double p)
{
    return p < 0.0001 ? "p < 0.0001" : "p = " + figure(p);
}

bool is_printed(const Run& run)
{
    const auto fact = run.setup.facts.find("numbers");
    return fact != run.setup.facts.end() && fact->second.value == "printed";
}

int decimals_of(const Run& run)
{
    int most = 0;
    const auto look = [&](const std::optional<double>& value) {
        if (value) most = std::max(most, printed_decimals(shortest_decimal(*value)).value_or(0));
    };
    for (const auto& level : run.levels)
        for (const auto& [metric, values] : level.metrics) {
            look(values.mean);
            look(values.median);
            for (const auto& percentile : values.percentiles) look(percentile.value);
        }
    for (const auto& score : run.scores) look(score.value);
    return most;
}

bool has_too_few_digits(double value, int decimals)
{
    return std::fabs(value) < 9.999 * std::pow(10.0, -decimals);
}

} // namespace kneepoint::compare
