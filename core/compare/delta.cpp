// SPDX-License-Identifier: GPL-3.0-or-later
#include "reading.h"

#include "figures.h"

#include "kneepoint/base/decimal.h"

#include <fmt/format.h>

#include <cmath>

namespace kneepoint::compare {

namespace {

/// Why there is no ratio; empty when there can be one.
std::string obstacle(MetricId metric, const Reading& base, const Reading& candidate)
{
    if (!base.value && !candidate.value && base.missing == candidate.missing) return base.missing;
    if (!base.value) return "base: " + base.missing;
    if (!candidate.value) return "candidate: " + candidate.missing;
    if (!std::isfinite(*base.value) || !std::isfinite(*candidate.value)) return "no ratio: a value is no number";
    if (*base.value < 0 || *candidate.value < 0) return "no ratio: a value is negative";
    if (!comparable(base.definition, candidate.definition))
        return fmt::format("not comparable: {} is defined in two ways, {} (base) and {} (candidate)",
                           metric_info(metric).name, base.definition, candidate.definition);
    if (base.too_few_digits || candidate.too_few_digits)
        return fmt::format("no ratio: the printed figure {} has too few digits",
                           figure(base.too_few_digits ? *base.value : *candidate.value));
    if (*base.value == 0) return "no ratio: the base value is 0";
    if (!std::isfinite(100 * *candidate.value / *base.value)) return "no ratio: it is too large for a number";
    return {};
}

std::string statistic_name(Statistic statistic)
{
    switch (statistic.kind) {
    case Statistic::Kind::mean:
        return "means";
    case Statistic::Kind::median:
        return "medians";
    default:
        return to_string(statistic);
    }
}

std::string rows_text(const Reading& base, const Reading& candidate)
{
    if (!candidate.between.empty()) return fmt::format("row \"{}\", candidate {}", base.row, candidate.between);
    if (base.row == candidate.row) return fmt::format("row \"{}\"", base.row);
    return fmt::format("rows \"{}\" and \"{}\"", base.row, candidate.row);
}

std::string conversion_text(const Reading& base, const Reading& candidate)
{
    for (const auto& [side, reading] : {std::pair("base", &base), std::pair("candidate", &candidate)})
        if (!reading->converted_from.empty())
            return fmt::format("; {} converted from {} to {}", side, reading->converted_from, reading->definition);
    return {};
}

} // namespace

Delta make_delta(const MetricStatistic& wanted, const Reading& base, const Reading& candidate)
{
    Delta delta{.metric = wanted.metric,
                .statistic = wanted.statistic,
                .base = base.value,
                .candidate = candidate.value,
                .base_path = base.path,
                .candidate_path = candidate.path,
                .printed = base.printed || candidate.printed,
                .converted = !base.converted_from.empty() || !candidate.converted_from.empty(),
                .all_requests = base.all_requests,
                .base_definition = base.definition,
                .candidate_definition = candidate.definition};
    delta.why = obstacle(wanted.metric, base, candidate);
    if (!delta.why.empty()) return delta;

    delta.ratio = *candidate.value / *base.value;
    delta.change_percent = 100 * (*candidate.value - *base.value) / *base.value;
    delta.why =
        fmt::format("{} / {} = {} ({}, {}; {}{}{})", figure(*candidate.value), figure(*base.value),
                    format_decimal(*delta.ratio, 3), statistic_name(wanted.statistic), rows_text(base, candidate),
                    delta.printed ? "printed figures" : "unrounded figures",
                    delta.all_requests ? ", over requests of every outcome" : "", conversion_text(base, candidate));
    return delta;
}

} // namespace kneepoint::compare
