// SPDX-License-Identifier: GPL-3.0-or-later
#include "part_file.h"

#include "kneepoint/base/file.h"

#include <unistd.h>

#include <system_error>

namespace kneepoint::hosts {

namespace {

constexpr qint64 hashed_at_once = qint64{4} << 20;
constexpr std::size_t written_at_once = std::size_t{16} << 10;

std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

PartFile::PartFile(const std::filesystem::path& target) : m_target(target)
{
    m_file.setFileName(QString::fromStdString(target.string() + ".part"));
}

Result<void> PartFile::open()
{
    m_size = 0;
    m_hash.take();
    std::error_code failed;
    std::filesystem::create_directories(m_target.parent_path(), failed);
    if (!m_file.isOpen() && !m_file.open(QFile::ReadWrite | QFile::Unbuffered)) return write_failure();
    m_file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    m_file.seek(0);
    return {};
}

bool PartFile::hash_some()
{
    const auto bytes = m_file.read(hashed_at_once);
    m_hash.add(view(bytes));
    m_size += static_cast<std::uint64_t>(bytes.size());
    return !bytes.isEmpty();
}

Result<void> PartFile::append(std::string_view bytes)
{
    // In slices, so that a full disk loses little: only whole ones count, as the hash knows them.
    for (auto rest = bytes; !rest.empty();) {
        const auto slice = rest.substr(0, written_at_once);
        if (m_file.write(slice.data(), static_cast<qint64>(slice.size())) != static_cast<qint64>(slice.size())) {
            auto failed = write_failure();
            m_file.resize(static_cast<qint64>(m_size));
            return failed;
        }
        m_hash.add(slice);
        m_size += slice.size();
        rest.remove_prefix(slice.size());
    }
    return {};
}

void PartFile::clear()
{
    m_file.resize(0);
    m_file.seek(0);
    m_hash.take();
    m_size = 0;
}

void PartFile::flush()
{
    static_cast<void>(::fsync(m_file.handle())); // some file systems cannot; the rename is still whole
}

Result<void> PartFile::take_place()
{
    std::error_code failed;
    m_file.close();
    std::filesystem::rename(m_file.fileName().toStdString(), m_target, failed);
    if (failed) return write_failure();
    return {};
}

void PartFile::remove()
{
    m_file.remove();
}

std::unexpected<Error> PartFile::write_failure() const
{
    const auto reason =
        m_file.error() == QFile::NoError ? std::string("the system refused it") : m_file.errorString().toStdString();
    const bool denied = m_file.error() == QFile::OpenError || m_file.error() == QFile::PermissionsError;
    return failure(denied ? ErrorKind::permission : ErrorKind::io,
                   "It cannot be written here: " + reason + ". What has come so far is kept.", utf8_path(m_target));
}

} // namespace kneepoint::hosts
