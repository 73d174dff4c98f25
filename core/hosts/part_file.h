// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hash.h"

#include "kneepoint/base/result.h"

#include <QFile>

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string_view>

namespace kneepoint::hosts {

/// What has come of a file so far, and its hash, under part_name(). Stays when the transfer is cut.
class PartFile {
public:
    explicit PartFile(const std::filesystem::path& target);
    /// An empty part is of no use to anybody.
    ~PartFile();
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    /// Keeps what is there and hashes it; what is longer than the file can be is dropped.
    /// @error permission, io; cancelled
    Result<void> open(std::uint64_t most, const std::stop_token& stop = {});
    std::uint64_t size() const { return m_size; }
    Result<void> append(std::string_view bytes);
    void clear();
    /// Of all that it holds.
    std::string hash() { return m_hash.take(); }
    void flush();
    /// Renames it to its target.
    Result<void> take_place();
    void remove();

private:
    std::unexpected<Error> write_failure() const;

    std::filesystem::path m_target;
    QFile m_file;
    Hash m_hash;
    std::uint64_t m_size = 0;
};

/// Beside the target, hidden, with a name that check_name() refuses: no file of a host's list can be the same.
std::filesystem::path part_name(const std::filesystem::path& target);

} // namespace kneepoint::hosts
