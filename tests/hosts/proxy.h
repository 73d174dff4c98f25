// SPDX-License-Identifier: GPL-3.0-or-later
// A line that can be slow, silent or cut: a TCP proxy in a thread of its own, before the test's real sshd.
#pragma once

#include "kneepoint/hosts/host.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <string>
#include <thread>
#include <vector>

namespace kneepoint::tests {

class Proxy {
public:
    /// @param delay of each way; a round trip takes twice that
    explicit Proxy(std::uint16_t target, std::chrono::milliseconds delay = {}) : m_target(target), m_delay(delay)
    {
        m_listener = listen_at(0);
        sockaddr_in own{};
        socklen_t size = sizeof own;
        ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&own), &size);
        m_port = ntohs(own.sin_port);
        m_thread = std::thread([this] { serve(); });
    }
    ~Proxy()
    {
        m_end = true;
        m_thread.join();
        for (auto& line : m_lines) cut(line, true);
        if (m_listener >= 0) ::close(m_listener);
    }
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;

    std::uint16_t port() const { return m_port; }
    /// The same host, reached over this line.
    hosts::Host through(hosts::Host host) const
    {
        std::get<hosts::SshHost>(host.where).port = m_port;
        return host;
    }
    /// Nothing passes any more, and nobody is told: a black hole, until resume().
    void pause() { m_paused = true; }
    void resume() { m_paused = false; }
    /// Both ends of every line get an RST, or a FIN.
    void reset() { order(Order::reset); }
    void hang_up() { order(Order::hang_up); }
    /// New connections are refused, until accept().
    void refuse() { order(Order::refuse); }
    void accept() { order(Order::accept); }
    enum class Direction { up, down };
    /// The lines are reset once this many bytes have gone to the server, or come from it, counted from now; -1: never.
    void reset_after(std::int64_t bytes, Direction direction = Direction::up)
    {
        m_reset_after = -1;
        m_counts_up = direction == Direction::up;
        m_passed = 0;
        m_reset_after = bytes;
    }
    /// Bytes that went this way since the last reset_after().
    std::int64_t passed() const { return m_passed; }
    bool was_reset() const { return m_reset_after == -1; }

private:
    using Clock = std::chrono::steady_clock;
    enum class Order { none, reset, hang_up, refuse, accept };
    struct Piece {
        Clock::time_point due;
        std::string bytes;
    };
    struct Way {
        int from = -1, to = -1;
        std::deque<Piece> pieces;
        std::size_t held = 0;
        bool ended = false;
    };
    struct Line {
        Way up, down;
    };
    static constexpr std::size_t most_held = std::size_t{4} << 20;

    void order(Order what)
    {
        m_order = what;
        while (m_order != Order::none) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    static int listen_at(std::uint16_t port)
    {
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        const int on = 1;
        ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        const sockaddr_in at = address(port);
        ::bind(listener, reinterpret_cast<const sockaddr*>(&at), sizeof at);
        ::listen(listener, 50);
        return listener;
    }
    static sockaddr_in address(std::uint16_t port)
    {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_port = htons(port);
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return at;
    }
    static void make_quick(int socket)
    {
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        ::fcntl(socket, F_SETFL, O_NONBLOCK);
    }
    static void cut(Line& line, bool by_reset)
    {
        for (const int socket : {line.up.from, line.up.to}) {
            if (socket < 0) continue;
            const linger now{.l_onoff = 1, .l_linger = 0};
            if (by_reset) ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
            ::close(socket);
        }
        line.up.from = line.up.to = -1;
    }
    void obey()
    {
        const auto what = m_order.load();
        if (what == Order::reset || what == Order::hang_up) {
            for (auto& line : m_lines) cut(line, what == Order::reset);
            m_lines.clear();
        }
        if (what == Order::refuse && m_listener >= 0) {
            ::close(m_listener);
            m_listener = -1;
        }
        if (what == Order::accept && m_listener < 0) m_listener = listen_at(m_port);
        m_order = Order::none;
    }
    void take_new()
    {
        const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) return;
        const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_in at = address(m_target);
        if (::connect(server, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) {
            ::close(client);
            ::close(server);
            return;
        }
        make_quick(client);
        make_quick(server);
        m_lines.push_back({.up = {.from = client, .to = server}, .down = {.from = server, .to = client}});
    }
    void take_in(Way& way) const
    {
        if (way.ended || way.held > most_held) return;
        std::string bytes(65536, '\0');
        const auto got = ::recv(way.from, bytes.data(), bytes.size(), 0);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) way.ended = true;
        if (got <= 0) return;
        bytes.resize(static_cast<std::size_t>(got));
        way.held += bytes.size();
        way.pieces.push_back({Clock::now() + m_delay, std::move(bytes)});
    }
    /// @return false when the line is to be reset: the byte of the order was passed
    bool pass_on(Way& way, bool up)
    {
        const bool counts = up == m_counts_up;
        while (!way.pieces.empty() && way.pieces.front().due <= Clock::now()) {
            auto& bytes = way.pieces.front().bytes;
            std::size_t most = bytes.size();
            const auto limit = m_reset_after.load();
            if (counts && limit >= 0)
                most =
                    std::min<std::size_t>(most, static_cast<std::size_t>(std::max<std::int64_t>(limit - m_passed, 0)));
            const auto put = most == 0 ? 0 : ::send(way.to, bytes.data(), most, MSG_NOSIGNAL);
            if (put < 0 && errno != EAGAIN && errno != EINTR) {
                way.ended = true;
                way.pieces.clear();
            }
            if (put < 0) return true;
            if (counts) m_passed += put;
            way.held -= static_cast<std::size_t>(put);
            bytes.erase(0, static_cast<std::size_t>(put));
            if (counts && limit >= 0 && m_passed >= limit) return false;
            if (!bytes.empty()) return true;
            way.pieces.pop_front();
        }
        return true;
    }
    void move_bytes()
    {
        for (auto line = m_lines.begin(); line != m_lines.end();) {
            take_in(line->up);
            take_in(line->down);
            const bool goes_on = pass_on(line->up, true) && pass_on(line->down, false);
            const bool over =
                (line->up.ended && line->up.pieces.empty()) || (line->down.ended && line->down.pieces.empty());
            if (!goes_on) m_reset_after = -1;
            if (!goes_on || over) {
                cut(*line, !goes_on);
                line = m_lines.erase(line);
            } else {
                ++line;
            }
        }
    }
    void serve()
    {
        while (!m_end) {
            if (m_order != Order::none) obey();
            std::vector<pollfd> wanted;
            if (m_listener >= 0) wanted.push_back({m_listener, POLLIN, 0});
            int wait = 10;
            if (!m_paused)
                for (auto& line : m_lines) {
                    for (const auto* way : {&line.up, &line.down}) {
                        if (!way->ended && way->held <= most_held) wanted.push_back({way->from, POLLIN, 0});
                        if (!way->pieces.empty()) wait = 1;
                    }
                }
            ::poll(wanted.data(), wanted.size(), wait);
            if (m_paused) {
                if (m_listener >= 0) take_new(); // TCP connects, then silence
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
                continue;
            }
            if (m_listener >= 0) take_new();
            move_bytes();
        }
    }

    std::uint16_t m_target, m_port = 0;
    std::chrono::milliseconds m_delay;
    int m_listener = -1;
    std::list<Line> m_lines;
    std::atomic<Order> m_order = Order::none;
    std::atomic<bool> m_paused = false, m_end = false, m_counts_up = true;
    std::atomic<std::int64_t> m_passed = 0, m_reset_after = -1;
    std::thread m_thread;
};

} // namespace kneepoint::tests
