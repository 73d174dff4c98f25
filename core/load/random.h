// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>

namespace kneepoint::load {

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed on every machine, which the distributions
/// of the standard library do not promise.
class Random {
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}
    /// A stream of its own for the n-th thing made from one seed.
    Random(std::uint64_t seed, std::uint64_t n) : m_state(seed ^ (n + 1) * 0xd1342543de82ef95u) { next(); }

    std::uint64_t next()
    {
        std::uint64_t z = (m_state += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    /// In (0, 1): never an end, so that its logarithm exists.
    double uniform() { return (static_cast<double>(next() >> 11) + 0.5) * 0x1p-53; }
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * 3.14159265358979323846 * uniform()); }
    /// Gamma of this shape and scale 1 (Marsaglia and Tsang 2000); shape 1 is the exponential.
    double gamma(double shape)
    {
        if (shape == 1) return -std::log(uniform());
        if (shape < 1) return gamma(shape + 1) * std::pow(uniform(), 1 / shape);
        const double d = shape - 1.0 / 3;
        const double c = 1 / std::sqrt(9 * d);
        for (;;) {
            const double x = normal();
            const double v = std::pow(1 + c * x, 3);
            if (v > 0 && std::log(uniform()) < x * x / 2 + d - d * v + d * std::log(v)) return d * v;
        }
    }

private:
    std::uint64_t m_state;
};

} // namespace kneepoint::load
