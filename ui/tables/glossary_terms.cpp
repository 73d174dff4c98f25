// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/report/report.h"
#include "shell/text.h"
#include "tables/glossary_model.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <variant>

namespace kneepoint::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("kneepoint::ui::Glossary", text);
}

/// A table of the glossary's document, read by its headers.
class Entries {
public:
    explicit Entries(const report::Section& section) : m_table(std::get<report::Table>(section.blocks.back())) {}

    std::size_t size() const { return m_table.rows.size(); }
    QString text(std::size_t row, std::string_view header) const
    {
        const auto column = std::ranges::find(m_table.columns, header, &report::Column::header);
        if (column == m_table.columns.end()) return {};
        const auto at = static_cast<std::size_t>(column - m_table.columns.begin());
        const auto found = qt(m_table.rows[row][at].text);
        return found == QStringLiteral("—") ? QString() : found;
    }

private:
    const report::Table& m_table;
};

/// How each tool computes the metric: "(request end - request sent), per request (GuideLLM, all versions)".
QString formulas_of(const QString& metric, const Entries& definitions)
{
    QStringList formulas;
    for (std::size_t i = 0; i < definitions.size(); ++i)
        if (definitions.text(i, "Of").split(QStringLiteral(", ")).contains(metric))
            formulas << tr("%1 (%2)").arg(definitions.text(i, "Formula"), definitions.text(i, "Used by"));
    auto text = formulas.join(QStringLiteral("; "));
    if (!text.isEmpty()) text[0] = text[0].toUpper();
    return text;
}

void add_metrics(std::vector<GlossaryTerm>& terms, const Entries& metrics, const Entries& definitions)
{
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        const auto formulas = formulas_of(metrics.text(i, "Name"), definitions);
        terms.push_back({metrics.text(i, "Name"), metrics.text(i, "Meaning"), metrics.text(i, "Unit"),
                         (formulas.isEmpty() ? QString() : formulas + QStringLiteral(". ")) +
                             tr("Better: %1. Phase: %2. Compared by %3. In JSON and objectives: %4.")
                                 .arg(metrics.text(i, "Better"), metrics.text(i, "Phase"),
                                      metrics.text(i, "Compared by"), metrics.text(i, "Id")),
                         QStringLiteral("metrics.md")});
    }
}

/// The unit is that of the metrics it is a definition of.
QString unit_of(const QString& names, const Entries& metrics)
{
    QStringList units;
    for (std::size_t i = 0; i < metrics.size(); ++i)
        if (names.split(QStringLiteral(", ")).contains(metrics.text(i, "Name"))) units << metrics.text(i, "Unit");
    units.removeDuplicates();
    units.removeAll(QString());
    return units.join(QStringLiteral(", "));
}

void add_definitions(std::vector<GlossaryTerm>& terms, const Entries& definitions, const Entries& metrics)
{
    for (std::size_t i = 0; i < definitions.size(); ++i) {
        const auto of = definitions.text(i, "Of");
        QStringList formula{definitions.text(i, "Formula")};
        if (const auto others = definitions.text(i, "Comparable with"); !others.isEmpty())
            formula << tr("comparable with %1").arg(others);
        if (const auto remark = definitions.text(i, "Remark"); !remark.isEmpty()) formula << remark;
        terms.push_back({definitions.text(i, "Definition"), tr("A definition of %1").arg(of), unit_of(of, metrics),
                         formula.join(QStringLiteral("; ")), definitions.text(i, "Used by")});
    }
}

/// Words of verdicts, charts and heads.
struct Word {
    const char *term, *meaning, *unit, *definition, *source;
};

constexpr Word words[] = {
    {"Level", "One load that was kept up for a while", "",
     "A benchmark in GuideLLM's words: streams or a rate, and "
     "the statistics of the requests that it completed.",
     "statistics.md 1"},
    {"Load", "How much is asked of the server at once", "streams, requests in flight or req/s",
     "The streams of a concurrent level; else the median concurrency.", "statistics.md 2"},
    {"Sweep", "Levels from one request at a time to as many as the server takes", "",
     "Two sweeps choose different rates, so they are compared by load and not row against row.", "statistics.md 2"},
    {"Ratio", "Candidate / base", "",
     "From unrounded figures. There is none where a side is absent, the definitions differ or the base is 0.",
     "statistics.md 3"},
    {"95 % interval", "Where the true figure may lie, as far as the noise of this run tells", "",
     "From repetitions of the level, else from its requests by batch means, else there is none.",
     "statistics.md 3, 15, 16"},
    {"Better ▲, worse ▼", "A difference is shown", "",
     "A gain is shown; or a loss is shown and its better bound lies beyond the accepted loss.", "statistics.md 3"},
    {"Equivalent ≈", "The loss, if any, is within what is accepted", "",
     "Both one-sided 95 % bounds lie within the margin.", "statistics.md 3"},
    {"Inconclusive ?", "The data do not decide", "",
     "Neither better, worse nor equivalent is shown. What would settle it stands beside: requests, repetitions or "
     "documents.",
     "statistics.md 3"},
    {"Not comparable ≠", "Two definitions of one name", "", "No ratio is given.", "statistics.md 1"},
    {"Converted †", "Brought to the other side's definition", "", "Where the file allows it; the reason says how.",
     "statistics.md 7"},
    {"Too few samples ⁿ", "A percentile of fewer requests than it needs", "",
     "Shown grey; no verdict rests on it alone.", "statistics.md 15"},
    {"SLO", "A limit that a level must meet", "", "metric:statistic<=limit, for example ttft:p95<=200ms.",
     "statistics.md 4"},
    {"Knee", "The load from which latency rises faster", "requests in flight",
     "Of medians over load, by two lines, else by the greatest distance to the chord.", "statistics.md 4, 17"},
    {"Crossover", "The load at which the candidate stops being better", "requests in flight",
     "Where the curves of both sides meet; \"none in the measured range\" is an answer.", "statistics.md 4, 17"},
    {"Speed-up", "How many times as fast as the base", "×",
     "Base / candidate of the median request latency at one load; with an objective candidate / base of the largest "
     "loads under it.",
     "statistics.md 4"},
    {"Recovery", "How much of the base's score is kept", "%",
     "100 × candidate / base, the other way round where lower is better.", "statistics.md 6"},
    {"Pareto set", "Runs that no other beats in both", "",
     "No other is at least as good in speed-up and in recovery, and better in one.", "statistics.md 4"},
};

} // namespace

std::vector<GlossaryTerm> glossary_terms()
{
    const auto document = report::metric_glossary();
    const Entries metrics(document.sections.at(0)), definitions(document.sections.at(1));
    std::vector<GlossaryTerm> terms;
    add_metrics(terms, metrics, definitions);
    std::ranges::transform(words, std::back_inserter(terms), [](const Word& word) {
        return GlossaryTerm{tr(word.term), tr(word.meaning), tr(word.unit), tr(word.definition),
                            QString::fromUtf8(word.source)};
    });
    add_definitions(terms, definitions, metrics);
    return terms;
}

} // namespace kneepoint::ui
