// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_stopper.h"

#include "shell_text.h"

namespace kneepoint::hosts {

namespace {

constexpr std::chrono::seconds stop_limit{20};

/// The same connection, but one that never asks: stopping is not worth a question.
Launch silent(Launch launch)
{
    launch.arguments.replaceInStrings("BatchMode=no", "BatchMode=yes");
    launch.arguments.replaceInStrings("StrictHostKeyChecking=ask", "StrictHostKeyChecking=yes");
    return launch;
}

} // namespace

CommandStopper::CommandStopper(const Launch& launch, std::string_view identity)
{
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setStandardErrorFile(QProcess::nullDevice());
    connect(&m_process, &QProcess::finished, this,
            [this](int code, QProcess::ExitStatus how) { emit done(how == QProcess::NormalExit && code == 0); });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) emit done(false);
    });
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, &m_process, &QProcess::kill);
    m_limit.start(stop_limit);
    start_apart(m_process, silent(launch));
    const auto text = stop_text(identity);
    m_process.write(text.data(), static_cast<qint64>(text.size()));
    m_process.closeWriteChannel();
}

CommandStopper::~CommandStopper()
{
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished(1000);
}

} // namespace kneepoint::hosts
