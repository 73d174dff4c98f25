// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/launch.h"

#include <QObject>
#include <QProcess>
#include <QTimer>

#include <string_view>

namespace kneepoint::hosts {

/// Ends what a shell is running, by a connection of its own, since the shell reads nothing before its command is over.
class CommandStopper : public QObject {
    Q_OBJECT
public:
    /// @param identity of the sh, as it told when it became ready
    CommandStopper(const Launch& launch, std::string_view identity);
    ~CommandStopper() override;

signals:
    /// @param worked false: the connection was refused, or took too long
    void done(bool worked);

private:
    QProcess m_process;
    QTimer m_limit;
};

} // namespace kneepoint::hosts
