// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/claim_details.h"

#include "shell/text.h"
#include "tables/claims_model.h"
#include "theme/theme.h"

#include <algorithm>

namespace kneepoint::ui {

namespace {

QString lines_around(int line, const QStringList& document)
{
    const int first = std::max(line - 1, 1), last = std::min(line + 1, static_cast<int>(document.size()));
    QString text;
    for (int at = first; at <= last; ++at)
        text += QStringLiteral("%1  %2\n").arg(at, 4).arg(document[at - 1].left(400));
    return text.isEmpty() ? text : QStringLiteral("<pre>%1</pre>").arg(text.toHtmlEscaped());
}

QString details_of(const claims::Claim& claim, const QStringList& document)
{
    const auto escaped = [](std::string_view text) { return qt(text).toHtmlEscaped(); };
    auto html = QStringLiteral("<p><b style=\"color:%1\">%2</b> &nbsp; %3</p><p>%4</p>")
                    .arg(verdict_colour(claim.verdict).name(), verdict_text(claim.verdict).toHtmlEscaped(),
                         escaped(claim.text), escaped(claim.why));
    if (!claim.rows.empty()) {
        html += QStringLiteral("<table cellspacing=\"0\" cellpadding=\"4\">");
        for (const auto& row : claim.rows) {
            const auto value = row.value ? QString::number(*row.value, 'g', 6) : QString();
            const auto from = row.line > 0 ? ClaimDetails::tr("line %1").arg(row.line) : escaped(row.file);
            html +=
                QStringLiteral(
                    "<tr><td>%1</td><td>%2</td><td align=\"right\">%3</td><td align=\"right\">%4</td><td>%5</td></tr>")
                    .arg(escaped(row.row), escaped(row.column), escaped(row.printed), value, from);
        }
        html += QStringLiteral("</table>");
    }
    return html + lines_around(claim.line, document);
}

} // namespace

ClaimDetails::ClaimDetails(QWidget* parent) : QTextBrowser(parent)
{
    setObjectName(QStringLiteral("claims-details"));
    setAccessibleName(tr("The selected claim"));
    setFrameShape(QFrame::NoFrame);
    document()->setDocumentMargin(2 * grid_unit);
}

void ClaimDetails::show_claim(const claims::Claim* claim, const QStringList& document)
{
    setHtml(claim ? details_of(*claim, document) : tr("<p>Select a claim to see what it rests on.</p>"));
}

} // namespace kneepoint::ui
