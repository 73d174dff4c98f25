// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/progress.h"

#include <utility>

namespace kneepoint {

Progress::Progress(std::stop_token stop, Listener listener) : m_stop(std::move(stop)), m_listener(std::move(listener))
{}

void Progress::report(double fraction, std::string_view what)
{
    using namespace std::chrono_literals;
    if (!m_listener) return;
    const auto now = std::chrono::steady_clock::now();
    if (fraction < 1 && now - m_last < 50ms) return;
    m_last = now;
    m_listener(fraction, what);
}

} // namespace kneepoint
