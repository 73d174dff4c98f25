// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_menu.h"

#include "run_words.h"
#include "session.h"
#include "text.h"
#include "theme/theme.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QFileInfo>
#include <QMenu>
#include <QUrl>

#include <algorithm>

namespace kneepoint::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("kneepoint::ui::RunMenu", text);
}

void add_pair_actions(QMenu& menu, Session& session, const Run& run, const std::function<void()>& compare)
{
    const auto pair = session.current_pair();
    const bool same_kind = !pair.base.empty() && pair.kind == run.kind;
    const auto add = [&](const QString& text, void (Session::*use)(const std::string&), bool enabled) {
        auto* action = menu.addAction(text, &session, [&session, use, id = run.id, compare] {
            (session.*use)(id);
            compare();
        });
        action->setEnabled(enabled);
    };
    add(tr("Use as base"), &Session::use_as_base, run.id != pair.base);
    add(tr("Compare the base with this"), &Session::use_as_candidate, run.id != pair.base);
    add(tr("Add as candidate"), &Session::add_candidate,
        same_kind && run.id != pair.base && !std::ranges::count(pair.candidates, run.id));
}

void add_scheme_menu(QMenu& menu, Session& session, const Run& run)
{
    auto* schemes = menu.addMenu(tr("Precision scheme"));
    const auto id = run.id;
    const auto given = session.workspace().schemes.contains(id);
    auto* from_file =
        schemes->addAction(tr("As the files say"), &session, [&session, id] { session.set_scheme(id, {}); });
    from_file->setCheckable(true);
    from_file->setChecked(!given);
    schemes->addSeparator();
    for (const auto& scheme : common_schemes()) {
        auto* action = schemes->addAction(scheme, &session, [&session, id, scheme] { session.set_scheme(id, scheme); });
        action->setCheckable(true);
        action->setChecked(given && qt(run.setup.scheme) == scheme);
    }
}

} // namespace

QStringList common_schemes()
{
    return {QStringLiteral("BF16"),        QStringLiteral("FP16"),      QStringLiteral("FP8"),
            QStringLiteral("FP8-dynamic"), QStringLiteral("W8A8-INT8"), QStringLiteral("W8A16"),
            QStringLiteral("W4A16"),       QStringLiteral("NVFP4")};
}

void fill_run_menu(QMenu& menu, Session& session, const std::string& run_id, const std::function<void()>& rename,
                   const std::function<void()>& compare)
{
    const auto* run = session.catalogue().run(run_id);
    if (!run) return;
    if (is_result(*run)) {
        add_pair_actions(menu, session, *run, compare);
        menu.addSeparator();
        menu.addAction(tr("Rename…"), &session, rename);
        add_scheme_menu(menu, session, *run);
        menu.addSeparator();
    }
    const auto file = qt((session.catalogue().base / run->file()).string());
    auto* show = menu.addAction(icon(QStringLiteral("folder")), tr("Show in the file manager"), &session, [file] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(file).absolutePath()));
    });
    show->setEnabled(!session.catalogue().base.empty());
}

} // namespace kneepoint::ui
