// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/simulator.h"
#include "sim_connection.h"
#include "sim_engine.h"
#include "sim_http.h"
#include "sim_metrics.h"
#include "sim_stream.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::load {

/// The event loop of the simulated endpoint: one thread, epoll for sockets, a timer for the next token. Tokens that
/// are due go before everything else.
class SimServer {
public:
    static Result<std::unique_ptr<SimServer>> open(SimulatorOptions options);
    ~SimServer();
    SimServer(const SimServer&) = delete;
    SimServer& operator=(const SimServer&) = delete;

    /// Serves until stop(), which any thread may call.
    void run();
    void stop();
    const SimListener& listener() const { return m_listener; }
    SimulatorCounts counts() const;
    std::vector<SimTimeline> take_timelines();

private:
    struct Choice {
        int prompt_tokens = 0;
        SimTime first = 0;
        SimTime last = 0;
    };
    /// A completion being answered. Its choices are jobs of their own for the engine, with numbers one after another.
    struct Work {
        std::uint64_t number = 0; ///< of the first choice
        SimStream stream;
        SimTime received = 0;
        std::vector<Choice> choices{};
        int max_tokens = 0;
        bool keep_alive = true;
        SimTimeline timeline;
    };
    /// A connection with its place. Its id is made of the place and the generation, a request's of the place and a
    /// running number, so that a late event for an earlier one is recognised.
    struct Place {
        std::optional<SimConnection> line;
        std::optional<Work> work;
        std::uint32_t generation = 0;
        std::size_t least_request = 1; ///< bytes before reading a request is worth a try
        bool continued = false;        ///< "100 Continue" was sent
        bool mute = false;             ///< a request without an answer
        bool writable_wanted = false;
    };
    struct Drip {
        SimTime at = 0;
        std::uint64_t id = 0;
    };
    struct Counts {
        std::atomic<std::int64_t> connections, requests, finished, cancelled, active, tokens, bunched_tokens,
            late_tokens, greatest_delay_ns;
    };

    explicit SimServer(SimulatorOptions options, SimListener listener);

    // The loop: sim_server.cpp.
    bool watch(int fd, std::uint64_t id, std::uint32_t events);
    int arm_timer();
    void spin();
    void advance(SimTime now);
    void drip(SimTime now);
    void drip_next(std::uint32_t place, std::size_t bytes);
    void accept_all();
    void on_event(std::uint64_t id, std::uint32_t events);
    void close(std::uint32_t place);
    void settle(std::uint32_t place, SimLine line);
    void send(std::uint32_t place, std::string_view bytes);
    Place* find(std::uint64_t id);
    std::uint64_t id_of(std::uint32_t place) const;

    // Requests: sim_server_requests.cpp.
    void read_requests(std::uint32_t place);
    void handle(std::uint32_t place, const HttpRequest& request);
    void answer(std::uint32_t place, const HttpRequest& request, std::string_view response);
    std::string fixed_answer(const HttpRequest& request) const;
    bool allowed(const HttpRequest& request) const;
    void complete(std::uint32_t place, const HttpRequest& request, SimApi api);
    std::optional<Fault> fault_of(const HttpRequest& request, const SimCall& call);
    bool answer_with_fault(std::uint32_t place, const HttpRequest& request, const SimCall& call, const Fault& fault);

    // Answers as their tokens come: sim_server_work.cpp.
    Work new_work(const SimCall& call, const Fault& fault);
    void start_work(std::uint32_t place, const HttpRequest& request, const SimCall& call, const Fault& fault);
    bool add_jobs(std::uint32_t place, const SimCall& call, const Work& work);
    void cancel_jobs(std::uint32_t place, const Work& work);
    Place* find_work(std::uint64_t id);
    void on_token(const DueToken& token, SimTime now);
    void count_token(Work& work, std::size_t choice, const DueToken& token, SimTime now);
    void finish_work(std::uint32_t place);
    void forget_work(std::uint32_t place);
    void keep_timeline(SimTimeline timeline);

    SimulatorOptions m_options;
    SimListener m_listener;
    std::optional<TlsSettings> m_tls;
    SimFd m_epoll;
    SimFd m_timer;
    SimFd m_wake;
    std::unique_ptr<SimEngine> m_engine;
    SimMetrics m_metrics;
    std::vector<Place> m_places;
    std::vector<std::uint32_t> m_free;
    std::deque<Drip> m_drips;
    std::vector<DueToken> m_due;
    std::string m_wire;
    std::optional<SimTime> m_armed;
    SimTime m_awake_before = 0;
    SimTime m_ready_at = 0;
    long m_created = 0;
    std::uint64_t m_next_answer = 1;
    std::mt19937_64 m_random;
    bool m_accepting = true;
    std::atomic<bool> m_stop = false;
    Counts m_counts{};
    std::deque<SimTimeline> m_timelines; ///< no vector: it would be moved as a whole while tokens wait
};

} // namespace kneepoint::load
