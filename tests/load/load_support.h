// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/client.h"
#include "kneepoint/load/simulator.h"
#include "kneepoint/load/target.h"

#include <QTemporaryDir>
#include <QTest>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <thread>

namespace kneepoint::tests {

/// A client of a target that is there already.
inline load::ClientSetup client_of(const std::string& url)
{
    load::ClientSetup setup;
    setup.endpoint = *load::endpoint_from_url(url);
    if (const auto address = load::resolve(setup.endpoint)) setup.address = *address;
    setup.content.model = "simulated";
    setup.content.prompt_tokens = 8;
    setup.content.output_tokens = 10;
    return setup;
}

inline load::LevelPlan closed_loop(int streams, std::uint64_t requests)
{
    load::LevelPlan level;
    level.kind = load::ProfileKind::concurrent;
    level.streams = streams;
    level.stop.requests = requests;
    return level;
}

/// The simulator with fixed times.
inline std::unique_ptr<load::Simulator> exact_server(double ttft_ms, double itl_ms,
                                                     std::vector<load::FaultShare> faults = {})
{
    load::SimulatorOptions options;
    options.exact = {.ttft = std::chrono::microseconds(int(ttft_ms * 1e3)),
                     .itl = std::chrono::microseconds(int(itl_ms * 1e3))};
    options.faults = std::move(faults);
    options.keep_timelines = true;
    auto server = load::Simulator::start(options);
    return server ? std::move(*server) : nullptr;
}

/// Answers every connection's first request with the same bytes, then closes or resets it.
class ScriptedServer {
public:
    enum class End { close, reset };
    explicit ScriptedServer(std::string answer, End end = End::close) : m_answer(std::move(answer)), m_end(end)
    {
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(m_listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
        ::listen(m_listener, 64);
        socklen_t size = sizeof address;
        ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { serve(); });
    }
    ~ScriptedServer()
    {
        ::shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        ::close(m_listener);
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port); }

private:
    void serve()
    {
        for (int fd = 0; (fd = ::accept(m_listener, nullptr, nullptr)) >= 0;) {
            std::string request;
            char buffer[4096];
            while (request.find("\r\n\r\n") == std::string::npos) {
                const auto got = ::recv(fd, buffer, sizeof buffer, 0);
                if (got <= 0) break; // resolve() only tries whether a connection comes about
                request.append(buffer, std::size_t(got));
                if (request[0] == 0x16) break; // TLS, to a server that speaks none
            }
            if (!request.empty()) ::send(fd, m_answer.data(), m_answer.size(), MSG_NOSIGNAL);
            if (m_end == End::reset) {
                const linger hard{1, 0};
                ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
            } else if (!request.empty()) {
                ::shutdown(fd, SHUT_WR);
                while (::recv(fd, buffer, sizeof buffer, 0) > 0) {
                }
            }
            ::close(fd);
        }
    }

    std::string m_answer;
    End m_end;
    int m_listener = -1;
    std::uint16_t m_port = 0;
    std::thread m_thread;
};

} // namespace kneepoint::tests
