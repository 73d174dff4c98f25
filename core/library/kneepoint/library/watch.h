// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileSystemWatcher>
#include <QFutureWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace kneepoint::library {

/// Tells when files below the opened paths appeared, went or changed. The system's notices make it fast; a look at all
/// sizes and times every few seconds makes it complete (notices miss network folders, growing files, and folders beyond
/// the bound). Looking happens on another thread; changes that come together are told once.
class Watch : public QObject {
    Q_OBJECT
public:
    struct Pace {
        std::chrono::milliseconds settle{300}; ///< quiet time before a look, so that a file being written is told once
        std::chrono::milliseconds poll{2000};
        int folders = 512; ///< watched by the system at most
    };

    explicit Watch(QObject* parent = nullptr);
    Watch(const Pace& pace, QObject* parent);
    ~Watch() override;

    /// Replaces what is watched; an empty list stops.
    void set_paths(std::vector<std::filesystem::path> paths);
    const std::vector<std::filesystem::path>& paths() const { return m_paths; }
    int watched_folders() const;
    /// Size, and time of the last change in nanoseconds, of a file at the last look; none when it was not there.
    std::optional<std::pair<std::uint64_t, std::int64_t>> seen(const QString& file) const;

signals:
    /// Absolute paths of the files that appeared, went or changed since the last signal, sorted.
    void changed(const QStringList& files);
    /// The state that later changes are told against is known.
    void ready();

private:
    struct State {
        std::map<std::string, std::pair<std::uint64_t, std::int64_t>> files; ///< size and time
        std::vector<std::string> folders;
        int request = 0; ///< which set_paths it belongs to
    };
    static State look(const std::vector<std::filesystem::path>& paths, const std::stop_token& stop);

    void start_look();
    void take_look();
    void watch_folders(const std::vector<std::string>& folders);

    Pace m_pace;
    std::vector<std::filesystem::path> m_paths;
    QFileSystemWatcher m_system;
    QTimer m_settle;
    QTimer m_poll;
    QFutureWatcher<State> m_look;
    std::stop_source m_stop;
    State m_state;
    int m_request = 0;
    bool m_known = false;      ///< m_state was seen, not assumed
    bool m_look_again = false; ///< something happened during a look
};

} // namespace kneepoint::library
