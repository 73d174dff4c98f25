// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string_view>

namespace kneepoint {

/// What a long function uses to say how far it is and to ask whether it should stop. Knows nothing of threads;
/// one object belongs to one thread, the stop token may be shared.
class Progress {
public:
    /// @param fraction 0 to 1 @param what the file or step being worked on
    using Listener = std::function<void(double fraction, std::string_view what)>;

    Progress() = default;
    explicit Progress(std::stop_token stop, Listener listener = {});

    /// Passes on at most 20 calls a second (the rest are dropped), and always the one that reaches 1.
    void report(double fraction, std::string_view what = {});
    bool cancelled() const { return m_stop.stop_requested(); }
    std::stop_token stop_token() const { return m_stop; }

private:
    std::stop_token m_stop;
    Listener m_listener;
    std::chrono::steady_clock::time_point m_last{};
};

} // namespace kneepoint
