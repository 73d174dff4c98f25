// SPDX-License-Identifier: GPL-3.0-or-later
#include "offscreen.h"

#include <QApplication>
#include <fmt/format.h>

namespace kneepoint::app {

namespace {

// QApplication keeps references to both for as long as it lives.
int argument_count = 1;
char program[] = "kneepoint";
char* arguments[] = {program, nullptr};

/// A command's standard error is for the user: Qt's remarks about the desktop it runs without are not.
void only_what_matters(QtMsgType type, const QMessageLogContext& /*context*/, const QString& message)
{
    if (type == QtCriticalMsg || type == QtFatalMsg) fmt::print(stderr, "kneepoint: {}\n", message.toStdString());
}

} // namespace

Offscreen::Offscreen()
{
    if (QCoreApplication::instance()) return;
    qInstallMessageHandler(only_what_matters);
    qputenv("QT_QPA_PLATFORM", "offscreen");
    m_application = std::make_unique<QApplication>(argument_count, arguments);
}

Offscreen::~Offscreen() = default;

} // namespace kneepoint::app
