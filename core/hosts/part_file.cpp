// SPDX-License-Identifier: GPL-3.0-or-later
#include "part_file.h"

#include "kneepoint/base/file.h"

#include <unistd.h>

#include <system_error>

namespace kneepoint::hosts {

namespace {

constexpr qint64 hashed_at_once = qint64{4} << 20;
constexpr std::size_t written_at_once = std::size_t{16} << 10;

std::string_view part_view(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

std::filesystem::path part_name(const std::filesystem::path& target)
{
    constexpr std::size_t enough = 16; // hex digits: a name of any length keeps room for what is added
    return target.parent_path() / (".kneepoint-" + sha256(target.filename().string()).substr(0, enough) + ".part");
}

PartFile::PartFile(const std::filesystem::path& target) : m_target(target)
{
    m_file.setFileName(QString::fromStdString(part_name(target).string()));
}

PartFile::~PartFile()
{
    if (m_file.isOpen() && m_size == 0) m_file.remove();
}

Result<void> PartFile::open(std::uint64_t most, const std::stop_token& stop)
{
    m_size = 0;
    m_hash.take();
    std::error_code failed;
    std::filesystem::create_directories(m_target.parent_path(), failed);
    if (!m_file.isOpen() && !m_file.open(QFile::ReadWrite | QFile::Unbuffered)) return write_failure();
    m_file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    m_file.seek(0);
    if (static_cast<std::uint64_t>(m_file.size()) > most) clear();
    for (;;) {
        if (stop.stop_requested()) return failure(ErrorKind::cancelled, "It was stopped.", utf8_path(m_target));
        const auto bytes = m_file.read(hashed_at_once);
        if (bytes.isEmpty()) return {};
        m_hash.add(part_view(bytes));
        m_size += static_cast<std::uint64_t>(bytes.size());
    }
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
