// SPDX-License-Identifier: GPL-3.0-or-later
#include "bell.h"

#include <QTimer>

#include <utility>

namespace kneepoint::runs {

void Bell::Sleep::end()
{
    if (std::exchange(over, true)) return;
    promise.finish();
}

QFuture<void> Bell::sleep(std::chrono::milliseconds at_most)
{
    m_sleep = std::make_shared<Sleep>();
    m_sleep->promise.start();
    auto future = m_sleep->promise.future();
    if (std::exchange(m_rung, false))
        m_sleep->end();
    else
        QTimer::singleShot(at_most, [sleep = m_sleep] { sleep->end(); });
    return future;
}

void Bell::ring()
{
    m_rung = !m_sleep || m_sleep->over;
    if (m_sleep) m_sleep->end();
}

} // namespace kneepoint::runs
