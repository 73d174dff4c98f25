// SPDX-License-Identifier: GPL-3.0-or-later
#include "worker.h"

#include "clocks.h"
#include "gathering.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace kneepoint::load {

namespace {

constexpr std::size_t read_bytes = 64 * 1024;
constexpr Nanoseconds check_interval = 20'000'000;
/// A stream whose connection failed tries again after this: a server that is down is not to be hammered.
constexpr Nanoseconds pause_after_refusal = 100'000'000;

Nanoseconds nanoseconds(double seconds)
{
    return std::llround(seconds * 1e9);
}

} // namespace

Worker::Worker(const ClientSetup& setup, const LevelPlan& level, const TlsSettings* tls, SharedLevel& shared,
               WorkerShare share)
    : m_setup(setup), m_level(level), m_tls(tls), m_shared(shared), m_share(std::move(share)), m_buffer(read_bytes),
      m_clock(setup.wall_clock, &steady_now)
{
    m_records.reserve(m_share.arrivals.size());
}

Worker::~Worker()
{
    m_slots.clear();
    if (m_timer >= 0) ::close(m_timer);
    if (m_epoll >= 0) ::close(m_epoll);
}

Result<void> Worker::open()
{
    m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
    m_timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    epoll_event event{EPOLLIN, {.ptr = nullptr}};
    if (m_epoll < 0 || m_timer < 0 || ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_timer, &event) != 0)
        return failure(ErrorKind::io, std::string("The system gives no event queue: ") + std::strerror(errno) + ".");
    return {};
}

Nanoseconds Worker::now() const
{
    return steady_now() - m_shared.zero;
}

void Worker::run()
{
    for (int i = 0; i < m_share.streams; ++i) {
        auto slot = std::make_unique<Slot>();
        slot->free_since = nanoseconds(m_level.ramp_seconds * (m_share.first_stream + i) / m_share.all_streams);
        m_owed.push({slot->free_since, slot.get()});
        m_slots.push_back(std::move(slot));
    }
    prepare_next();
    for (Nanoseconds at = now(); !finished(at); at = now()) {
        m_level.open_loop() ? begin_open(at) : begin_closed(at);
        prepare_next();
        wait(at);
        const Nanoseconds done = now();
        if (done < m_next_check) continue;
        check_time_limits(done);
        choose_pause();
    }
    for (auto& slot : m_slots) drop(*slot);
    m_cpu_seconds = static_cast<double>(read_clock(CLOCK_THREAD_CPUTIME_ID)) / 1e9;
}

bool Worker::may_begin(Nanoseconds at) const
{
    return !m_shared.stop_beginning.load(std::memory_order_relaxed) &&
           !m_shared.cut_off.load(std::memory_order_relaxed) &&
           !(m_level.stop.seconds && at >= nanoseconds(*m_level.stop.seconds));
}

/// True when nothing is in flight and nothing is to begin; cuts off what is in flight once its time is over.
bool Worker::finished(Nanoseconds at)
{
    const bool over = m_shared.cut_off.load(std::memory_order_relaxed) ||
                      (m_level.stop.seconds && at >= nanoseconds(*m_level.stop.seconds + m_level.stop.drain_seconds));
    if (over)
        for (auto& slot : m_slots)
            if (slot->exchange.active()) fail(*slot, OutcomeClass::incomplete, "");
    const bool more = m_level.open_loop() ? m_next_arrival < m_share.arrivals.size() : !m_owed.empty();
    return m_active == 0 && (over || !more || !may_begin(at));
}

void Worker::begin_closed(Nanoseconds at)
{
    while (!m_owed.empty() && m_owed.top().at <= at && may_begin(at)) {
        Slot* slot = m_owed.top().slot;
        m_owed.pop();
        const std::uint64_t index = m_shared.claimed.fetch_add(1, std::memory_order_relaxed);
        if (index >= m_shared.request_limit) continue;
        begin(*slot, {.index = index, .scheduled = slot->free_since});
    }
}

void Worker::begin_open(Nanoseconds at)
{
    while (m_next_arrival < m_share.arrivals.size() && m_share.arrivals[m_next_arrival].at <= at && may_begin(at)) {
        const auto& arrival = m_share.arrivals[m_next_arrival];
        const bool waited = all_busy_at(arrival.at);
        Slot* slot = free_slot();
        if (!slot) return;
        ++m_next_arrival;
        begin(*slot, {.index = arrival.index, .scheduled = arrival.at, .waited = waited});
        at = now();
    }
}

