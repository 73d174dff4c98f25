// SPDX-License-Identifier: GPL-3.0-or-later
#include "resample.h"

#include "parallel.h"
#include "random.h"
#include "sums.h"

#include "kneepoint/stats/quantile.h"

#include <boost/random/binomial_distribution.hpp>

#include <algorithm>
#include <limits>

namespace kneepoint::stats {

namespace {

/// A draw by categories costs about as much as this many indices for each distinct row.
constexpr std::size_t indices_per_category = 64;

template<std::size_t width>
struct Category {
    Row<width> row;
    std::int64_t count = 0;
};

template<std::size_t width>
std::vector<Category<width>> categories(const std::vector<Row<width>>& sorted)
{
    std::vector<Category<width>> result;
    for (const auto& row : sorted) {
        if (result.empty() || result.back().row != row) result.push_back({row, 0});
        ++result.back().count;
    }
    // The most frequent last: it takes what is left without a draw.
    std::ranges::stable_sort(result, {}, &Category<width>::count);
    return result;
}

template<std::size_t width>
Row<width> drawn(const std::vector<Category<width>>& categories, std::int64_t items, Random random)
{
    Row<width> sums{};
    std::int64_t left = items, behind = items; // items still to be drawn, and items in the categories still to come
    for (const auto& [row, count] : categories) {
        std::int64_t times = left;
        if (count < behind) {
            const double share = static_cast<double>(count) / static_cast<double>(behind);
            times = boost::random::binomial_distribution<std::int64_t>(left, share)(random);
        }
        for (std::size_t k = 0; k < width; ++k) sums[k] += static_cast<double>(times) * row[k];
        left -= times;
        behind -= count;
    }
    return sums;
}

/// A number below `bound`, each equally likely, from 32 random bits (Lemire 2019, arXiv 1805.10941).
class Index {
public:
    explicit Index(std::uint32_t bound) : m_bound(bound), m_reject(-bound % bound) {}
    std::uint32_t operator()(Random& random, std::uint64_t bits) const
    {
        auto product = (bits & 0xffffffff) * m_bound;
        while (static_cast<std::uint32_t>(product) < m_reject) [[unlikely]]
            product = (random() >> 32) * m_bound;
        return static_cast<std::uint32_t>(product >> 32);
    }

private:
    std::uint32_t m_bound, m_reject;
};

template<std::size_t width>
Row<width> drawn(const std::vector<Row<width>>& rows, Random random)
{
    const auto n = static_cast<std::uint32_t>(rows.size());
    const Index index(n);
    Row<width> even{}, odd{}; // two sums, so that an addition need not wait for the one before
    const auto add = [&rows](Row<width>& sums, std::uint32_t i) {
        for (std::size_t k = 0; k < width; ++k) sums[k] += rows[i][k];
    };
    for (std::uint32_t i = 0; i + 1 < n; i += 2) {
        const auto bits = random();
        add(even, index(random, bits));
        add(odd, index(random, bits >> 32));
    }
    if (n % 2 != 0) add(even, index(random, random() >> 32));
    for (std::size_t k = 0; k < width; ++k) even[k] += odd[k];
    return even;
}

} // namespace

template<std::size_t width>
std::vector<Row<width>> resampled_sums(std::vector<Row<width>> rows, const BootstrapOptions& options,
                                       std::uint64_t stream)
{
    if (rows.empty() || rows.size() > std::numeric_limits<std::uint32_t>::max()) return {};
    std::ranges::sort(rows);
    const auto kinds = categories<width>(rows);
    const bool few_kinds = kinds.size() * indices_per_category <= rows.size() || kinds.size() == 1;
    const auto items = static_cast<std::int64_t>(rows.size());
    std::vector<Row<width>> sums(options.draws);
    const auto block = [&](std::size_t first, std::size_t last) {
        for (auto i = first; i < last; ++i) {
            const Random random(options.seed, stream, i);
            sums[i] = few_kinds ? drawn<width>(kinds, items, random) : drawn<width>(rows, random);
        }
    };
    if (!in_blocks(options.draws, 64, options.threads, options.stop, block)) sums.clear();
    return sums;
}

template std::vector<Row<1>> resampled_sums(std::vector<Row<1>>, const BootstrapOptions&, std::uint64_t);
template std::vector<Row<2>> resampled_sums(std::vector<Row<2>>, const BootstrapOptions&, std::uint64_t);

std::optional<BootstrapResult> summary(std::vector<double> draws, double estimate, double null_value,
                                       const BootstrapOptions& options)
{
    const auto asked = draws.size();
    std::erase_if(draws, [](double draw) { return !std::isfinite(draw); });
    const double outside = 1 - options.confidence;
    if (draws.size() < 2 || !std::isfinite(estimate) || !(outside > 0 && outside < 1)) return std::nullopt;
    const auto undefined = asked - draws.size();
    if (static_cast<double>(undefined) > outside / 2 * static_cast<double>(asked)) return std::nullopt;

    std::ranges::sort(draws);
    const auto n = static_cast<double>(draws.size());
    const auto below = static_cast<double>(std::ranges::upper_bound(draws, null_value) - draws.begin());
    const auto above = static_cast<double>(draws.end() - std::ranges::lower_bound(draws, null_value));
    BootstrapResult result;
    result.estimate = estimate;
    result.standard_error = is_constant(draws) ? 0 : std::sqrt(centred_products(draws, draws) / (n - 1));
    result.interval = {sorted_quantile(draws, outside / 2), sorted_quantile(draws, 1 - outside / 2)};
    result.p = std::clamp(2 * std::min(below, above) / n, 1 / (n + 1), 1.0);
    result.draws = draws.size();
    result.undefined = undefined;
    result.seed = options.seed;
    result.confidence = options.confidence;
    return result;
}

} // namespace kneepoint::stats
