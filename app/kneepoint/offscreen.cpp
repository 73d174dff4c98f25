// SPDX-License-Identifier: GPL-3.0-or-later
#include "offscreen.h"

#include <QApplication>

namespace kneepoint::app {

namespace {

// QApplication keeps references to both for as long as it lives.
int argument_count = 1;
char program[] = "kneepoint";
char* arguments[] = {program, nullptr};

} // namespace

Offscreen::Offscreen()
{
    if (QCoreApplication::instance()) return;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    m_application = std::make_unique<QApplication>(argument_count, arguments);
}

Offscreen::~Offscreen() = default;

} // namespace kneepoint::app
