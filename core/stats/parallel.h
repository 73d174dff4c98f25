// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/work.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <stop_token>
#include <system_error>
#include <thread>
#include <vector>

namespace kneepoint::stats {

/// Calls body(first, last) for consecutive blocks of 0 to count, on `threads` threads (0: as many as the machine has).
/// @return false when a stop was asked for before the end.
template<typename Body>
bool in_blocks(std::size_t count, std::size_t block, unsigned threads, const std::stop_token& stop, const Body& body)
{
    count_work(Work::resampling);
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        while (!stop.stop_requested()) {
            const auto first = next.fetch_add(block);
            if (first >= count) return;
            body(first, std::min(first + block, count));
        }
    };
    if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
    threads = static_cast<unsigned>(std::min<std::size_t>(threads, (count + block - 1) / block));
    {
        std::vector<std::jthread> others;
        try {
            while (others.size() + 1 < threads) others.emplace_back(work);
        } catch (const std::system_error&) { // no thread to be had: those there are do it all
        }
        work();
    }
    return !stop.stop_requested();
}

} // namespace kneepoint::stats
