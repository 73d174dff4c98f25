// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>

#include <functional>
#include <string>

namespace kneepoint::tests {

/// What kneepoint-load said and how it ended.
struct Ran {
    int exit = -1;
    QString out, err;
};

/// Without a key that lies in the environment of the tests.
inline QProcessEnvironment environment()
{
    auto variables = QProcessEnvironment::systemEnvironment();
    variables.remove("KNEEPOINT_API_KEY");
    return variables;
}

/// @param before done in the new process, before the program begins
inline Ran run_program(const QStringList& arguments, const QProcessEnvironment& variables = environment(),
                       const std::function<void()>& before = {},
                       const QString& program = qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM"))
{
    QProcess process;
    process.setProcessEnvironment(variables);
    if (before) process.setChildProcessModifier(before);
    process.start(program, arguments);
    process.waitForFinished(120'000);
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

/// A short run; `more` says how many streams and when it ends.
inline QStringList run_arguments(const std::string& url, const QString& folder, const QStringList& more = {})
{
    return QStringList{"run", "--target", QString::fromStdString(url), "--output-tokens", "4", "--prompt-tokens", "4",
                       "-o",  folder} +
           more;
}

} // namespace kneepoint::tests
