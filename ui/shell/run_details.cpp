// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_details.h"

#include "run_words.h"
#include "session.h"
#include "text.h"
#include "theme/theme.h"

#include "kneepoint/base/decimal.h"

#include <QCoreApplication>

namespace kneepoint::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("kneepoint::ui::Details", text);
}

QString escaped(std::string_view text)
{
    return qt(text).toHtmlEscaped();
}

QString faint(const QString& html)
{
    return QStringLiteral("<span style='color:%1'>%2</span>").arg(Theme::current().faint.name(), html);
}

QString title(const QString& text, const QString& below)
{
    return QStringLiteral("<h3 style='margin:0'>%1</h3><p style='margin-top:2px'>%2</p>")
        .arg(text.toHtmlEscaped(), faint(below));
}

QString heading(const QString& text)
{
    return QStringLiteral("<p style='margin-top:14px;margin-bottom:2px'><b>%1</b></p>").arg(text);
}

QString row(const QString& what, const QString& value, const QString& where)
{
    if (value.isEmpty()) return {};
    auto right = value;
    if (!where.isEmpty()) right += QStringLiteral("<br>") + faint(where);
    return QStringLiteral("<tr><td style='padding-right:12px'>%1</td><td>%2</td></tr>").arg(faint(what), right);
}

QString table(const QString& rows)
{
    return QStringLiteral("<table cellspacing='0' cellpadding='2'>%1</table>").arg(rows);
}

QString problem_line(const Problem& problem)
{
    const auto mark = problem.severity == Severity::note ? QStringLiteral("·") : QStringLiteral("⚠");
    auto line = mark + QLatin1Char(' ') + escaped(problem.text);
    if (!problem.place.empty()) line += QStringLiteral("<br>") + faint(escaped(problem.place));
    return QStringLiteral("<p style='margin:2px 0'>%1</p>").arg(line);
}

QString problems_of(const Run& run)
{
    QString lines;
    for (const auto& problem : run.problems) lines += problem_line(problem);
    for (const auto& level : run.levels)
        for (auto problem : level.problems) {
            if (problem.place.empty()) problem.place = level.label;
            lines += problem_line(problem);
        }
    return lines.isEmpty() ? lines : heading(tr("Problems")) + lines;
}

QString conclusions_of(const Run& run)
{
    QString lines;
    for (const auto& conclusion : run.conclusions)
        lines += QStringLiteral("<p style='margin:2px 0'>%1<br>%2</p>")
                     .arg(escaped(conclusion.text), faint(escaped(conclusion.path)));
    return lines.isEmpty() ? lines : heading(tr("What the tool concludes")) + lines;
}

QString setup_of(const Run& run)
{
    QString rows = row(tr("model"), escaped(run.setup.model), {});
    rows += row(tr("scheme"), escaped(run.setup.scheme), escaped(run.setup.scheme_source));
    rows += row(tr("GPU"), escaped(run.setup.gpu), {});
    rows += row(tr("tool"), escaped(run.tool.name + " " + run.tool.version), {});
    rows += row(tr("started"), escaped(run.started), {});
    rows += row(tr("finished"), escaped(run.finished), {});
    for (const auto& [key, fact] : run.setup.facts)
        rows += row(escaped(key), escaped(readable_figure(fact.value)), escaped(fact.path));
    return heading(tr("Setup")) + table(rows);
}

QString files_of(const Run& run)
{
    QString rows;
    for (const auto& file : run.provenance.files)
        rows += row(escaped(file.format), escaped(file.file),
                    QStringLiteral("sha256 ") + escaped(file.sha256.substr(0, 16)));
    return heading(tr("Files")) + table(rows);
}

} // namespace

QString run_details(const Session& session, const Run& run)
{
    return title(session.label(run.id), measured_beside(session.label(run.id), run).toHtmlEscaped() +
                                            QStringLiteral(" · ") + standing(session, run).toHtmlEscaped()) +
           problems_of(run) + conclusions_of(run) + setup_of(run) + files_of(run);
}

QString pair_details(const Session& session, const compare::Pair& pair)
{
    QString rows;
    const auto add = [&](const QString& side, const std::string& id) {
        const auto* run = session.catalogue().run(id);
        if (run) rows += row(side, described(session, *run).toHtmlEscaped(), escaped(run->file()));
    };
    add(tr("base"), pair.base);
    for (const auto& id : pair.candidates) add(tr("candidate"), id);
    const auto how = pair.chosen_by_user ? tr("You chose this pair.") : escaped(pair.why);
    return title(pair_words(session, pair), how) + table(rows) +
           faint(
               tr("<p>Enter compares them. Another base or candidate: the menu of a run below, or the names at the top "
                  "right.</p>"));
}

QString skipped_details(const library::SkippedFile& file)
{
    return title(qt(file.file), tr("not read")) + QStringLiteral("<p>%1</p>").arg(escaped(file.why));
}

QString problem_details(const Problem& problem)
{
    QString rows = row(tr("file"), escaped(problem.file), {});
    rows += row(tr("place"), escaped(problem.place), {});
    rows += row(tr("kind"), escaped(to_string(problem.severity)), escaped(problem.code));
    return title(qt(problem.text), {}) + table(rows);
}

} // namespace kneepoint::ui
