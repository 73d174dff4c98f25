// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/file.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

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
        return failure(ErrorKind::unsupported, "It is a folder, not a file.", place);
    default:
        return failure(ErrorKind::io, fmt::format("It cannot be read: {}.", std::generic_category().message(code)),
                       place);
    }
}

bool same_state(const struct stat& a, const struct stat& b)
{
    return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

} // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit)
{
    // O_NONBLOCK: opening a named pipe that nobody writes to must not hang; regular files ignore it.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) return system_failure(path, errno);
    struct stat before{};
    if (::fstat(file.get(), &before) != 0) return system_failure(path, errno);
    if (S_ISDIR(before.st_mode)) return system_failure(path, EISDIR);
    if (!S_ISREG(before.st_mode)) return failure(ErrorKind::unsupported, "It is not a regular file.", utf8_path(path));
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
    auto temporary = path;
    temporary += fmt::format(".{}.part", ::getpid());
    const auto failed = [&](int code) {
        ::unlink(temporary.c_str());
        return failure(code == EACCES || code == EPERM ? ErrorKind::permission : ErrorKind::io,
                       fmt::format("It cannot be written: {}.", std::generic_category().message(code)),
                       utf8_path(path));
    };
    {
        const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
        if (file.get() < 0) return failed(errno);
        for (std::size_t done = 0; done < content.size();) {
            const auto put = ::write(file.get(), content.data() + done, content.size() - done);
            if (put < 0 && errno == EINTR) continue;
            if (put < 0) return failed(errno);
            done += static_cast<std::size_t>(put);
        }
        if (::fsync(file.get()) != 0 && errno != EINVAL) return failed(errno);
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) return failed(errno);
    return {};
}

std::string sha256(std::string_view bytes)
{
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
