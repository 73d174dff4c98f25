// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QPromise>

#include <chrono>
#include <memory>

namespace kneepoint::runs {

/// What a coroutine sleeps on until somebody rings or its time is over. One sleeper, in one thread.
class Bell {
public:
    /// Done at once when it was rung since the last sleep.
    QFuture<void> sleep(std::chrono::milliseconds at_most);
    void ring();

private:
    struct Sleep {
        QPromise<void> promise;
        bool over = false;
        void end();
    };
    std::shared_ptr<Sleep> m_sleep;
    bool m_rung = false;
};

} // namespace kneepoint::runs
