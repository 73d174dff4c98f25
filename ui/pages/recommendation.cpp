// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/recommendation.h"

#include "kneepoint/report/overview.h"
#include "shell/session.h"
#include "shell/text.h"

#include <QCoreApplication>

namespace kneepoint::ui {

Recommendation recommendation_for(const Session& session)
{
    const auto overview = report::overview_of(session.comparisons(), session.options());
    const auto sentences = report::recommendation(overview, session.options());
    if (sentences.empty()) return {};
    const auto tr = [](const char* text) { return QCoreApplication::translate("kneepoint::ui::Recommendation", text); };
    const auto brief = overview.recommended
                           ? tr("Recommended by rule: %1.").arg(qt(overview.points[*overview.recommended].label))
                           : tr("By rule no candidate is recommended.");
    return {brief, tr("The rule: %1.").arg(qt(overview.rule)), qt(sentences.front().text)};
}

} // namespace kneepoint::ui
