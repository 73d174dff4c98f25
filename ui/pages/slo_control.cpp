// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/slo_control.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/compare/judge_slo.h"
#include "shell/session.h"
#include "shell/text.h"
#include "tables/words.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::ui {

using compare::Objective;
using compare::Slo;

namespace {

/// A multiple of 10^exponent as the nearest number: 63 × 0.1 is 6.300000000000001, 63 / 10 is 6.3.
double in_units(double count, double exponent)
{
    return exponent < 0 ? count / std::pow(10, -exponent) : count * std::pow(10, exponent);
}

/// Two significant digits, upwards.
double rounded_up(double value)
{
    const double exponent = std::floor(std::log10(value)) - 1;
    return in_units(std::ceil(value / std::pow(10, exponent)), exponent);
}

bool is_about(const Objective& objective, MetricId metric, Statistic statistic)
{
    return objective.metric == metric && objective.statistic == statistic;
}

QString text_of(const Slo& slo)
{
    QStringList parts;
    for (const auto& objective : slo.objectives) parts << qt(to_string(objective));
    return parts.join(QLatin1Char(','));
}

QString up_to(const std::optional<double>& load)
{
    return load ? QObject::tr("up to %1").arg(figure(load, *load == std::floor(*load) ? 0 : 1))
                : QObject::tr("at no measured load");
}

} // namespace

std::optional<Objective> charted_objective(const Session& session, MetricId metric, Statistic statistic)
{
    for (const Slo& slo : session.options().slos)
        for (const auto& objective : slo.objectives)
            if (is_about(objective, metric, statistic)) return objective;
    return std::nullopt;
}

void set_charted_limit(Session& session, MetricId metric, Statistic statistic, std::optional<double> limit)
{
    QStringList texts;
    bool placed = false;
    for (Slo slo : session.options().slos) {
        const auto ours =
            std::ranges::find_if(slo.objectives, [&](const auto& o) { return is_about(o, metric, statistic); });
        if (ours != slo.objectives.end()) {
            placed = true;
            if (limit)
                ours->limit = *limit;
            else
                slo.objectives.erase(ours);
        }
        if (!slo.objectives.empty()) texts << text_of(slo);
    }
    if (!placed && limit) {
        const bool at_most = metric_info(metric).direction != Direction::higher_is_better;
        texts << qt(to_string(Objective{metric, statistic, at_most, *limit}));
    }
    session.set_slos(texts);
}

double readable_limit(double value)
{
    const double exponent = std::floor(std::log10(value)) - 3;
    return in_units(std::round(value / std::pow(10, exponent)), exponent);
}

std::optional<double> suggested_limit(const report::Chart& chart)
{
    if (chart.series.empty()) return std::nullopt;
    std::vector<double> values;
    for (const auto& point : chart.series.front().points)
        if (!point.excluded && point.y > 0) values.push_back(point.y);
    if (values.empty()) return std::nullopt;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return rounded_up(*middle * 1.05);
}

QString slo_verdict(const std::vector<report::Charted>& runs, const compare::Options& options,
                    const Objective& objective)
{
    const Slo slo{{objective}, to_string(objective)};
    QStringList parts;
    for (const auto& charted : runs) {
        const auto result = compare::judge_slo(*charted.run, slo, options);
        auto part = qt(charted.label) + QLatin1Char(' ') + up_to(result.before_first_violation);
        if (result.any && result.any != result.before_first_violation)
            part += QObject::tr(" (%1 again at %2)").arg(QObject::tr("met"), figure(result.any, 1));
        parts << part;
    }
    return qt(compare::in_words(objective)) + QStringLiteral(": ") + parts.join(QStringLiteral(", "));
}

} // namespace kneepoint::ui
