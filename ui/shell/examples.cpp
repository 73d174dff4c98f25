// SPDX-License-Identifier: GPL-3.0-or-later
#include "examples.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace kneepoint::ui {

QString examples_folder()
{
    const QString places[] = {
        qEnvironmentVariable("KNEEPOINT_EXAMPLES"),
        QCoreApplication::applicationDirPath() + QStringLiteral("/../share/kneepoint/examples"),
#ifdef KNEEPOINT_SOURCE_EXAMPLES
        QStringLiteral(KNEEPOINT_SOURCE_EXAMPLES),
#endif
    };
    for (const auto& place : places)
        if (!place.isEmpty() && QFileInfo(place).isDir()) return QFileInfo(place).canonicalFilePath();
    return {};
}

} // namespace kneepoint::ui
