// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_words.h"

#include "session.h"
#include "text.h"

#include "kneepoint/compare/subjects.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace kneepoint::ui {

namespace {

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("kneepoint::ui::Runs", text, nullptr, n);
}

const compare::Pair* pair_of(const Session& session, const std::string& run_id)
{
    for (const auto& pair : session.pairing().pairs)
        if (pair.base == run_id || std::ranges::count(pair.candidates, run_id)) return &pair;
    return nullptr;
}

/// The run that stands for this one and for others that repeat it; null for all that stand for themselves.
const Run* repeated_by(const Session& session, const std::string& run_id)
{
    for (const auto& [first, others] : session.pairing().repetitions)
        if (std::ranges::count(others, run_id)) return session.catalogue().run(first);
    return nullptr;
}

QString tasks_of(const Run& run)
{
    std::set<std::string> tasks;
    for (const auto& score : run.scores)
        if (!score.is_group) tasks.insert(score.task);
    if (tasks.size() == 1) return qt(*tasks.begin());
    return tr("%n tasks", static_cast<int>(tasks.size()));
}

} // namespace

bool is_result(const Run& run)
{
    return run.kind == RunKind::performance || run.kind == RunKind::accuracy;
}

QString measured(const Run& run)
{
    if (run.kind == RunKind::accuracy) return run.void_result ? tr("no likelihoods") : tasks_of(run);
    if (run.kind != RunKind::performance) return qt(to_string(run.kind));
    if (run.void_result) return tr("no request completed");
    const auto levels = run.levels.size() == 1 ? tr("1 level") : tr("%n levels", static_cast<int>(run.levels.size()));
    const auto profile = run.setup.facts.find("load.profile");
    return profile == run.setup.facts.end() ? levels : qt(profile->second.value) + QStringLiteral(", ") + levels;
}

QString measured_beside(const QString& name, const Run& run)
{
    const auto words = measured(run);
    const auto comma = words.indexOf(QStringLiteral(", "));
    return comma > 0 && name.contains(words.left(comma)) ? words.mid(comma + 2) : words;
}

QString described(const Session& session, const Run& run)
{
    const auto name = session.label(run.id);
    return name + QStringLiteral(" · ") + measured_beside(name, run);
}

QString pair_names(const Session& session, const compare::Pair& pair)
{
    std::vector<const Run*> runs{session.catalogue().run(pair.base)};
    for (const auto& id : pair.candidates) runs.push_back(session.catalogue().run(id));
    if (std::ranges::count(runs, nullptr) > 0) return {};
    // Within a pair the short names tell enough.
    auto names = to_texts(compare::short_labels(runs, session.workspace().labels));
    const auto base_name = names.takeFirst();
    return base_name + QStringLiteral(" → ") + names.join(QStringLiteral(", "));
}

QString pair_words(const Session& session, const compare::Pair& pair)
{
    auto words = pair_names(session, pair);
    if (const auto* base = session.catalogue().run(pair.base)) words += QStringLiteral(" · ") + measured(*base);
    return words;
}

QString glyph(const Session& session, const Run& run)
{
    if (run.void_result) return QStringLiteral("⚠");
    if (!is_result(run)) return QStringLiteral("·");
    const auto* repeated = repeated_by(session, run.id);
    const bool paired = pair_of(session, repeated ? repeated->id : run.id) != nullptr;
    if (run.kind == RunKind::accuracy) return QStringLiteral("◧");
    return paired ? QStringLiteral("●") : QStringLiteral("○");
}

QString standing(const Session& session, const Run& run)
{
    if (!is_result(run)) return tr("describes the runs beside it");
    if (const auto* pair = pair_of(session, run.id)) {
        const auto side = pair->base == run.id ? tr("base of a pair") : tr("candidate of a pair");
        return pair->why.empty() ? side : side + QStringLiteral(": ") + qt(pair->why);
    }
    const auto& unpaired = session.pairing().unpaired;
    const auto why = unpaired.find(run.id);
    const auto alone =
        why == unpaired.end() ? tr("in no pair") : tr("in no pair") + QStringLiteral(": ") + qt(why->second);
    const auto* repeated = repeated_by(session, run.id);
    if (!repeated) return alone;
    const auto words = tr("repetition of %1").arg(qt(repeated->file()));
    return pair_of(session, repeated->id) ? words : words + QStringLiteral(", ") + alone;
}

} // namespace kneepoint::ui
