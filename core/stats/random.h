// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>

namespace kneepoint::stats {

/// SplitMix64's finaliser (Steele, Lea, Flood 2014): turns neighbouring numbers into unrelated ones.
constexpr std::uint64_t scrambled(std::uint64_t x)
{
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

/// xoshiro256++ 1.0 (Blackman, Vigna 2019). Every draw of a resampling has a generator of its own, seeded by the seed,
/// the task and the draw's number, so that a result depends neither on the number of threads nor on the standard
/// library.
class Random {
public:
    using result_type = std::uint64_t;
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return ~result_type(0); }

    Random(std::uint64_t seed, std::uint64_t stream, std::uint64_t draw)
    {
        std::uint64_t x = scrambled(scrambled(scrambled(seed) ^ stream) ^ draw);
        for (auto& word : m_state) word = x = scrambled(x);
    }

    result_type operator()()
    {
        const auto result = std::rotl(m_state[0] + m_state[3], 23) + m_state[0];
        const auto t = m_state[1] << 17;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= t;
        m_state[3] = std::rotl(m_state[3], 45);
        return result;
    }

private:
    std::uint64_t m_state[4];
};

} // namespace kneepoint::stats
