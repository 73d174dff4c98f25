// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection.h"
#include "exchange.h"
#include "kneepoint/load/client.h"

#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <vector>

namespace kneepoint::load {

/// What the threads of one level share: touched once per request, never per token.
struct SharedLevel {
    std::int64_t zero = 0;                        ///< steady clock at the level's start
    std::atomic<std::uint64_t> claimed = 0;       ///< closed loop: requests begun
    std::atomic<std::uint64_t> conversations = 0; ///< of several turns: begun
    std::uint64_t request_limit = ~std::uint64_t{0};
    std::atomic<bool> stop_beginning = false; ///< the error rate was reached: begin no more
    std::atomic<bool> cut_off = false;        ///< end what is in flight too
};

/// Written by one worker, read by the progress display. On a cache line of its own.
struct alignas(64) WorkerCounts {
    std::atomic<std::uint64_t> begun = 0, ok = 0, failed = 0, tokens = 0;
    std::atomic<std::uint64_t> ttft_ns = 0, ttft_count = 0, itl_ns = 0, itl_count = 0;
};

/// What one worker does in a level.
struct WorkerShare {
    int streams = 0;      ///< closed loop: how many of the level's
    int first_stream = 0; ///< and the number of the first
    int all_streams = 0;
    struct Arrival {
        Nanoseconds at = 0;
        std::uint64_t index = 0;
    };
    std::vector<Arrival> arrivals; ///< open loop
    std::size_t max_connections = 0;
};

/// One I/O thread: its own epoll, its own connections and its own records. run() is the thread's function.
class Worker {
public:
    Worker(const ClientSetup& setup, const LevelPlan& level, const TlsSettings* tls, SharedLevel& shared,
           WorkerShare share);
    ~Worker();

    /// @error io when the kernel gives no epoll or timer
    Result<void> open();
    void run();

    const WorkerCounts& counts() const { return m_counts; }
    std::vector<RequestRecord>& records() { return m_records; }
    double cpu_seconds() const { return m_cpu_seconds; }
    std::optional<std::uint32_t> round_trip_us() const { return m_round_trip_us; }
    bool kernel_stamps() const { return m_reads > 0 && m_stamped_reads == m_reads; }
    std::uint64_t connections() const { return m_connections; }
    std::uint64_t late_reads() const { return m_late_reads; }
    std::uint64_t wakeups() const { return m_wakeups; }
    std::int64_t largest_clock_step() const { return m_clock.largest_step(); }

private:
    enum class Phase : std::uint8_t { idle, connecting, handshake, talking };
    struct Slot {
        Connection connection;
        Exchange exchange;
        std::string request;
        std::optional<Conversation> conversation; ///< of several turns: the one that goes on here
        Phase phase = Phase::idle;
        bool reused = false; ///< the request went over a connection kept from another
        bool output_watched = false;
        Nanoseconds last_progress = 0;
        Nanoseconds free_since = 0; ///< closed loop: the next request's scheduled time
    };
    /// Closed loop: a slot that is to begin a request.
    struct Owed {
        Nanoseconds at = 0;
        Slot* slot = nullptr;
        bool operator>(const Owed& other) const { return at > other.at; }
    };

    Nanoseconds now() const;
    bool may_begin(Nanoseconds at) const;
    void begin_closed(Nanoseconds at);
    void begin_open(Nanoseconds at);
    void begin(Slot& slot, RequestRecord record);
    std::string next_request(Slot& slot, RequestRecord& record);
    std::string prepared_request(std::uint64_t index);
    void prepare_next();
    void connect(Slot& slot);
    void connected(Slot& slot);
    void handshake(Slot& slot);
    void send(Slot& slot);
    void handle(Slot& slot, std::uint32_t events);
    void read(Slot& slot, std::uint32_t events);
    void take(Slot& slot, std::string_view bytes, const Connection::Read& got);
    void deliver(Slot& slot, std::string_view bytes, const Connection::Read& read);
    void broken(Slot& slot, int error);
    void fail(Slot& slot, OutcomeClass outcome, std::string error);
    void settle(Slot& slot);
    void count(const RequestRecord& record);
    void drop(Slot& slot);
    void watch(Slot& slot, bool output);
    void check_time_limits(Nanoseconds at);
    void enter(Slot& slot, Phase phase);
    void choose_pause();
    void gather(Nanoseconds at) const;
    bool finished(Nanoseconds at);
    std::optional<Nanoseconds> next_begin() const;
    void arm_timer(Nanoseconds at);
    void wait(Nanoseconds at);
    bool all_busy_at(Nanoseconds at) const;
    Slot* free_slot();

    const ClientSetup& m_setup;
    const LevelPlan& m_level;
    const TlsSettings* m_tls;
    SharedLevel& m_shared;
    WorkerShare m_share;
    WorkerCounts m_counts;
    std::vector<std::unique_ptr<Slot>> m_slots;
    std::deque<Slot*> m_free; ///< open loop: without a request, the last used last
    std::vector<RequestRecord> m_records;
    std::vector<char> m_buffer;
    StampClock m_clock;
    std::string m_plain;
    std::optional<std::pair<std::uint64_t, std::string>> m_prepared;
    std::size_t m_next_arrival = 0;
    std::size_t m_active = 0;
    std::priority_queue<Owed, std::vector<Owed>, std::greater<>> m_owed; ///< the earliest first
    Nanoseconds m_next_check = 0;
    Nanoseconds m_pause = 0;         ///< for reads to gather
    Nanoseconds m_longest_pause = 0; ///< that it may be
    Nanoseconds m_last_stamp = 0;
    std::size_t m_opening = 0; ///< connections that are being made
    std::array<epoll_event, 256> m_events{};
    Nanoseconds m_timer_at = -1;
    int m_epoll = -1;
    int m_timer = -1;
    double m_cpu_seconds = 0;
    std::optional<std::uint32_t> m_round_trip_us;
    std::uint64_t m_reads = 0, m_stamped_reads = 0, m_late_reads = 0, m_connections = 0;
    std::uint64_t m_reads_at_check = 0, m_close_reads = 0, m_wakeups = 0;
};

} // namespace kneepoint::load
