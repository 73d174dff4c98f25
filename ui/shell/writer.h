// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QStringList>
#include <QThreadPool>

#include <cstdint>
#include <optional>
#include <utility>

namespace kneepoint::ui {

/// What the window writes, on a thread of its own and one after another: the window never waits for a disk, and what
/// was asked for last stays. Remembers how it left its files, so that their change is told from one made by others.
class Writer : public QObject {
    Q_OBJECT
public:
    using FileState = std::pair<std::uint64_t, std::int64_t>; ///< size, and time of the last change in nanoseconds

    explicit Writer(QObject* parent = nullptr);
    ~Writer() override; ///< waits until all is written

    /// @param files that `work` may write
    /// @param work called on the writing thread, after what was started before; owns all it reads
    /// @param done called on this object's thread with what `work` returned, unless `context` is gone
    template<typename Work, typename Done>
    void start(const QStringList& files, Work work, QObject* context, Done done)
    {
        begin(files);
        m_pool.start(
            [this, files, work = std::move(work), context = QPointer(context), done = std::move(done)]() mutable {
                auto result = work();
                auto give = [this, files, left = states_of(files), context, done = std::move(done),
                             result = std::move(result)]() mutable {
                    end(files, left);
                    if (context) done(std::move(result));
                };
                QMetaObject::invokeMethod(this, std::move(give), Qt::QueuedConnection);
            });
    }

    /// Whether a change of the file is by this writer: the file is being written, or was seen as it was left. Each
    /// state is recognised once. By name and state, since a folder may be reached by several paths.
    bool is_own(const QString& file, std::optional<FileState> seen);
    void forget(); ///< what was left; for when other folders are watched

private:
    static QList<std::optional<FileState>> states_of(const QStringList& files);
    void begin(const QStringList& files);
    void end(const QStringList& files, const QList<std::optional<FileState>>& left);

    QHash<QString, int> m_writing; ///< by name without folder, how many writes are under way
    QMultiHash<QString, FileState> m_left;
    QThreadPool m_pool;
};

} // namespace kneepoint::ui
