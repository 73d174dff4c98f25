// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <iterator>
#include <limits>
#include <thread>

namespace kneepoint::load {

namespace {

// Beyond the ids of connections: nobody has that many places.
constexpr std::uint64_t listener_id = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t timer_id = listener_id - 1;
constexpr std::uint64_t wake_id = listener_id - 2;
constexpr int accepted_at_once = 4;
constexpr SimTime drip_interval = 5'000'000;
constexpr SimTime awake_before = 60'000;

std::uint32_t place_of(std::uint64_t id)
{
    return static_cast<std::uint32_t>(id);
}

} // namespace

SimServer::SimServer(SimulatorOptions options, SimListener listener)
    : m_options(std::move(options)), m_listener(std::move(listener)), m_epoll(epoll_create1(EPOLL_CLOEXEC)),
      m_timer(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)), m_wake(eventfd(0, EFD_CLOEXEC)),
      m_engine(m_options.exact ? exact_engine(*m_options.exact) : model_engine(m_options.model, m_options.seed)),
      m_awake_before(m_options.exact && std::thread::hardware_concurrency() > 1 ? awake_before : 0),
      m_ready_at(sim_now() + std::chrono::nanoseconds(m_options.ready_after).count()),
      m_created(static_cast<long>(std::time(nullptr))), m_random(m_options.seed)
{}

SimServer::~SimServer()
{
    if (!m_options.unix_path.empty()) ::unlink(m_options.unix_path.c_str());
}

Result<std::unique_ptr<SimServer>> SimServer::open(SimulatorOptions options)
{
    if (auto checked = check_fault_shares(options.faults); !checked) return std::unexpected(checked.error());
    if (options.exact && (options.exact->ttft.count() < 0 || options.exact->itl.count() < 0))
        return failure(ErrorKind::invalid, "TTFT and ITL of the exact mode cannot be negative.");
    const SimModel& model = options.model;
    const bool can_run = model.block_tokens > 0 && model.kv_tokens >= model.block_tokens && model.max_batch > 0 &&
                         model.step_tokens > 0 && model.max_model_tokens > 1;
    if (!options.exact && !can_run)
        return failure(ErrorKind::invalid,
                       "The simulated server has no room for a request; choose one of the presets.");
    std::optional<TlsSettings> tls;
    if (!options.tls_certificate.empty() || !options.tls_key.empty()) {
        auto settings = TlsSettings::server(options.tls_certificate, options.tls_key);
        if (!settings) return std::unexpected(settings.error());
        tls = std::move(*settings);
    }
    auto listener =
        options.unix_path.empty() ? listen_on_address(options.host, options.port) : listen_on_path(options.unix_path);
    if (!listener) return std::unexpected(listener.error());
    std::unique_ptr<SimServer> server(new SimServer(std::move(options), std::move(*listener)));
    if (tls && server->m_listener.url.starts_with("http:")) server->m_listener.url.insert(4, "s");
    server->m_tls = std::move(tls);
    const bool watched = server->watch(server->m_listener.fd.get(), listener_id, EPOLLIN) &&
                         server->watch(server->m_timer.get(), timer_id, EPOLLIN | EPOLLET) &&
                         server->watch(server->m_wake.get(), wake_id, EPOLLIN);
    if (!watched) return failure(ErrorKind::io, "Cannot watch sockets: no more file descriptors.");
    return server;
}

