// SPDX-License-Identifier: GPL-3.0-or-later
#include "descriptors.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace kneepoint::load {

std::uint64_t raise_descriptor_limit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
        ::getrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur;
}

void reserve_descriptors(std::uint64_t count)
{
    constexpr std::uint64_t most = 65'536;
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const std::uint64_t wanted = std::min({count, most, std::uint64_t{limit.rlim_cur}});
    if (wanted == 0) return;
    const int low = ::eventfd(0, EFD_CLOEXEC);
    if (low < 0) return;
    const int high = ::fcntl(low, F_DUPFD_CLOEXEC, static_cast<int>(wanted - 1));
    if (high >= 0) ::close(high);
    ::close(low);
}

} // namespace kneepoint::load
