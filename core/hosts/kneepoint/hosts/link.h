// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/host.h"
#include "kneepoint/hosts/link_problem.h"
#include "kneepoint/hosts/shell.h"
#include "kneepoint/hosts/timing.h"

#include <QObject>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace kneepoint::hosts {

class Askpass;

enum class LinkState {
    offline,    ///< not wanted
    connecting, ///
    up,         ///
    waiting,    ///< lost or not reached; tries again at next_try()
    refused,    ///< only the user can mend it; does not try again by itself
};

/// Keeps a host's shell: connects, notices when the line is lost, waits (1, 2, 4, 8, 15, 30 s, each within a fifth) and
/// connects again; at once when this computer wakes up. Says nothing about jobs: what runs on the host goes on.
class Link : public QObject {
    Q_OBJECT
public:
    struct Options {
        Timing timing = Timing::real();
        Patience patience = {};
        Askpass* askpass = nullptr; ///< for attempts that may ask; outlives the link
    };

    /// @pre the host is this computer or an SSH host
    explicit Link(Host host, QObject* parent = nullptr);
    Link(Host host, Options options, QObject* parent = nullptr);
    ~Link() override;

    /// Connects now, whatever it waits for. Attempts that follow by themselves never ask.
    void open(Contact contact);
    void close();

    LinkState state() const { return m_state; }
    const Host& host() const { return m_host; }
    /// Why it waits or was refused.
    const std::optional<LinkProblem>& problem() const { return m_problem; }
    /// Since when the host has not been reached; none while it is up or was never wanted.
    std::optional<std::chrono::system_clock::time_point> lost_since() const { return m_lost_since; }
    /// Of the attempt that it waits for.
    std::optional<std::chrono::system_clock::time_point> next_try() const { return m_next_try; }
    /// Valid while it is up; a later one is another.
    Shell* shell() const { return m_state == LinkState::up ? m_shell.get() : nullptr; }
    /// As Shell::run. @error io when the link is not up
    QFuture<Result<Output>> run(Command command);

signals:
    void changed();

private:
    void attempt(Contact contact);
    void take_ending(const ShellEnding& ending);
    void drop_shell();
    void wait_and_try();
    void watch_sleep();
    void wake();
    void become(LinkState state);
    void later(Timing::Duration delay, void (Link::*what)(), bool of_this_wait);

    Host m_host;
    Options m_options;
    std::unique_ptr<Shell> m_shell;
    LinkState m_state = LinkState::offline;
    std::optional<LinkProblem> m_problem;
    std::optional<std::chrono::system_clock::time_point> m_lost_since, m_next_try;
    Timing::Duration m_slept{};
    std::uint64_t m_wait = 0; ///< counts waits, so that an old one's timer does nothing
    std::size_t m_failures = 0;
    bool m_watches_sleep = false;
};

} // namespace kneepoint::hosts
