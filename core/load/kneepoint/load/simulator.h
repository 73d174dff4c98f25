// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/load/sim_faults.h"
#include "kneepoint/load/sim_model.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kneepoint::load {

/// Fixed times instead of a model: token i of a request is due at its arrival + ttft + i x itl, whatever the load.
struct ExactTimes {
    std::chrono::nanoseconds ttft{};
    std::chrono::nanoseconds itl{};
};

struct SimulatorOptions {
    std::string host = "127.0.0.1"; ///< a numeric IPv4 or IPv6 address
    std::uint16_t port = 0;         ///< 0: the system chooses
    std::string unix_path;          ///< a Unix socket there instead of host and port
    std::string model_name = "simulated";
    SimModel model;
    std::optional<ExactTimes> exact;
    std::vector<FaultShare> faults;
    std::chrono::milliseconds ready_after{0}; ///< until then everything answers 503
    std::string api_key;                      ///< empty: none is asked for
    std::string tls_certificate;              ///< PEM file: serve https with it and its key
    std::string tls_key;
    std::uint64_t seed = 42;
    bool keep_timelines = false; ///< remember when each token was sent
};

/// When one request was received and its tokens were sent, as steady-clock nanoseconds since its epoch.
struct SimTimeline {
    std::string request_id; ///< the request's x-request-id header, or the id in the answer
    std::int64_t received_ns = 0;
    std::vector<std::int64_t> due_ns;
    std::vector<std::int64_t> sent_ns; ///< just before the write
    bool finished = false;
};

/// What the server did since its start.
struct SimulatorCounts {
    std::int64_t connections = 0;
    std::int64_t requests = 0;  ///< to the completion endpoints
    std::int64_t finished = 0;  ///< answered to the end
    std::int64_t cancelled = 0; ///< ended before: the client left, or a fault cut it off
    std::int64_t active = 0;    ///< being worked on now
    std::int64_t tokens = 0;
    /// Tokens that were sent when the next one of the same request was due already. Each still is an event and a
    /// write of its own, but a reader will find two at once.
    std::int64_t bunched_tokens = 0;
    std::int64_t late_tokens = 0; ///< sent more than 1 ms after they were due
    std::int64_t greatest_delay_ns = 0;
};

/// An OpenAI-compatible server that behaves like a vLLM instance, on a thread of its own.
class Simulator {
public:
    /// Binds, listens and starts to serve. @error io, permission or invalid, with the address
    static Result<std::unique_ptr<Simulator>> start(SimulatorOptions options);
    ~Simulator();
    Simulator(const Simulator&) = delete;
    Simulator& operator=(const Simulator&) = delete;

    /// The chosen port; 0 on a Unix socket.
    std::uint16_t port() const;
    /// "http://127.0.0.1:PORT", "https://127.0.0.1:PORT" or "unix:PATH".
    std::string url() const;
    /// Closes every connection and waits for the thread. May be called again.
    void stop();
    SimulatorCounts counts() const;
    /// Those of the requests that ended, in that order, and the others after stop(). Only after stop().
    std::vector<SimTimeline> take_timelines();

private:
    class Thread;
    explicit Simulator(std::unique_ptr<Thread> thread);
    std::unique_ptr<Thread> m_thread;
};

} // namespace kneepoint::load
