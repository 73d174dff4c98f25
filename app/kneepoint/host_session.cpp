// SPDX-License-Identifier: GPL-3.0-or-later
#include "host_session.h"

#include <QEventLoop>

#include <fmt/format.h>

namespace kneepoint::app {

namespace {

// QCoreApplication keeps references to both for as long as it lives.
int word_count = 1;
char program_name[] = "kneepoint";
char* words[] = {program_name, nullptr};

constexpr std::chrono::milliseconds stop_check{100};

/// @return none when it is up
std::optional<Error> why_not(const hosts::Link& link, bool stopped)
{
    if (stopped) return Error{ErrorKind::cancelled, "Stopped.", ""};
    if (link.state() == hosts::LinkState::up) return std::nullopt;
    return Error{ErrorKind::io, link.problem() ? link.problem()->text : "There is no connection to the host.", ""};
}

} // namespace

HostSession::HostSession(std::stop_token stop) : m_stop(std::move(stop))
{
    if (!QCoreApplication::instance()) m_application = std::make_unique<QCoreApplication>(word_count, words);
    const auto helper = hosts::askpass_program(QCoreApplication::applicationDirPath());
    m_prompt = std::make_unique<TerminalPrompt>();
    if (!m_prompt->is_there() || helper.isEmpty()) return;
    m_askpass = std::make_unique<hosts::Askpass>(
        helper, [this](const auto& question, const auto& answer) { m_prompt->ask(question, answer); });
    QObject::connect(m_askpass.get(), &hosts::Askpass::withdrawn, m_askpass.get(),
                     [this](int question) { m_prompt->withdraw(question); });
    if (auto opened = m_askpass->open(); !opened) {
        fmt::print(stderr, "kneepoint: {}\n", to_string(opened.error()));
        m_askpass.reset();
    }
}

HostSession::~HostSession() = default;

hosts::Contact HostSession::contact() const
{
    return m_askpass ? hosts::Contact::may_ask : hosts::Contact::silent;
}

Result<std::unique_ptr<hosts::Link>> HostSession::connect(const hosts::Host& host)
{
    auto link = std::make_unique<hosts::Link>(host, hosts::Link::Options{.askpass = m_askpass.get()});
    auto* watch = new QTimer(link.get());
    QObject::connect(watch, &QTimer::timeout, link.get(), [this, at = link.get()] {
        if (stopped() && at->state() != hosts::LinkState::offline) at->close();
    });
    watch->start(stop_check);
    QEventLoop loop;
    QObject::connect(link.get(), &hosts::Link::changed, &loop, [&] {
        if (link->state() != hosts::LinkState::connecting) loop.quit();
    });
    link->open(contact());
    if (link->state() == hosts::LinkState::connecting) loop.exec();
    if (auto error = why_not(*link, stopped())) {
        link->close();
        return std::unexpected(std::move(*error));
    }
    return link;
}

} // namespace kneepoint::app