/// Every allowed connection had a request then.
bool Worker::all_busy_at(Nanoseconds at) const
{
    return m_share.max_connections > 0 && m_slots.size() >= m_share.max_connections &&
           std::ranges::all_of(m_free, [at](const Slot* slot) { return slot->free_since > at; });
}

Worker::Slot* Worker::free_slot()
{
    if (!m_free.empty()) {
        // The last connection is the least likely to have been closed; a conversation goes on after its turn.
        const bool last = m_setup.content.turns == 1;
        Slot* slot = last ? m_free.back() : m_free.front();
        last ? m_free.pop_back() : m_free.pop_front();
        return slot;
    }
    if (m_share.max_connections > 0 && m_slots.size() >= m_share.max_connections) return nullptr;
    m_slots.push_back(std::make_unique<Slot>());
    return m_slots.back().get();
}

/// Makes the next request's bytes while nothing else is to be done, so that it costs no time when it is due.
void Worker::prepare_next()
{
    if (m_prepared || m_setup.content.turns > 1) return;
    std::uint64_t index = 0;
    if (m_level.open_loop()) {
        if (m_next_arrival >= m_share.arrivals.size()) return;
        index = m_share.arrivals[m_next_arrival].index;
    } else {
        index = m_shared.claimed.load(std::memory_order_relaxed);
        if (index >= m_shared.request_limit) return;
    }
    m_prepared.emplace(index, request_bytes(m_setup.content, m_setup.endpoint, index));
}

std::string Worker::prepared_request(std::uint64_t index)
{
    const auto prepared = std::exchange(m_prepared, std::nullopt);
    if (prepared && prepared->first == index) return prepared->second;
    return request_bytes(m_setup.content, m_setup.endpoint, index);
}

/// Where conversations have turns, the slot's goes on, or another begins.
std::string Worker::next_request(Slot& slot, RequestRecord& record)
{
    if (m_setup.content.turns == 1) return prepared_request(record.index);
    if (!slot.conversation)
        slot.conversation = Conversation{.id = m_shared.conversations.fetch_add(1, std::memory_order_relaxed)};
    record.conversation = slot.conversation->id;
    record.turn = slot.conversation->turn;
    return request_bytes(m_setup.content, m_setup.endpoint, record.index, *slot.conversation);
}

void Worker::begin(Slot& slot, RequestRecord record)
{
    record.started = now();
    m_counts.begun.fetch_add(1, std::memory_order_relaxed);
    ++m_active;
    slot.request = next_request(slot, record);
    slot.exchange.begin(std::move(record), m_setup.content.stream,
                        slot.conversation ? Exchange::Answer::kept : Exchange::Answer::counted);
    slot.last_progress = now();
    slot.reused = slot.connection.is_open();
    slot.reused ? send(slot) : connect(slot);
}

void Worker::settle(Slot& slot)
{
    if (!slot.exchange.finished() || !slot.exchange.active()) return;
    const bool keep = slot.exchange.reusable() && slot.connection.is_open() && !slot.connection.pending_output();
    m_records.push_back(slot.exchange.take());
    const RequestRecord& record = m_records.back();
    const bool no_connection = !record.sent;
    count(record);
    if (slot.conversation && record.outcome == OutcomeClass::ok)
        slot.conversation =
            next_turn(m_setup.content, *slot.conversation, slot.exchange.answer(), record.output_tokens());
    else
        slot.conversation.reset(); // there is no answer to go on from
    --m_active;
    if (!keep) drop(slot);
    enter(slot, Phase::idle);
    slot.free_since = now() + (no_connection ? pause_after_refusal : 0);
    if (m_level.open_loop()) {
        m_free.push_back(&slot);
    } else {
        m_owed.push({slot.free_since, &slot});
    }
}

