// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "places.h"
#include "shell/session.h"

#include <QDir>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

/// What tests of the window share: the example results of the source tree and settings of their own.
namespace kneepoint::tests {

/// Settings and remembered choices go to a folder that is gone after the test.
class OwnHome {
public:
    OwnHome()
    {
        qputenv("XDG_CONFIG_HOME", (m_folder.path() + "/config").toUtf8());
        qputenv("XDG_STATE_HOME", (m_folder.path() + "/state").toUtf8());
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path() + "/config");
    }
    void forget() const { QDir(m_folder.filePath("state")).removeRecursively(); }
    QString path(const QString& below) const { return m_folder.filePath(below); }

private:
    QTemporaryDir m_folder;
};

inline QString examples()
{
    return source_path("resources/examples");
}

inline bool is_settled(const ui::Session& session)
{
    return !session.busy() && !session.catalogue().runs.empty();
}

inline const Run* run_of_file(const ui::Session& session, std::string_view part)
{
    for (const auto& run : session.catalogue().runs)
        if (run.file().find(part) != std::string::npos) return &run;
    return nullptr;
}

} // namespace kneepoint::tests

#define KNEEPOINT_OPEN(session, paths)                                                                                 \
    (session).open(paths);                                                                                             \
    QTRY_VERIFY_WITH_TIMEOUT(kneepoint::tests::is_settled(session), 120000)
