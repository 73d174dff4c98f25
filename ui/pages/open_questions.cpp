// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/open_questions.h"

#include "shell/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace kneepoint::ui {

using compare::Comparison;
using compare::Judgement;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("kneepoint::ui::OpenQuestions", text);
}

/// What is open for the same reason, in the order in which it was met.
class Gathering {
public:
    void add(const QString& about, const QString& where, const std::string& settle)
    {
        ++m_count;
        const auto is_it = [&](const Group& group) { return group.about == about && group.settle == settle; };
        auto known = std::ranges::find_if(m_groups, is_it);
        if (known == m_groups.end()) known = m_groups.insert(known, Group{about, settle, {}});
        if (!where.isEmpty()) known->where << where;
    }

    OpenQuestions take() const
    {
        OpenQuestions open{m_count, {}};
        for (const auto& [about, settle, where] : m_groups) {
            auto line = where.isEmpty() ? about : tr("%1 at %2").arg(about, where.join(QStringLiteral(", ")));
            line = QStringLiteral("? ") + line.toHtmlEscaped();
            open.lines << (settle.empty() ? tr("%1: inconclusive").arg(line)
                                          : line + QStringLiteral(": ") + qt(settle));
        }
        return open;
    }

private:
    struct Group {
        QString about;
        std::string settle;
        QStringList where;
    };
    int m_count = 0;
    std::vector<Group> m_groups;
};

/// "FP8: " where others stand beside it.
QString named(const Comparison& comparison, bool several, const QString& what)
{
    return several ? qt(comparison.candidate_label) + QStringLiteral(": ") + what : what;
}

bool is_headline(const compare::Delta& delta)
{
    const auto& info = metric_info(delta.metric);
    return info.direction != Direction::neither &&
           delta.statistic == (info.is_rate ? Statistic::mean() : Statistic::median());
}

} // namespace

OpenQuestions open_levels(const std::vector<Comparison>& comparisons)
{
    Gathering gathering;
    for (const auto& comparison : comparisons)
        for (const auto& level : comparison.levels) {
            if (level.excluded) continue;
            for (const auto& delta : level.deltas) {
                if (delta.verdict != Judgement::inconclusive || !is_headline(delta)) continue;
                const auto what =
                    qt(metric_info(delta.metric).name) + QLatin1Char(' ') + qt(to_string(delta.statistic));
                gathering.add(named(comparison, comparisons.size() > 1, what), qt(level.label), delta.finding.settle);
            }
        }
    return gathering.take();
}

OpenQuestions open_scores(const std::vector<Comparison>& comparisons)
{
    Gathering gathering;
    for (const auto& comparison : comparisons)
        for (const auto& delta : comparison.accuracy)
            if (delta.primary && !delta.is_group && delta.verdict == Judgement::inconclusive)
                gathering.add(named(comparison, comparisons.size() > 1, qt(delta.task + " " + delta.metric)), {},
                              delta.finding.settle);
    return gathering.take();
}

QString open_words(const OpenQuestions& open)
{
    return open.count == 0 ? QString() : tr("%1 inconclusive").arg(open.count);
}

} // namespace kneepoint::ui
