// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/private_file.h"

#include "kneepoint/base/file.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace kneepoint {

namespace {

std::unexpected<Error> private_failure(const std::filesystem::path& path, int code)
{
    return failure(code == EACCES || code == EPERM || code == EROFS ? ErrorKind::permission : ErrorKind::io,
                   fmt::format("It cannot be written: {}.", std::generic_category().message(code)), utf8_path(path));
}

/// @return 0 or the error's number
int fill_and_place(int file, std::string_view content, const std::string& draft, const std::filesystem::path& path)
{
    for (auto rest = content; !rest.empty();) {
        const auto put = ::write(file, rest.data(), rest.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return errno;
        rest.remove_prefix(static_cast<std::size_t>(put));
    }
    if (::fsync(file) != 0 && errno != EINVAL) return errno;
    return ::rename(draft.c_str(), path.c_str()) == 0 ? 0 : errno;
}

} // namespace

Result<void> make_private_folders(const std::filesystem::path& folder)
{
    std::error_code failed;
    if (folder.empty() || std::filesystem::is_directory(folder, failed)) return {};
    if (auto above = make_private_folders(folder.parent_path()); !above) return above;
    if (::mkdir(folder.c_str(), 0700) == 0 || (errno == EEXIST && std::filesystem::is_directory(folder, failed)))
        return {};
    return private_failure(folder, errno);
}

Result<void> write_private_file(const std::filesystem::path& path, std::string_view content)
{
    if (auto made = make_private_folders(path.parent_path()); !made) return made;
    auto draft = (path.parent_path() / ".kneepoint-XXXXXX").string();
    const int file = ::mkostemp(draft.data(), O_CLOEXEC); // makes it with mode 0600
    if (file < 0) return private_failure(path, errno);
    const int code = fill_and_place(file, content, draft, path);
    ::close(file);
    if (code == 0) return {};
    ::unlink(draft.c_str());
    return private_failure(path, code);
}

} // namespace kneepoint
