// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <QFuture>
#include <QThreadPool>

#include <functional>

namespace kneepoint::runs {

/// Writes to the journal in one thread, in the order in which it is told: each write is flushed to the disk, which the
/// window is not to wait for.
class JournalWriter {
public:
    /// @param thread that it uses; it outlives this; null: one of its own
    explicit JournalWriter(QThreadPool* thread = nullptr);
    ~JournalWriter() { wait(); }
    JournalWriter(const JournalWriter&) = delete;
    JournalWriter& operator=(const JournalWriter&) = delete;

    using Work = std::function<Result<void>()>;
    QFuture<Result<void>> add(Work work);
    /// Until everything is on the disk.
    void wait();

private:
    QThreadPool m_own;
    QThreadPool& m_thread;
};

} // namespace kneepoint::runs
