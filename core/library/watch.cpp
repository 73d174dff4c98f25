// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/library/watch.h"

#include "walk.h"

#include <QtConcurrentRun>

#include <algorithm>
#include <set>

namespace kneepoint::library {

Watch::Watch(QObject* parent) : Watch(Pace{}, parent) {}

Watch::Watch(const Pace& pace, QObject* parent) : QObject(parent), m_pace(pace)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(m_pace.settle);
    m_poll.setInterval(m_pace.poll);
    const auto settle = [this] { m_settle.start(); };
    connect(&m_system, &QFileSystemWatcher::directoryChanged, this, settle);
    connect(&m_system, &QFileSystemWatcher::fileChanged, this, settle);
    connect(&m_settle, &QTimer::timeout, this, &Watch::start_look);
    connect(&m_poll, &QTimer::timeout, this, &Watch::start_look);
    connect(&m_look, &QFutureWatcherBase::finished, this, &Watch::take_look);
}

Watch::~Watch()
{
    m_stop.request_stop();
    m_look.waitForFinished();
}

void Watch::set_paths(std::vector<std::filesystem::path> paths)
{
    m_stop.request_stop();
    m_stop = {};
    m_paths = std::move(paths);
    m_state = {};
    m_known = false;
    ++m_request;
    watch_folders({});
    if (m_paths.empty()) {
        m_poll.stop();
        m_settle.stop();
        m_look_again = false;
        return;
    }
    m_poll.start();
    start_look();
}

int Watch::watched_folders() const
{
    return static_cast<int>(m_system.directories().size());
}

std::optional<std::pair<std::uint64_t, std::int64_t>> Watch::seen(const QString& file) const
{
    const auto found = m_state.files.find(file.toStdString());
    return found == m_state.files.end() ? std::nullopt : std::optional(found->second);
}

Watch::State Watch::look(const std::vector<std::filesystem::path>& paths, const std::stop_token& stop)
{
    State state;
    const Progress progress(stop);
    const auto base = common_base(paths);
    std::set<std::string> folders;
    for (const auto& file : walk(paths, base, {}, progress).files) {
        state.files.insert_or_assign(file.path.string(), std::pair(file.size, file.time));
        folders.insert(file.path.parent_path().string());
    }
    std::error_code ignored;
    for (const auto& path : paths)
        if (std::filesystem::is_directory(path, ignored)) folders.insert(path.string());
    state.folders.assign(folders.begin(), folders.end());
    return state;
}

void Watch::start_look()
{
    if (m_paths.empty()) return;
    if (m_look.isRunning()) {
        m_look_again = true;
        return;
    }
    m_look.setFuture(QtConcurrent::run([paths = m_paths, stop = m_stop.get_token(), request = m_request] {
        auto state = look(paths, stop);
        state.request = request;
        return state;
    }));
}

void Watch::take_look()
{
    const bool again = std::exchange(m_look_again, false);
    if (m_look.isCanceled() || m_paths.empty()) return;
    auto seen = m_look.result();
    if (seen.request != m_request) return start_look(); // other paths were set meanwhile
    QStringList different;
    const auto tell = [&](const auto& one, const auto& other) {
        for (const auto& [file, state] : one)
            if (const auto found = other.find(file); found == other.end() || found->second != state)
                different.append(QString::fromStdString(file));
    };
    tell(seen.files, m_state.files);
    tell(m_state.files, seen.files);
    different.sort();
    different.removeDuplicates();
    if (seen.folders != m_state.folders) watch_folders(seen.folders);
    m_state = std::move(seen);
    const bool was_known = std::exchange(m_known, true);
    if (again) m_settle.start();
    if (!was_known)
        emit ready();
    else if (!different.isEmpty())
        emit changed(different);
}

void Watch::watch_folders(const std::vector<std::string>& folders)
{
    if (const auto old = m_system.directories(); !old.isEmpty()) m_system.removePaths(old);
    QStringList wanted;
    for (const auto& folder : folders)
        if (wanted.size() < m_pace.folders) wanted.append(QString::fromStdString(folder));
    // Paths that the system refuses (its own bound is reached) are covered by polling.
    if (!wanted.isEmpty()) m_system.addPaths(wanted);
}

} // namespace kneepoint::library
