// SPDX-License-Identifier: GPL-3.0-or-later
#include "journal_writer.h"

namespace kneepoint::runs {

JournalWriter::JournalWriter(QThreadPool* thread) : m_thread(thread == nullptr ? m_own : *thread)
{
    m_own.setMaxThreadCount(1);
}

void JournalWriter::wait()
{
    m_thread.waitForDone();
}

} // namespace kneepoint::runs
