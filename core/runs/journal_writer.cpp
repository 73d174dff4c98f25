// SPDX-License-Identifier: GPL-3.0-or-later
#include "journal_writer.h"

#include <QtConcurrent/QtConcurrentRun>

#include <utility>

namespace kneepoint::runs {

JournalWriter::JournalWriter(QThreadPool* thread) : m_thread(thread == nullptr ? m_own : *thread)
{
    m_own.setMaxThreadCount(1);
}

QFuture<Result<void>> JournalWriter::add(Work work)
{
    return QtConcurrent::run(&m_thread, std::move(work));
}

void JournalWriter::wait()
{
    m_thread.waitForDone();
}

} // namespace kneepoint::runs
