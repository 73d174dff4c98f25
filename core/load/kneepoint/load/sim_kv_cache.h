// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <list>
#include <span>
#include <unordered_map>
#include <vector>

namespace kneepoint::load {

/// The blocks of a paged KV cache with prefix caching, counted as vLLM counts them: a full block of a prompt is known
/// by the hash of everything up to its end, shared while several requests use it, and kept after them until its room
/// is needed (least recently used first).
class SimKvCache {
public:
    /// The blocks that one request holds.
    struct Holding {
        std::vector<std::uint64_t> named; ///< full prompt blocks, in order, by hash
        std::int64_t unnamed = 0;         ///< the rest of the prompt and the output
        std::int64_t blocks() const { return static_cast<std::int64_t>(named.size()) + unnamed; }
    };

    explicit SimKvCache(std::int64_t blocks) : m_blocks(blocks) {}

    /// How many leading blocks of a prompt are there already.
    std::size_t cached_prefix(std::span<const std::uint64_t> hashes) const;
    /// Takes the first `shared` of `hashes` as they are and the other hashes and `unnamed` blocks anew; takes nothing
    /// and gives false when there is no room.
    bool take(Holding& holding, std::span<const std::uint64_t> hashes, std::size_t shared, std::int64_t unnamed);
    /// One more block for a growing output; false when there is no room.
    bool grow(Holding& holding);
    void release(Holding& holding);

    std::int64_t used() const { return m_used; }
    std::int64_t blocks() const { return m_blocks; }
    double usage() const;

private:
    struct Block {
        int users = 0;
        std::list<std::uint64_t>::iterator idle; ///< its place in m_idle while nobody uses it
    };
    bool make_room(std::int64_t blocks);
    void use(std::uint64_t hash);

    std::int64_t m_blocks = 0;
    std::int64_t m_used = 0;                          ///< blocks that some request holds
    std::unordered_map<std::uint64_t, Block> m_named; ///< both used and idle
    std::list<std::uint64_t> m_idle;                  ///< least recently used first
};

} // namespace kneepoint::load
