// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/work.h"

#include <array>
#include <atomic>

namespace kneepoint {

namespace {

constexpr std::size_t kinds = 3;
std::array<std::atomic<std::uint64_t>, kinds> by_all;
thread_local std::array<std::uint64_t, kinds> by_this_thread{};

} // namespace

void count_work(Work kind, std::uint64_t amount)
{
    by_all[static_cast<std::size_t>(kind)].fetch_add(amount, std::memory_order_relaxed);
    by_this_thread[static_cast<std::size_t>(kind)] += amount;
}

std::uint64_t work_done(Work kind)
{
    return by_all[static_cast<std::size_t>(kind)].load(std::memory_order_relaxed);
}

std::uint64_t work_done_here(Work kind)
{
    return by_this_thread[static_cast<std::size_t>(kind)];
}

} // namespace kneepoint
