// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables/words.h"

#include "kneepoint/base/decimal.h"
#include "shell/text.h"
#include "theme/theme.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

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

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("kneepoint::ui::Words", text);
}

QString difference_words(compare::Difference difference)
{
    switch (difference) {
    case compare::Difference::better:
        return tr("shown, better");
    case compare::Difference::worse:
        return tr("shown, worse");
    case compare::Difference::none_shown:
        return tr("none shown");
    case compare::Difference::untested:
        break;
    }
    return tr("not tested");
}

QString loss_words(compare::Loss loss)
{
    switch (loss) {
    case compare::Loss::acceptable:
        return tr("within what is accepted");
    case compare::Loss::beyond:
        return tr("beyond what is accepted");
    case compare::Loss::undecided:
        return tr("undecided");
    case compare::Loss::untested:
        break;
    }
    return tr("not tested");
}

} // namespace

QString finding_text(const compare::Finding& finding, bool points)
{
    using enum compare::Basis;
    QStringList parts;
    // A verdict that the band gave; without one, `settle` says what is missing.
    if (finding.basis == band && finding.settle.empty())
        parts << tr("Judged by the band of %1 % alone: nothing is known of the noise.")
                     .arg(qt(shortest_decimal(finding.margin)));
    else if (finding.basis != none && finding.basis != band)
        parts << tr("Difference: %1. Loss: %2 (%3 %4).")
                     .arg(difference_words(finding.difference), loss_words(finding.loss),
                          qt(shortest_decimal(finding.margin)),
                          !points               ? QStringLiteral("%")
                          : finding.margin == 1 ? tr("point")
                                                : tr("points"));
    if (!finding.settle.empty()) {
        auto settle = qt(finding.settle);
        settle[0] = settle[0].toUpper();
        parts << settle + QLatin1Char('.');
    }
    return parts.join(QLatin1Char(' '));
}

} // namespace kneepoint::ui
