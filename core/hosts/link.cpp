// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/link.h"

#include "kneepoint/hosts/askpass.h"

#include <QPointer>
#include <QPromise>

#include <algorithm>
#include <array>

namespace kneepoint::hosts {

namespace {

using namespace std::chrono_literals;

constexpr std::array<Timing::Duration, 6> delays{1s, 2s, 4s, 8s, 15s, 30s};
constexpr Timing::Duration sleep_check = 5s;
constexpr Timing::Duration short_nap = 5s; ///< the line survives it
constexpr Timing::Duration log_in = 30s;
constexpr Timing::Duration log_in_with_questions = 10min;

} // namespace

Link::Link(Host host, QObject* parent) : Link(std::move(host), Options{}, parent) {}

Link::Link(Host host, Options options, QObject* parent)
    : QObject(parent), m_host(std::move(host)), m_options(std::move(options))
{}

Link::~Link()
{
    if (m_shell) m_shell->disconnect(this);
}

void Link::open(Contact contact)
{
    m_failures = 0;
    if (m_state == LinkState::offline) m_lost_since = m_options.timing.now();
    if (!m_watches_sleep) {
        m_watches_sleep = true;
        m_slept = m_options.timing.suspended();
        later(sleep_check, &Link::watch_sleep, false);
    }
    attempt(contact);
}

void Link::close()
{
    ++m_wait;
    drop_shell();
    m_problem.reset();
    m_lost_since.reset();
    m_next_try.reset();
    become(LinkState::offline);
}

QFuture<Result<Output>> Link::run(Command command)
{
    if (m_state == LinkState::up) return m_shell->run(std::move(command));
    QPromise<Result<Output>> promise;
    promise.start();
    promise.addResult(failure(ErrorKind::io, "There is no connection to the host.", m_host.name));
    promise.finish();
    return promise.future();
}

void Link::attempt(Contact contact)
{
    ++m_wait;
    drop_shell();
    m_next_try.reset();
    auto how = launch(m_host, contact, m_options.patience);
    const bool asks = contact == Contact::may_ask && m_options.askpass != nullptr;
    if (asks) m_options.askpass->attach(how);
    m_shell = std::make_unique<Shell>(m_host.name, std::move(how), m_host.prepare);
    connect(m_shell.get(), &Shell::ready, this, [this] {
        m_failures = 0;
        m_problem.reset();
        m_lost_since.reset();
        become(LinkState::up);
    });
    // Queued: the shell that ended is not destroyed from within itself.
    connect(m_shell.get(), &Shell::ended, this, &Link::take_ending, Qt::QueuedConnection);
    m_shell->start(asks ? log_in_with_questions : log_in);
    become(LinkState::connecting); // last: who hears it may close the link
}

void Link::take_ending(const ShellEnding& ending)
{
    if (!m_shell || sender() != m_shell.get()) return; // one that was closed or replaced meanwhile
    m_problem = problem_of(ending, m_host.name);
    if (!m_lost_since) m_lost_since = m_options.timing.now();
    drop_shell();
    if (needs_user(m_problem->fault)) return become(LinkState::refused);
    wait_and_try();
}

void Link::drop_shell()
{
    if (!m_shell) return;
    m_shell->disconnect(this);
    m_shell.release()->deleteLater();
}

void Link::wait_and_try()
{
    const auto planned = delays[std::min(m_failures++, delays.size() - 1)];
    const auto delay = std::chrono::round<Timing::Duration>(std::chrono::duration<double, std::milli>(planned) *
                                                            m_options.timing.spread());
    m_next_try = m_options.timing.now() + delay;
    ++m_wait;
    later(delay, &Link::wake, true);
    become(LinkState::waiting);
}

void Link::wake()
{
    attempt(Contact::silent);
}

void Link::watch_sleep()
{
    later(sleep_check, &Link::watch_sleep, false);
    const auto slept = m_options.timing.suspended();
    const bool long_sleep = slept - std::exchange(m_slept, slept) > short_nap;
    if (!long_sleep) return;
    if (m_state == LinkState::waiting) return attempt(Contact::silent);
    if (m_state != LinkState::up) return;
    // The other side may have given up meanwhile: ask instead of waiting for ssh's own patience.
    m_shell->run({.argv = {}, .script = ":", .timeout = m_options.patience.alive_interval})
        .then(this, [this, asked = QPointer(m_shell.get())](const Result<Output>& answer) {
            if (answer || asked.isNull() || asked != m_shell.get()) return;
            m_lost_since = m_options.timing.now();
            attempt(Contact::silent);
        });
}

void Link::become(LinkState state)
{
    m_state = state;
    emit changed();
}

void Link::later(Timing::Duration delay, void (Link::*what)(), bool of_this_wait)
{
    m_options.timing.after(delay, [self = QPointer(this), what, of_this_wait, wait = m_wait] {
        if (self && (!of_this_wait || self->m_wait == wait)) (self->*what)();
    });
}

} // namespace kneepoint::hosts
