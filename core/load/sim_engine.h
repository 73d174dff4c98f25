// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/sim_scheduler.h"
#include "kneepoint/load/simulator.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace kneepoint::load {

/// Nanoseconds of the steady clock since its epoch.
using SimTime = std::int64_t;

/// A token that is to be sent, and when it was to be.
struct DueToken {
    SimToken token;
    SimTime due = 0;
    bool bunched = false; ///< the request's next token is due by now, too
};

struct EngineState {
    std::size_t running = 0;
    std::size_t waiting = 0;
    double kv_usage = 0;
    SimScheduler::Counters counters{};
};

/// Decides when the tokens of requests come.
class SimEngine {
public:
    virtual ~SimEngine() = default;
    /// @return false when it can never be served
    virtual bool add(SimJob job, SimTime received) = 0;
    virtual void cancel(std::uint64_t id) = 0;
    /// When advance() has something to do again; empty when idle.
    virtual std::optional<SimTime> next() const = 0;
    /// Appends the tokens that are due at `now`, in the order of their deadlines.
    virtual void advance(SimTime now, std::vector<DueToken>& tokens) = 0;
    virtual EngineState state() const = 0;
};

/// Fixed times for every request.
std::unique_ptr<SimEngine> exact_engine(const ExactTimes& times);
/// The scheduler's steps laid end to end on the real clock: a late wake-up does not delay the steps after it.
std::unique_ptr<SimEngine> model_engine(const SimModel& model, std::uint64_t seed);

} // namespace kneepoint::load
