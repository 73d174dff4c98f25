// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal_prompt.h"

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/link.h"

#include <QCoreApplication>
#include <QTimer>

#include <memory>
#include <stop_token>

namespace kneepoint::app {

/// What a command needs to talk to hosts: Qt's event loop, and ssh's questions on the terminal where there is one.
class HostSession {
public:
    /// @param stop Ctrl-C: whatever waits for a host ends
    explicit HostSession(std::stop_token stop);
    ~HostSession();
    HostSession(const HostSession&) = delete;
    HostSession& operator=(const HostSession&) = delete;

    /// May questions be asked?
    hosts::Contact contact() const;
    /// For Link::Options; none when there is no terminal.
    hosts::Askpass* askpass() const { return m_askpass.get(); }
    bool stopped() const { return m_stop.stop_requested(); }

    /// Connects once, without trying again. When the command is stopped the link closes, so that whatever waits on it
    /// ends.
    /// @pre the host is this computer or an SSH host
    /// @error io with the reason; cancelled
    Result<std::unique_ptr<hosts::Link>> connect(const hosts::Host& host);

private:
    std::stop_token m_stop;
    std::unique_ptr<QCoreApplication> m_application; ///< none when the caller has one
    std::unique_ptr<TerminalPrompt> m_prompt;
    std::unique_ptr<hosts::Askpass> m_askpass;
};

} // namespace kneepoint::app
