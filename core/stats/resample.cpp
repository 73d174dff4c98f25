// SPDX-License-Identifier: GPL-3.0-or-later
#include "resample.h"

#include "parallel.h"
#include "random.h"
#include "sums.h"

#include "kneepoint/stats/quantile.h"

#include <boost/random/binomial_distribution.hpp>

#include <algorithm>
#include <bit>

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

/// How many of n draws fall to each of several groups of items, one after the other: a chain of binomials.
class Shares {
public:
    explicit Shares(std::size_t items) : m_left(static_cast<std::int64_t>(items)), m_behind(m_left) {}

    /// @param items in the next group
    std::int64_t next(std::int64_t items, Random& random)
    {
        auto times = m_left;
        if (items < m_behind) {
            const double share = static_cast<double>(items) / static_cast<double>(m_behind);
            times = boost::random::binomial_distribution<std::int64_t>(m_left, share)(random);
        }
        m_left -= times;
        m_behind -= items;
        return times;
    }

private:
    std::int64_t m_left, m_behind; ///< draws still to be given out, and items in the groups still to come
};

template<std::size_t width>
Row<width> drawn(const std::vector<Category<width>>& categories, std::size_t items, Random random)
{
    Row<width> sums{};
    Shares shares(items);
    for (const auto& [row, count] : categories) {
        const auto times = static_cast<double>(shares.next(count, random));
        for (std::size_t k = 0; k < width; ++k) sums[k] += times * row[k];
    }
    return sums;
}

/// Rows [first, first + size), size a power of two: an index is a few random bits, and the rows fit the first cache.
struct Block {
    std::size_t first, size;
};

std::vector<Block> blocks(std::size_t rows)
{
    std::vector<Block> result;
    for (std::size_t first = 0; first < rows; first += result.back().size)
        result.push_back({first, std::min(std::bit_floor(rows - first), std::size_t(4096))});
    return result;
}

template<std::size_t width>
void add(Row<width>& sums, const Row<width>& row)
{
    for (std::size_t k = 0; k < width; ++k) sums[k] += row[k];
}

/// Sum of `times` rows of the block, four at a time on sums of their own, so that no addition waits for another.
template<std::size_t width>
Row<width> drawn_from(const Row<width>* block, std::uint64_t mask, std::int64_t times, Random& random)
{
    Row<width> a{}, b{}, c{}, d{};
    for (; times >= 4; times -= 4) {
        const auto bits = random();
        add(a, block[bits & mask]);
        add(b, block[bits >> 16 & mask]);
        add(c, block[bits >> 32 & mask]);
        add(d, block[bits >> 48 & mask]);
    }
    for (; times > 0; --times) add(a, block[random() & mask]);
    add(a, b);
    add(c, d);
    add(a, c);
    return a;
}

template<std::size_t width>
Row<width> drawn(const std::vector<Row<width>>& rows, const std::vector<Block>& blocks, Random random)
{
    Row<width> sums{};
    Shares shares(rows.size());
    for (const auto& [first, size] : blocks) {
        const auto times = shares.next(static_cast<std::int64_t>(size), random);
        add(sums, drawn_from<width>(rows.data() + first, size - 1, times, random));
    }
    return sums;
}

/// False when a stop was asked for. @param rows sorted
template<std::size_t width>
bool fill(std::vector<Row<width>>& sums, const std::vector<Row<width>>& rows, const BootstrapOptions& options,
          std::uint64_t stream)
{
    const auto kinds = categories<width>(rows);
    const auto parts = blocks(rows.size());
    const bool few_kinds = kinds.size() * indices_per_category <= rows.size() || kinds.size() == 1;
    return in_blocks(sums.size(), 64, options.threads, options.stop, [&](std::size_t i, std::size_t last) {
        for (; i < last; ++i) {
            const Random random(options.seed, stream, i);
            sums[i] = few_kinds ? drawn<width>(kinds, rows.size(), random) : drawn<width>(rows, parts, random);
        }
    });
}

} // namespace

template<std::size_t width>
std::vector<Row<width>> resampled_sums(std::vector<Row<width>> rows, const BootstrapOptions& options,
                                       std::uint64_t stream)
{
    if (rows.empty()) return {};
    std::ranges::sort(rows);
    std::vector<Row<width>> sums(options.draws);
    if (!fill(sums, rows, options, stream)) sums.clear();
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
