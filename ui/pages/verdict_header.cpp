// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/verdict_header.h"

#include "pages/open_questions.h"
#include "pages/recommendation.h"
#include "shell/session.h"
#include "shell/text.h"
#include "theme/theme.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace kneepoint::ui {

namespace {

/// A problem and the side it is about; both sides' problems often read the same.
struct Caveat {
    Problem problem;
    QString side;
};

void add_problems(std::vector<Caveat>& caveats, const Problems& problems, const QString& side, Severity least)
{
    for (const auto& problem : problems)
        if (problem.severity >= least) caveats.push_back({problem, side});
}

/// Of the pair, of its runs, and of their levels what is more than a note.
std::vector<Caveat> all_caveats(const Session& session)
{
    std::vector<Caveat> caveats;
    for (const auto& comparison : session.comparisons()) add_problems(caveats, comparison.problems, {}, Severity::note);
    for (const auto& subject : session.subjects())
        for (const Run* run : {subject.performance, subject.accuracy}) {
            if (!run) continue;
            add_problems(caveats, run->problems, qt(subject.label), Severity::note);
            add_problems(caveats, compare::check_run(*run), qt(subject.label), Severity::warning);
            for (const auto& level : run->levels)
                add_problems(caveats, level.problems, qt(subject.label), Severity::warning);
        }
    std::ranges::stable_sort(caveats, std::greater{}, [](const Caveat& c) { return c.problem.severity; });
    return caveats;
}

/// What one should know of the comparisons in sight as Markdown lines, each once, the worst first.
QStringList caveat_lines(const Session& session)
{
    QStringList list;
    for (const auto& [problem, side] : all_caveats(session)) {
        const auto mark = problem.severity == Severity::note ? QString() : QStringLiteral("⚠ ");
        list << mark + (side.isEmpty() ? QString() : side + QStringLiteral(": ")) + qt(problem.text);
    }
    for (const auto& comparison : session.comparisons())
        for (const auto& difference : comparison.setup_differences) {
            if (difference.severity == "expected" || !difference.problem.empty()) continue;
            list << VerdictHeader::tr("⚠ The setups differ in %1: %2 against %3. %4")
                        .arg(qt(difference.what),
                             difference.base.empty() ? VerdictHeader::tr("not stated") : qt(difference.base),
                             difference.candidate.empty() ? VerdictHeader::tr("not stated") : qt(difference.candidate),
                             qt(difference.why));
        }
    list.removeDuplicates();
    return list;
}

} // namespace

VerdictHeader::VerdictHeader(Session& session, QWidget* parent)
    : PageHead({tr("Verdict"), tr("More verdicts"), tr("Things to know about this comparison")}, Qt::MarkdownText,
               parent),
      m_session(session)
{
    set_details_name(QStringLiteral("verdict-details"));
    connect(&session, &Session::comparison_changed, this, &VerdictHeader::update_text);
    connect(&session, &Session::options_changed, this, &VerdictHeader::update_text);
    update_text();
}

void VerdictHeader::update_text()
{
    auto sentences = report::verdict(m_session.comparisons(), m_session.options());
    std::erase_if(sentences, [](const report::Sentence& one) { return one.rule == "caveats"; }); // the button counts
    QStringList rest;
    for (std::size_t i = 1; i < sentences.size(); ++i) rest << qt(sentences[i].text);
    const auto known = caveat_lines(m_session);
    const auto open = open_levels(m_session.comparisons());
    const auto recommended = recommendation_for(m_session);
    QStringList counts, lines;
    if (m_session.comparisons().size() > 2 &&
        !rest.isEmpty()) { // a sentence for each would leave no room for the chart
        counts << (rest.size() == 1 ? tr("1 more verdict") : tr("%1 more verdicts").arg(rest.size()));
        lines << std::exchange(rest, {});
    }
    if (open.count > 0) counts << open_words(open);
    if (!known.isEmpty())
        counts << (known.size() == 1 ? tr("1 thing to know") : tr("%1 things to know").arg(known.size()));
    if (!recommended.brief.isEmpty()) {
        rest << recommended.brief + QLatin1Char(' ') + recommended.rule;
        lines << recommended.whole;
    }
    say(sentences.empty() ? tr("Nothing can be said of this pair yet.") : qt(sentences.front().text),
        rest.join(QLatin1Char(' ')), counts, lines + open.lines + known);
    set_details_hint(recommended.whole);
}

} // namespace kneepoint::ui
