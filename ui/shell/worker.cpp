// SPDX-License-Identifier: GPL-3.0-or-later
#include "worker.h"

namespace kneepoint::ui {

Worker::Worker(QObject* parent) : QObject(parent) {}

Worker::~Worker()
{
    drop();
}

void Worker::cancel()
{
    m_stop.request_stop();
}

void Worker::follow(QFutureWatcherBase* watcher)
{
    m_watcher = watcher;
    const auto tell = [this, watcher] {
        if (watcher == m_watcher) emit progress(watcher->progressValue() / double{steps}, watcher->progressText());
    };
    connect(watcher, &QFutureWatcherBase::progressValueChanged, this, tell);
}

void Worker::drop()
{
    m_stop.request_stop();
    if (!m_watcher) return;
    m_watcher->disconnect(this);
    m_watcher->deleteLater();
    m_watcher = nullptr;
}

void Worker::set_busy(bool busy)
{
    if (std::exchange(m_busy, busy) != busy) emit busy_changed(busy);
}

} // namespace kneepoint::ui