void Worker::count(const RequestRecord& record)
{
    const auto add = [](std::atomic<std::uint64_t>& value, std::uint64_t by) {
        value.store(value.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
    };
    add(record.outcome == OutcomeClass::ok ? m_counts.ok : m_counts.failed, 1);
    add(m_counts.tokens, record.output_tokens());
    if (record.outcome != OutcomeClass::ok || !record.first_token) return;
    add(m_counts.ttft_ns, static_cast<std::uint64_t>(*record.first_token - *record.sent));
    add(m_counts.ttft_count, 1);
    if (record.output_tokens() < 2) return;
    add(m_counts.itl_ns, static_cast<std::uint64_t>(*record.last_token - *record.first_token));
    add(m_counts.itl_count, record.output_tokens() - 1);
}

/// When the next request is to begin.
std::optional<Nanoseconds> Worker::next_begin() const
{
    if (m_next_arrival < m_share.arrivals.size()) return m_share.arrivals[m_next_arrival].at;
    return m_owed.empty() ? std::nullopt : std::optional(m_owed.top().at);
}

/// The next beginning wakes by a timer of the kernel: a wait in milliseconds would be late by up to one.
void Worker::arm_timer(Nanoseconds at)
{
    const auto next = next_begin();
    if (!next || *next <= at || *next == m_timer_at) return; // what is due waits for a connection
    m_timer_at = *next;
    const Nanoseconds when = m_timer_at + m_shared.zero;
    const itimerspec alarm{.it_interval = {}, .it_value = {when / 1'000'000'000, when % 1'000'000'000}};
    ::timerfd_settime(m_timer, TFD_TIMER_ABSTIME, &alarm, nullptr);
}

void Worker::wait(Nanoseconds at)
{
    arm_timer(at);
    Nanoseconds longest = check_interval;
    if (!m_owed.empty() && m_owed.top().at <= at && may_begin(at)) longest = 0;
    if (m_level.stop.seconds) // the end is to be on time
        longest = std::min(longest, std::max<Nanoseconds>(nanoseconds(*m_level.stop.seconds) - at, 1'000'000));
    gather(at);
    const int ready =
        ::epoll_wait(m_epoll, m_events.data(), int(m_events.size()), int((longest + 999'999) / 1'000'000));
    m_wakeups += ready > 0;
    for (int i = 0; i < ready; ++i) {
        const epoll_event& event = m_events[std::size_t(i)];
        auto* slot = static_cast<Slot*>(event.data.ptr);
        if (slot) {
            handle(*slot, event.events);
        } else {
            std::uint64_t expirations = 0;
            [[maybe_unused]] const auto got = ::read(m_timer, &expirations, sizeof expirations);
        }
    }
}

void Worker::enter(Slot& slot, Phase phase)
{
    const auto opens = [](Phase p) { return p == Phase::connecting || p == Phase::handshake; };
    m_opening += opens(phase);
    m_opening -= opens(std::exchange(slot.phase, phase));
}

void Worker::choose_pause()
{
    const auto of = [](const std::atomic<std::uint64_t>& count) { return count.load(std::memory_order_relaxed); };
    const auto mean = [](std::uint64_t sum, std::uint64_t count) { return count > 0 ? Nanoseconds(sum / count) : 0; };
    const bool worth = worth_a_pause(m_reads - m_reads_at_check, m_close_reads);
    m_longest_pause =
        longest_pause({.kernel_stamps = kernel_stamps(),
                       .latency = mean(of(m_counts.ttft_ns) + of(m_counts.itl_ns), of(m_counts.ttft_count)),
                       .itl = mean(of(m_counts.itl_ns), of(m_counts.itl_count))});
    m_pause = worth ? m_longest_pause : 0;
    m_reads_at_check = m_reads;
    m_close_reads = 0;
}

/// Never beyond the next beginning, and not while a connection is made, whose times no stamp holds.
void Worker::gather(Nanoseconds at) const
{
    const Nanoseconds pause = std::min(m_pause, next_begin().value_or(at + m_pause) - at);
    if (pause <= 0 || m_opening > 0) return;
    const timespec time{.tv_sec = 0, .tv_nsec = pause};
    ::nanosleep(&time, nullptr);
}

void Worker::check_time_limits(Nanoseconds at)
{
    m_next_check = at + check_interval;
    const TimeLimits& limits = m_setup.limits;
    for (auto& slot : m_slots) {
        if (!slot->exchange.active()) continue;
        const RequestRecord& record = slot->exchange.record();
        const Nanoseconds quiet = at - slot->last_progress;
        if (at - *record.started > nanoseconds(limits.total))
            fail(*slot, OutcomeClass::timeout, "The request took longer than its limit.");
        else if (slot->phase != Phase::talking && quiet > nanoseconds(limits.connect))
            fail(*slot, OutcomeClass::connect_timeout, "No connection within the limit.");
        else if (slot->phase == Phase::talking && !record.first_byte && quiet > nanoseconds(limits.first_byte))
            fail(*slot, OutcomeClass::timeout, "No byte of the answer within the limit.");
        else if (record.first_byte && quiet > nanoseconds(limits.stall))
            fail(*slot, OutcomeClass::stalled, "The answer stopped for longer than the limit.");
    }
}

} // namespace kneepoint::load
