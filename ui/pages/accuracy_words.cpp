// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/accuracy_words.h"

#include "shell/text.h"
#include "tables/words.h"

#include <QCoreApplication>
#include <QStringList>

namespace kneepoint::ui {

namespace {

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("kneepoint::ui::AccuracyWords", text, nullptr, n);
}

} // namespace

QString short_summary(const std::vector<compare::Comparison>& comparisons)
{
    QStringList parts;
    for (const auto& comparison : comparisons)
        if (const auto kept = comparison.accuracy_summary.mean_recovery_percent)
            parts << tr("%1 %2 %").arg(qt(comparison.candidate_label), figure(kept, 2));
    return parts.isEmpty() ? QString()
                           : tr("Mean recovery against %1: %2.")
                                 .arg(qt(comparisons.front().base_label), parts.join(QStringLiteral(", ")));
}

QString headline_text(const compare::Comparison& comparison)
{
    const auto& s = comparison.accuracy_summary;
    if (!s.mean_recovery_percent) return {};
    auto text = tr("Mean recovery of %1 against %2: %3 %")
                    .arg(qt(comparison.candidate_label), qt(comparison.base_label), figure(s.mean_recovery_percent, 2));
    if (const auto& range = s.mean_recovery_interval)
        text += tr(" (95 %: %1 to %2)").arg(figure(range->low, 2), figure(range->high, 2));
    if (s.tasks.size() < 2) return text + QLatin1Char('.');
    return text + tr(" over %n tasks, from %1 to %2 %.", static_cast<int>(s.tasks.size()))
                      .arg(figure(s.lowest_recovery->percent, 2), figure(s.highest_recovery->percent, 2));
}

QString summary_text(const std::vector<compare::Comparison>& comparisons)
{
    QStringList sentences;
    for (const auto& comparison : comparisons) {
        const auto& s = comparison.accuracy_summary;
        if (!s.mean_recovery_percent) continue;
        auto text = tr("Mean recovery over %1").arg(to_texts(s.tasks).join(QStringLiteral(", ")));
        if (!s.apart.empty())
            text += tr("; apart, lower is better: %1").arg(to_texts(s.apart).join(QStringLiteral(", ")));
        if (comparisons.size() > 1) text.prepend(qt(comparison.candidate_label) + QStringLiteral(": "));
        if (s.largest_abs_z)
            text += tr("; largest |z| %1 (%2)").arg(figure(s.largest_abs_z, 2), qt(s.largest_abs_z_task));
        sentences << text + QLatin1Char('.');
    }
    return sentences.join(QLatin1Char('\n'));
}

} // namespace kneepoint::ui
