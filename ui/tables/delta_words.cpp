// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables/delta_words.h"

#include "shell/text.h"
#include "tables/words.h"

#include <QCoreApplication>

namespace kneepoint::ui {

using namespace compare;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("kneepoint::ui::DeltaWords", text);
}

/// No difference is shown: a percentage would say more than the data.
bool says_nothing(const Delta& delta)
{
    return delta.verdict == Judgement::inconclusive && delta.finding.difference != Difference::better &&
           delta.finding.difference != Difference::worse;
}

} // namespace

QString marks(const Delta& delta)
{
    return QString::fromUtf8(delta.converted ? "†" : "") + QString::fromUtf8(delta.few_samples() ? "ⁿ" : "");
}

QString no_figure(const Delta& delta)
{
    return delta.base && delta.candidate ? QStringLiteral("≠") : figure(std::nullopt, 0);
}

QString change_text(const Delta& delta)
{
    if (!delta.change_percent) return no_figure(delta);
    return says_nothing(delta) ? QStringLiteral("~") : signed_figure(delta.change_percent, 1);
}

QString change_interval_text(const std::optional<Interval>& ratio)
{
    if (!ratio) return figure(std::nullopt, 1);
    return tr("%1 to %2").arg(signed_figure(100 * (ratio->low - 1), 1), signed_figure(100 * (ratio->high - 1), 1));
}

QStringList states_of(const Delta& delta, const std::optional<Interval>& interval, int decimals)
{
    QStringList parts;
    if (interval)
        parts << tr("95 % interval %1 to %2").arg(figure(interval->low, decimals), figure(interval->high, decimals));
    const auto count = [](const std::optional<std::uint64_t>& n) {
        return n ? QString::number(*n) : tr("an unknown number of");
    };
    if (delta.few_samples() && delta.why.find("too few for") == std::string::npos) // said there already
        parts << tr("ⁿ %1 and %2 requests are too few for %3")
                     .arg(count(delta.base_samples), count(delta.candidate_samples), qt(to_string(delta.statistic)));
    return parts;
}

} // namespace kneepoint::ui
