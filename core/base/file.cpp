// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/file.h"

#include "kneepoint/base/work.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace kneepoint {

namespace {

/// Closes on every way out.
class Descriptor {
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor()
    {
        if (m_fd >= 0) ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_fd; }

private:
    int m_fd;
};

std::unexpected<Error> system_failure(const std::filesystem::path& path, int code)
{
    const auto place = utf8_path(path);
    switch (code) {
    case ENOENT:
        return failure(ErrorKind::not_found, "No such file or folder.", place);
    case EACCES:
    case EPERM:
        return failure(ErrorKind::permission, "No permission to read it; check the file's owner and mode.", place);
    case EISDIR:
        return failure(ErrorKind::unreadable, "It is a folder, not a file.", place);
    default:
        return failure(ErrorKind::io, fmt::format("It cannot be read: {}.", std::generic_category().message(code)),
                       place);
    }
}

bool same_state(const struct stat& a, const struct stat& b)
{
    return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

std::unexpected<Error> write_failure(const std::filesystem::path& path, int code)
{
    return failure(code == EACCES || code == EPERM ? ErrorKind::permission : ErrorKind::io,
                   fmt::format("It cannot be written: {}.", std::generic_category().message(code)), utf8_path(path));
}

/// @return 0 or the error's number
int write_all(int file, std::string_view content)
{
    for (std::size_t done = 0; done < content.size();) {
        const auto put = ::write(file, content.data() + done, content.size() - done);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return errno;
        done += static_cast<std::size_t>(put);
    }
    return 0;
}

/// A pipe or a device is written to, never replaced.
Result<void> write_through(const std::filesystem::path& path, std::string_view content)
{
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (file.get() < 0) return write_failure(path, errno);
    if (const int code = write_all(file.get(), content); code != 0) return write_failure(path, code);
    return {};
}

/// Where a symbolic link leads, so that the link stays one; a link to a file that is not there yet leads somewhere,
/// too.
std::filesystem::path end_of_link(std::filesystem::path path)
{
    constexpr int most = 40; // as the system has it
    std::error_code failed;
    for (int i = 0; i < most && std::filesystem::is_symlink(path, failed); ++i)
        path = path.parent_path() / std::filesystem::read_symlink(path, failed);
    return path;
}

/// A new file beside another: hidden, so that no scan meets it, and of no other writer in whatever thread or process.
/// Gone again unless it took the other's place.
class Draft {
public:
    explicit Draft(std::filesystem::path target) : m_target(std::move(target)), m_file(open()) {}
    ~Draft()
    {
        if (m_file.get() >= 0 && !m_placed) ::unlink(m_name.c_str());
    }
    int file() const { return m_file.get(); }
    bool take_place()
    {
        m_placed = ::rename(m_name.c_str(), m_target.c_str()) == 0;
        return m_placed;
    }

private:
    int open()
    {
        static std::atomic<unsigned> drafts = 0;
        constexpr int tries = 100; // another machine may have the same process id, in a shared folder
        for (int i = 0;; ++i) {
            m_name = m_target.parent_path() / fmt::format(".kneepoint-{}-{}.part", ::getpid(), ++drafts);
            const int file = ::open(m_name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
            if (file >= 0 || errno != EEXIST || i == tries) return file;
        }
    }

    std::filesystem::path m_target, m_name;
    Descriptor m_file;
    bool m_placed = false;
};

} // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit)
{
    // O_NONBLOCK: opening a named pipe that nobody writes to must not hang; regular files ignore it.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) return system_failure(path, errno);
    struct stat before{};
    if (::fstat(file.get(), &before) != 0) return system_failure(path, errno);
    if (S_ISDIR(before.st_mode)) return system_failure(path, EISDIR);
    if (!S_ISREG(before.st_mode)) return failure(ErrorKind::unreadable, "It is not a regular file.", utf8_path(path));
    const auto size = static_cast<std::uint64_t>(before.st_size);
    if (size > limit)
        return failure(ErrorKind::too_large, fmt::format("It has {} bytes; at most {} are read.", size, limit),
                       utf8_path(path));
    std::string content;
    try {
        content.reserve(size + 64); // room for a parser's padding, so that it need not copy
        content.resize(size);
    } catch (const std::bad_alloc&) {
        return failure(ErrorKind::too_large, fmt::format("There is no memory for its {} bytes.", size),
                       utf8_path(path));
    }
    std::size_t done = 0;
    while (done < content.size()) {
        const auto got = ::read(file.get(), content.data() + done, content.size() - done);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_failure(path, errno);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    struct stat after{};
    if (::fstat(file.get(), &after) != 0) return system_failure(path, errno);
    if (done != content.size() || !same_state(before, after))
        return failure(ErrorKind::io, "It changed while it was read; reload when its writer has finished.",
                       utf8_path(path));
    return content;
}

Result<void> write_file(const std::filesystem::path& path, std::string_view content)
{
    struct stat old{};
    const bool exists = ::stat(path.c_str(), &old) == 0;
    if (exists && !S_ISREG(old.st_mode)) return write_through(path, content);
    if (exists && ::access(path.c_str(), W_OK) != 0) return write_failure(path, errno);
    Draft draft(end_of_link(path));
    if (draft.file() < 0) return write_failure(path, errno);
    if (const int code = write_all(draft.file(), content); code != 0) return write_failure(path, code);
    if (exists) static_cast<void>(::fchmod(draft.file(), old.st_mode & 07777)); // not all file systems have modes
    if (::fsync(draft.file()) != 0 && errno != EINVAL) return write_failure(path, errno);
    if (!draft.take_place()) return write_failure(path, errno);
    return {};
}

std::string sha256(std::string_view bytes)
{
    count_work(Work::hashing, bytes.size());
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
    return fmt::format("{:02x}", fmt::join(digest.data(), digest.data() + length, ""));
}

std::string utf8_path(const std::filesystem::path& path)
{
    return path.generic_string();
}

} // namespace kneepoint
