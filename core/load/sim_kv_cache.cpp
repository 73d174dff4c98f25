// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/sim_kv_cache.h"

#include <algorithm>

namespace kneepoint::load {

std::size_t SimKvCache::cached_prefix(std::span<const std::uint64_t> hashes) const
{
    const auto missing = std::ranges::find_if(hashes, [&](auto hash) { return !m_named.contains(hash); });
    return static_cast<std::size_t>(missing - hashes.begin());
}

bool SimKvCache::make_room(std::int64_t blocks)
{
    if (m_used + blocks > m_blocks) return false;
    while (m_used + static_cast<std::int64_t>(m_idle.size()) + blocks > m_blocks) {
        m_named.erase(m_idle.front());
        m_idle.pop_front();
    }
    return true;
}

void SimKvCache::use(std::uint64_t hash)
{
    const auto [found, is_new] = m_named.try_emplace(hash);
    Block& block = found->second;
    if (block.users++ > 0) return;
    if (!is_new) m_idle.erase(block.idle);
    ++m_used;
}

bool SimKvCache::take(Holding& holding, std::span<const std::uint64_t> hashes, std::size_t shared, std::int64_t unnamed)
{
    const auto idle = std::ranges::count_if(hashes.first(shared), [&](auto h) { return m_named.at(h).users == 0; });
    const auto fresh = static_cast<std::int64_t>(hashes.size() - shared) + unnamed;
    if (m_used + idle + fresh > m_blocks) return false;
    // The shared ones first, so that making room does not drop them.
    for (const auto hash : hashes.first(shared)) use(hash);
    make_room(fresh);
    for (const auto hash : hashes.subspan(shared)) use(hash);
    m_used += unnamed;
    holding.named.assign(hashes.begin(), hashes.end());
    holding.unnamed = unnamed;
    return true;
}

bool SimKvCache::grow(Holding& holding)
{
    if (!make_room(1)) return false;
    ++m_used;
    ++holding.unnamed;
    return true;
}

void SimKvCache::release(Holding& holding)
{
    // The end of a prompt becomes idle first and is dropped first: beginnings are what others share.
    for (auto hash = holding.named.rbegin(); hash != holding.named.rend(); ++hash) {
        Block& block = m_named.at(*hash);
        if (--block.users > 0) continue;
        block.idle = m_idle.insert(m_idle.end(), *hash);
        --m_used;
    }
    m_used -= holding.unnamed;
    holding = {};
}

double SimKvCache::usage() const
{
    return m_blocks > 0 ? static_cast<double>(m_used) / static_cast<double>(m_blocks) : 0.0;
}

} // namespace kneepoint::load
