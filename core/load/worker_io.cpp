// SPDX-License-Identifier: GPL-3.0-or-later
#include "worker.h"

#include "clocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace kneepoint::load {

namespace {

/// From here on what follows may have come into the same read.
constexpr Nanoseconds late_read = 1'000'000;

bool own_limit(int error)
{
    return error == EMFILE || error == ENFILE || error == EADDRNOTAVAIL;
}

/// Edge-triggered: the kernel looks at a connection when something came, not once more after each read. So reading goes
/// on until a read is short, or to its end where the connection has one.
constexpr std::uint32_t input_events = EPOLLIN | EPOLLRDHUP | EPOLLET;
constexpr std::uint32_t end_events = EPOLLRDHUP | EPOLLHUP | EPOLLERR;

std::string connect_failure(int error)
{
    if (error == EMFILE || error == ENFILE) return "No file descriptor is left: raise the limit with ulimit -n.";
    if (error == EADDRNOTAVAIL)
        return "No local port is left: fewer streams, or requests that keep their connection, would do.";
    return fmt::format("No connection: {}.", std::strerror(error));
}

} // namespace

void Worker::connect(Slot& slot)
{
    slot.reused = false;
    enter(slot, Phase::connecting);
    ++m_connections;
    if (const int error = slot.connection.open(m_setup.address)) {
        slot.exchange.record().own_limit = own_limit(error);
        return fail(slot, OutcomeClass::refused, connect_failure(error));
    }
    slot.output_watched = true;
    epoll_event event{input_events | EPOLLOUT, {.ptr = &slot}};
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, slot.connection.fd(), &event);
}

void Worker::watch(Slot& slot, bool output)
{
    if (slot.output_watched == output) return;
    slot.output_watched = output;
    epoll_event event{output ? input_events | EPOLLOUT : input_events, {.ptr = &slot}};
    ::epoll_ctl(m_epoll, EPOLL_CTL_MOD, slot.connection.fd(), &event);
}

void Worker::connected(Slot& slot)
{
    if (const int error = slot.connection.connect_result())
        return fail(slot, OutcomeClass::refused, connect_failure(error));
    slot.last_progress = now();
    if (m_tls) {
        slot.connection.begin_tls(*m_tls, m_setup.endpoint.host);
        enter(slot, Phase::handshake);
        return handshake(slot);
    }
    slot.exchange.record().connected = now();
    send(slot);
}

void Worker::handshake(Slot& slot)
{
    TlsSession& tls = *slot.connection.tls();
    const auto state = tls.handshake();
    slot.connection.write({}); // what the handshake has to say
    if (const int error = slot.connection.flush()) return broken(slot, error);
    watch(slot, slot.connection.pending_output());
    if (state == TlsSession::Handshake::failed)
        return fail(slot, OutcomeClass::tls, fmt::format("TLS failed: {}.", tls.failure_text()));
    if (state == TlsSession::Handshake::pending) return;
    slot.exchange.record().connected = now();
    send(slot);
}

void Worker::send(Slot& slot)
{
    enter(slot, Phase::talking);
    slot.exchange.record().sent = slot.last_progress = now();
    slot.connection.write(slot.request);
    if (const int error = slot.connection.flush()) return broken(slot, error);
    watch(slot, slot.connection.pending_output());
}

void Worker::handle(Slot& slot, std::uint32_t events)
{
    if (!slot.connection.is_open()) return;
    if (slot.phase == Phase::connecting) {
        if (events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) connected(slot);
    } else {
        if ((events & EPOLLOUT) && slot.connection.pending_output()) {
            if (const int error = slot.connection.flush()) return broken(slot, error);
            slot.last_progress = now();
        }
        watch(slot, slot.connection.pending_output());
        if (events & (EPOLLIN | end_events)) read(slot, events);
    }
    settle(slot);
}

void Worker::read(Slot& slot, std::uint32_t events)
{
    bool more = true;
    while (more && slot.connection.is_open()) {
        const Connection::Read got = slot.connection.read(m_buffer, m_clock);
        if (got.bytes < 0) {
            if (got.error != 0) broken(slot, got.error);
            return;
        }
        if (got.bytes == 0) return broken(slot, 0);
        const auto size = static_cast<std::size_t>(got.bytes);
        more = size == m_buffer.size() || (events & end_events);
        take(slot, {m_buffer.data(), size}, got);
    }
}

void Worker::take(Slot& slot, std::string_view bytes, const Connection::Read& got)
{
    if (slot.phase == Phase::handshake) {
        slot.connection.tls()->feed(bytes);
        handshake(slot);
        if (slot.phase != Phase::talking) return;
        return deliver(slot, {}, got);
    }
    deliver(slot, bytes, got);
}

void Worker::deliver(Slot& slot, std::string_view bytes, const Connection::Read& read)
{
    if (m_setup.endpoint.unix_path.empty()) {
        ++m_reads;
        m_stamped_reads += read.kernel_stamp;
        m_close_reads += read.at - std::exchange(m_last_stamp, read.at) < m_longest_pause;
    }
    if (TlsSession* tls = slot.connection.tls()) {
        m_plain.clear();
        if (!tls->decrypt(bytes, m_plain))
            return fail(slot, OutcomeClass::tls, fmt::format("TLS failed: {}.", tls->failure_text()));
        bytes = m_plain;
    }
    if (bytes.empty()) return;
    // Bytes that nobody asked for end a kept connection.
    if (!slot.exchange.active()) return drop(slot);
    slot.last_progress = read.read_at - m_shared.zero;
    if (read.kernel_stamp) m_late_reads += slot.last_progress - (read.at - m_shared.zero) > late_read;
    const bool begun = slot.exchange.record().first_token.has_value();
    slot.exchange.receive(bytes, read.at - m_shared.zero);
    // Not earlier: while it waits for the first token the kernel would go back to confirming each.
    if (!begun && slot.exchange.record().first_token) slot.connection.confirm_less();
}

/// The connection ended (0) or failed. A kept connection that the server closed before it read the request is no
/// failure of the request: it goes out once more on a new one.
void Worker::broken(Slot& slot, int error)
{
    if (!slot.exchange.active()) return drop(slot);
    if (slot.phase == Phase::handshake)
        return fail(slot, OutcomeClass::tls, "TLS failed: the server ended the connection. Does it speak https?");
    if (slot.reused && !slot.exchange.any_byte()) {
        drop(slot);
        return connect(slot);
    }
    slot.exchange.connection_ended(now(), error ? fmt::format("The connection broke: {}.", std::strerror(error)) : "");
    drop(slot);
    settle(slot);
}

void Worker::fail(Slot& slot, OutcomeClass outcome, std::string error)
{
    if (!slot.exchange.active()) return;
    slot.exchange.fail(outcome, std::move(error), now());
    drop(slot);
    settle(slot);
}

void Worker::drop(Slot& slot)
{
    if (!slot.connection.is_open()) return;
    if (const auto trip = slot.connection.round_trip_us())
        m_round_trip_us = std::min(m_round_trip_us.value_or(*trip), *trip);
    slot.connection.close();
}

} // namespace kneepoint::load
