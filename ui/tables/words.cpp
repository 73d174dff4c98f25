// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables/words.h"

#include "kneepoint/base/decimal.h"
#include "shell/text.h"
#include "theme/theme.h"

#include <QRegularExpression>

namespace kneepoint::ui {

QString figure(std::optional<double> value, int decimals)
{
    if (!value) return QStringLiteral("—");
    return qt(format_decimal(*value, decimals)).replace(QLatin1Char('-'), QChar(0x2212));
}

QString signed_figure(std::optional<double> value, int decimals)
{
    const auto text = figure(value, decimals);
    return value && *value > 0 && text.contains(QRegularExpression(QStringLiteral("[1-9]"))) ? QLatin1Char('+') + text
                                                                                             : text;
}

QString unit_suffix(MetricId metric)
{
    const auto unit = unit_symbol(metric_info(metric).unit);
    return unit.empty() ? QString() : QStringLiteral(", ") + qt(unit);
}

QString judgement_text(compare::Judgement judgement)
{
    if (judgement == compare::Judgement::unknown) return qt(symbol(judgement));
    return qt(symbol(judgement)) + QLatin1Char(' ') + qt(to_string(judgement));
}

QColor judgement_colour(compare::Judgement judgement)
{
    const auto& theme = Theme::current();
    switch (judgement) {
    case compare::Judgement::better:
        return theme.better;
    case compare::Judgement::worse:
        return theme.worse;
    case compare::Judgement::equivalent:
        return theme.text;
    case compare::Judgement::inconclusive:
    case compare::Judgement::unknown:
        return theme.faint;
    }
    return theme.text;
}

} // namespace kneepoint::ui
