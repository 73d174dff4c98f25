// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal_prompt.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace kneepoint::app {

namespace {

using Kind = hosts::Question::Kind;

/// A server may have written it: no control characters reach the terminal.
std::string words_of(const hosts::Question& question)
{
    constexpr std::size_t longest = 400;
    switch (question.kind) {
    case Kind::host_key:
        return fmt::format("The key of host {} is not known yet. Its fingerprint ({}):\n  {}\n"
                           "Type \"yes\" if it is the right one: ",
                           one_line(question.host), one_line(question.key_type), one_line(question.fingerprint));
    case Kind::passphrase:
        return fmt::format("Passphrase of the key {}: ", one_line(question.key_file, longest));
    case Kind::password:
        return fmt::format("Password of {}: ", one_line(question.host));
    case Kind::other:
    case Kind::notice:
        break;
    }
    return one_line(trimmed(question.prompt), longest) + (question.kind == Kind::notice ? "\n" : " ");
}

std::optional<std::string> answer_to(const hosts::Question& question, const std::string& line)
{
    if (question.kind != Kind::host_key) return line;
    return line == "yes" || line == question.fingerprint ? std::optional(question.fingerprint) : std::nullopt;
}

} // namespace

TerminalPrompt::TerminalPrompt() : m_terminal(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC))
{
    if (m_terminal < 0) return;
    m_notifier = std::make_unique<QSocketNotifier>(m_terminal, QSocketNotifier::Read);
    m_notifier->setEnabled(false);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { read(); });
}

TerminalPrompt::~TerminalPrompt()
{
    echo_again();
    m_notifier.reset();
    if (m_terminal >= 0) ::close(m_terminal);
}

void TerminalPrompt::ask(const hosts::Question& question, const hosts::Askpass::Answer& answer)
{
    if (!is_there()) return answer(std::nullopt);
    if (question.kind == Kind::notice) return say(words_of(question)); // ssh takes it back by itself
    m_waiting.push_back({question, answer});
    if (m_waiting.size() == 1) show_next();
}

void TerminalPrompt::withdraw(int question)
{
    const bool shown = !m_waiting.empty() && m_waiting.front().question.id == question;
    std::erase_if(m_waiting, [&](const Waiting& waiting) { return waiting.question.id == question; });
    if (!shown) return;
    echo_again();
    say("\n");
    show_next();
}

void TerminalPrompt::show_next()
{
    m_notifier->setEnabled(!m_waiting.empty());
    if (m_waiting.empty()) return;
    const auto& question = m_waiting.front().question;
    if (question.kind != Kind::host_key && ::tcgetattr(m_terminal, &m_before) == 0) {
        auto silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        m_silent = ::tcsetattr(m_terminal, TCSAFLUSH, &silent) == 0;
    }
    say(words_of(question));
}

void TerminalPrompt::read()
{
    std::array<char, 4096> bytes{};
    const auto got = ::read(m_terminal, bytes.data(), bytes.size());
    if (got < 0 && errno == EINTR) return;
    const auto waiting = std::move(m_waiting.front());
    m_waiting.pop_front();
    if (std::exchange(m_silent, false)) {
        ::tcsetattr(m_terminal, TCSANOW, &m_before);
        say("\n");
    }
    std::string line(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    const bool whole = line.ends_with('\n'); // Ctrl-D or a terminal that is gone: no answer
    if (whole) line.pop_back();
    waiting.answer(whole ? answer_to(waiting.question, line) : std::nullopt);
    show_next();
}

void TerminalPrompt::say(const std::string& text) const
{
    static_cast<void>(::write(m_terminal, text.data(), text.size()));
}

void TerminalPrompt::echo_again()
{
    if (std::exchange(m_silent, false)) ::tcsetattr(m_terminal, TCSANOW, &m_before);
}

} // namespace kneepoint::app
