// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/permutation.h"

#include "parallel.h"
#include "random.h"
#include "sums.h"

#include "kneepoint/stats/tails.h"

#include <atomic>
#include <bit>

namespace kneepoint::stats {

namespace {

constexpr std::size_t enumerable = 20;

/// Share of all sign combinations whose sum lies at least `bound` from 0. A Gray code changes one sign a step.
double counted(const std::vector<double>& sizes, double bound)
{
    const std::uint64_t combinations = std::uint64_t(1) << sizes.size();
    std::vector<double> sign(sizes.size(), 1);
    std::uint64_t as_far = 0;
    double sum = 0;
    for (const double size : sizes) sum += size;
    for (std::uint64_t step = 1;; ++step) {
        if (std::fabs(sum) >= bound) ++as_far;
        if (step == combinations) break;
        const auto flipped = static_cast<std::size_t>(std::countr_zero(step));
        sign[flipped] = -sign[flipped];
        sum += 2 * sign[flipped] * sizes[flipped];
    }
    return static_cast<double>(as_far) / static_cast<double>(combinations);
}

double random_sum(const std::vector<double>& sizes, Random random)
{
    double positive = 0, all = 0;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (i % 64 == 0) bits = random();
        positive += static_cast<double>(bits & 1) * sizes[i];
        all += sizes[i];
        bits >>= 1;
    }
    return 2 * positive - all;
}

/// With one size the sum tells how many are positive: binomial.
double one_size_p(std::span<const double> differences)
{
    std::uint64_t positive = 0, negative = 0;
    for (const double d : differences) {
        positive += d > 0 ? 1 : 0;
        negative += d < 0 ? 1 : 0;
    }
    if (positive == negative) return 1;
    return std::min(1.0, 2 * binomial_cdf(std::min(positive, negative), positive + negative, 0.5));
}

} // namespace

std::optional<SignFlip> sign_flip_test(std::span<const double> differences, const BootstrapOptions& options)
{
    if (differences.empty() || !all_finite(differences)) return std::nullopt;
    std::vector<double> sizes;
    for (const double d : differences)
        if (d != 0) sizes.push_back(std::fabs(d));
    std::ranges::sort(sizes); // so that the order of the items changes nothing
    if (sizes.empty() || sizes.front() == sizes.back()) return SignFlip{one_size_p(differences), true, 0, 0};

    Total found, whole;
    for (const double d : differences) found.add(d);
    for (const double size : sizes) whole.add(size);
    const double bound = std::fabs(found.value()) - 1e-12 * whole.value();
    if (sizes.size() <= enumerable) return SignFlip{counted(sizes, bound), true, 0, 0};

    std::atomic<std::size_t> as_far = 0;
    const bool done = in_blocks(options.draws, 64, options.threads, options.stop, [&](std::size_t i, std::size_t last) {
        std::size_t count = 0;
        for (; i < last; ++i)
            if (std::fabs(random_sum(sizes, Random(options.seed, 0, i))) >= bound) ++count;
        as_far += count;
    });
    if (!done) return std::nullopt;
    return SignFlip{static_cast<double>(as_far + 1) / static_cast<double>(options.draws + 1), false, options.draws,
                    options.seed};
}

} // namespace kneepoint::stats
