// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/askpass.h"

#include <QSocketNotifier>

#include <termios.h>

#include <deque>
#include <memory>

namespace kneepoint::app {

/// Puts ssh's questions on the terminal of the command, secrets without an echo. One after the other.
class TerminalPrompt {
public:
    /// Needs Qt's event loop.
    TerminalPrompt();
    ~TerminalPrompt();
    TerminalPrompt(const TerminalPrompt&) = delete;
    TerminalPrompt& operator=(const TerminalPrompt&) = delete;

    /// Is there a terminal to ask on?
    bool is_there() const { return m_terminal >= 0; }
    void ask(const hosts::Question& question, const hosts::Askpass::Answer& answer);
    /// ssh no longer waits for this answer.
    void withdraw(int question);

private:
    struct Waiting {
        hosts::Question question;
        hosts::Askpass::Answer answer;
    };
    void show_next();
    void read();
    void say(const std::string& text) const;
    void echo_again();

    int m_terminal = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::deque<Waiting> m_waiting; ///< the first one is shown
    termios m_before{};
    bool m_silent = false;
};

} // namespace kneepoint::app
