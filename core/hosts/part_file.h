// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hash.h"

#include "kneepoint/base/result.h"

#include <QFile>

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace kneepoint::hosts {

/// "NAME.part": what has come of a file so far, and its hash. Stays when the transfer is cut.
class PartFile {
public:
    explicit PartFile(const std::filesystem::path& target);

    /// Keeps what is there; hash_some() must read it before more is appended.
    Result<void> open();
    /// Hashes the next part of what was there. @return false when all is hashed
    bool hash_some();
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

} // namespace kneepoint::hosts
