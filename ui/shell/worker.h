// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/progress.h"

#include <QFutureWatcher>
#include <QObject>
#include <QPromise>
#include <QtConcurrentRun>

#include <functional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace kneepoint::ui {

/// Runs one callable at a time on the global thread pool. A new start supersedes the one before: it is asked to stop
/// and its result is dropped, also when the worker is destroyed. The callable owns all it reads.
class Worker : public QObject {
    Q_OBJECT
public:
    explicit Worker(QObject* parent = nullptr);
    ~Worker() override;

    /// @param work called on a pool thread with a Progress&; throws nothing
    /// @param done called on this object's thread with what `work` returned
    template<typename Work, typename Done>
    void start(Work work, Done done)
    {
        using Value = std::invoke_result_t<Work&, Progress&>;
        drop();
        m_stop = std::stop_source();
        auto* watcher = new QFutureWatcher<Value>(this);
        follow(watcher);
        connect(watcher, &QFutureWatcher<Value>::finished, this, [this, watcher, done = std::move(done)]() mutable {
            auto future = watcher->future();
            watcher->deleteLater();
            m_watcher = nullptr;
            if (future.resultCount() > 0) done(future.takeResult());
            if (!m_watcher) set_busy(false); // unless `done` started the next work
        });
        watcher->setFuture(QtConcurrent::run([work = std::move(work),
                                              stop = m_stop.get_token()](QPromise<Value>& promise) mutable {
            promise.setProgressRange(0, steps);
            Progress steps_done(stop, [&promise](double fraction, std::string_view what) {
                promise.setProgressValueAndText(static_cast<int>(fraction * steps),
                                                QString::fromUtf8(what.data(), static_cast<qsizetype>(what.size())));
            });
            promise.addResult(work(steps_done));
        }));
        set_busy(true);
    }

    /// Asks the work under way to stop; what it returns then is still handed over.
    void cancel();
    bool busy() const { return m_watcher != nullptr; }

signals:
    void progress(double fraction, const QString& what);
    void busy_changed(bool busy);

private:
    static constexpr int steps = 1000;

    void follow(QFutureWatcherBase* watcher);
    void drop();
    void set_busy(bool busy);

    QFutureWatcherBase* m_watcher = nullptr;
    std::stop_source m_stop;
    bool m_busy = false;
};

} // namespace kneepoint::ui
