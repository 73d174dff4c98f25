// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/simulator.h"

#include "descriptors.h"
#include "sim_server.h"

#include <csignal>
#include <pthread.h>

#include <thread>

namespace kneepoint::load {

class Simulator::Thread {
public:
    explicit Thread(std::unique_ptr<SimServer> server) : m_server(std::move(server))
    {
        // Signals are the business of the program's own threads.
        sigset_t all;
        sigset_t before;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        m_thread = std::thread([this] { m_server->run(); });
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }
    ~Thread() { stop(); }
    Thread(const Thread&) = delete;
    Thread& operator=(const Thread&) = delete;

    void stop()
    {
        if (!m_thread.joinable()) return;
        m_server->stop();
        m_thread.join();
    }
    SimServer& server() { return *m_server; }

private:
    std::unique_ptr<SimServer> m_server;
    std::thread m_thread;
};

Result<std::unique_ptr<Simulator>> Simulator::start(SimulatorOptions options)
{
    // A descriptor per client: as many as the system lets us have, before another thread runs.
    reserve_descriptors(raise_descriptor_limit());
    auto server = SimServer::open(std::move(options));
    if (!server) return std::unexpected(server.error());
    return std::unique_ptr<Simulator>(new Simulator(std::make_unique<Thread>(std::move(*server))));
}

Simulator::Simulator(std::unique_ptr<Thread> thread) : m_thread(std::move(thread)) {}

Simulator::~Simulator() = default;

std::uint16_t Simulator::port() const
{
    return m_thread->server().listener().port;
}

std::string Simulator::url() const
{
    return m_thread->server().listener().url;
}

void Simulator::stop()
{
    m_thread->stop();
}

SimulatorCounts Simulator::counts() const
{
    return m_thread->server().counts();
}

std::vector<SimTimeline> Simulator::take_timelines()
{
    return m_thread->server().take_timelines();
}

} // namespace kneepoint::load
