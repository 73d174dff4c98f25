// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <QFuture>
#include <QThreadPool>
#include <QtConcurrent/QtConcurrentRun>

#include <functional>
#include <utility>

namespace kneepoint::runs {

/// Writes to the journal and reads it in one thread, in the order in which it is told: each write is flushed to the
/// disk, and a disk may be slow or gone, which the window is not to wait for.
class JournalWriter {
public:
    /// @param thread that it uses; it outlives this; null: one of its own
    explicit JournalWriter(QThreadPool* thread = nullptr);
    ~JournalWriter() { wait(); }
    JournalWriter(const JournalWriter&) = delete;
    JournalWriter& operator=(const JournalWriter&) = delete;

    using Work = std::function<Result<void>()>;
    template<typename F>
    auto run(F work)
    {
        return QtConcurrent::run(&m_thread, std::move(work));
    }
    QFuture<Result<void>> add(Work work) { return run(std::move(work)); }
    /// Until everything is on the disk.
    void wait();

private:
    QThreadPool m_own;
    QThreadPool& m_thread;
};

} // namespace kneepoint::runs