bool SimServer::watch(int fd, std::uint64_t id, std::uint32_t events)
{
    epoll_event event{.events = events, .data = {.u64 = id}};
    return epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void SimServer::stop()
{
    m_stop = true;
    const std::uint64_t one = 1;
    // Fails only when the counter is full, and then the loop wakes up anyway.
    [[maybe_unused]] const auto written = ::write(m_wake.get(), &one, sizeof one);
}

/// Sets the timer to the next thing to do. @return the time-out for epoll: none, or 0 when it is due already
int SimServer::arm_timer()
{
    auto next = m_engine->next();
    if (!m_drips.empty()) next = std::min(next.value_or(m_drips.front().at), m_drips.front().at);
    if (!next) return -1;
    if (*next <= sim_now() + m_awake_before) return 0;
    if (next == m_armed) return -1;
    m_armed = next;
    const itimerspec at{.it_interval = {}, .it_value = {*next / 1'000'000'000, *next % 1'000'000'000}};
    timerfd_settime(m_timer.get(), TFD_TIMER_ABSTIME, &at, nullptr);
    return -1;
}

/// With exact times the last moments before a token are waited for awake: to sleep and to be woken takes longer than
/// to send.
void SimServer::spin()
{
    const auto next = m_engine->next();
    if (!next || *next > sim_now() + m_awake_before) return;
    while (sim_now() < *next) {
    }
}

void SimServer::run()
{
    // Few at a time, so that tokens never wait for a crowd of new connections.
    std::array<epoll_event, 32> events{};
    while (!m_stop) {
        const int count = epoll_wait(m_epoll.get(), events.data(), static_cast<int>(events.size()), arm_timer());
        if (count == 0) spin();
        advance(sim_now());
        drip(sim_now());
        for (int i = 0; i < count; ++i) {
            on_event(events[static_cast<std::size_t>(i)].data.u64, events[static_cast<std::size_t>(i)].events);
            advance(sim_now()); // a request takes as long to read as ten tokens to send
        }
    }
    for (std::uint32_t place = 0; place < m_places.size(); ++place) close(place);
}

void SimServer::advance(SimTime now)
{
    m_due.clear();
    m_engine->advance(now, m_due);
    for (const DueToken& token : m_due) on_token(token, sim_now());
}

void SimServer::drip(SimTime now)
{
    while (!m_drips.empty() && m_drips.front().at <= now) {
        const Drip due = m_drips.front();
        m_drips.pop_front();
        Place* place = find(due.id);
        if (place == nullptr || !place->line->dripping()) continue;
        settle(place_of(due.id), place->line->drip());
        // All drip at the same interval, so the queue stays in order.
        if (find(due.id) != nullptr) m_drips.push_back({.at = now + drip_interval, .id = due.id});
    }
}

void SimServer::accept_all()
{
    for (int n = 0; n < accepted_at_once; ++n) {
        SimFd fd(accept4(m_listener.fd.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!fd) {
            // Without descriptors the listener would stay readable for ever: wait until a connection ends.
            if (errno == EMFILE || errno == ENFILE) {
                epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, m_listener.fd.get(), nullptr);
                m_accepting = false;
            }
            return;
        }
        const int on = 1;
        setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        // Exact times leave no room for a congestion control that paces packets, as BBR does.
        if (m_options.exact) setsockopt(fd.get(), IPPROTO_TCP, TCP_CONGESTION, "reno", 4);
        if (m_free.empty()) {
            m_free.push_back(static_cast<std::uint32_t>(m_places.size()));
            m_places.emplace_back();
        }
        const std::uint32_t place = m_free.back();
        if (!watch(fd.get(), id_of(place), EPOLLIN | EPOLLRDHUP)) continue;
        m_free.pop_back();
        m_places[place].line.emplace(std::move(fd), m_tls ? &*m_tls : nullptr);
        ++m_counts.connections;
    }
}

std::uint64_t SimServer::id_of(std::uint32_t place) const
{
    return std::uint64_t{m_places[place].generation} << 32 | place;
}

SimServer::Place* SimServer::find(std::uint64_t id)
{
    const std::uint32_t place = place_of(id);
    if (place >= m_places.size() || id_of(place) != id || !m_places[place].line) return nullptr;
    return &m_places[place];
}

void SimServer::on_event(std::uint64_t id, std::uint32_t events)
{
    if (id == listener_id) return accept_all();
    if (id == timer_id) m_armed.reset();
    Place* place = find(id);
    if (place == nullptr) return;
    if ((events & EPOLLOUT) != 0) settle(place_of(id), place->line->flush());
    if (find(id) == nullptr || (events & ~std::uint32_t{EPOLLOUT}) == 0) return;
    // A client that closed its side is gone for us, as it is for the servers this one simulates.
    const SimLine line = place->line->receive();
    if (line == SimLine::closed || (events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP)) != 0) return close(place_of(id));
    read_requests(place_of(id));
}

/// Acts on what a write ended with.
void SimServer::settle(std::uint32_t index, SimLine line)
{
    if (line == SimLine::closed) return close(index);
    Place& place = m_places[index];
    const bool wanted = place.line->has_unsent();
    if (wanted == place.writable_wanted) return;
    place.writable_wanted = wanted;
    epoll_event event{.events = EPOLLIN | EPOLLRDHUP | (wanted ? std::uint32_t{EPOLLOUT} : 0U),
                      .data = {.u64 = id_of(index)}};
    epoll_ctl(m_epoll.get(), EPOLL_CTL_MOD, place.line->fd(), &event);
}

void SimServer::send(std::uint32_t place, std::string_view bytes)
{
    settle(place, m_places[place].line->send(bytes));
}

void SimServer::close(std::uint32_t index)
{
    Place& place = m_places[index];
    if (!place.line) return;
    if (place.work) forget_work(index);
    const std::uint32_t next_generation = place.generation + 1;
    place = Place{.generation = next_generation};
    m_free.push_back(index);
    if (!m_accepting) m_accepting = watch(m_listener.fd.get(), listener_id, EPOLLIN);
}

SimulatorCounts SimServer::counts() const
{
    return {.connections = m_counts.connections,
            .requests = m_counts.requests,
            .finished = m_counts.finished,
            .cancelled = m_counts.cancelled,
            .active = m_counts.active,
            .tokens = m_counts.tokens,
            .bunched_tokens = m_counts.bunched_tokens,
            .late_tokens = m_counts.late_tokens,
            .greatest_delay_ns = m_counts.greatest_delay_ns};
}

std::vector<SimTimeline> SimServer::take_timelines()
{
    return {std::move_iterator(m_timelines.begin()), std::move_iterator(m_timelines.end())};
}

} // namespace kneepoint::load
