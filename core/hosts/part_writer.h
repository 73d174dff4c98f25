// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "part_file.h"

#include "kneepoint/base/result.h"

#include <QFuture>
#include <QThreadPool>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

namespace kneepoint::hosts {

/// Hashes and writes a part in a thread of its own, in the order of the calls, so that the thread of the shell, which
/// may be the window's, never waits for a disk.
class PartWriter {
public:
    explicit PartWriter(const std::filesystem::path& target);
    /// Waits for what was appended.
    ~PartWriter();
    PartWriter(const PartWriter&) = delete;
    PartWriter& operator=(const PartWriter&) = delete;

    /// @return how much is there already; see PartFile::open
    QFuture<Result<std::uint64_t>> open(std::uint64_t most, std::stop_token stop);
    void append(std::string bytes);
    /// Could something not be written? drain() says why.
    bool has_failed() const { return m_failed; }
    /// When all that was appended is in place.
    QFuture<Result<void>> drain();
    /// Gives the part its name when its hash is this one, else removes it. @return whether it was
    QFuture<Result<bool>> place(std::string sha256);

private:
    PartFile m_part;      ///< only the thread of the pool touches it
    Result<void> m_state; ///< likewise
    std::atomic<bool> m_failed = false;
    QThreadPool m_pool;
};

} // namespace kneepoint::hosts
