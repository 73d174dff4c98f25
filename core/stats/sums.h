// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace kneepoint::stats {

/// Sum with the lost low parts carried along (Neumaier 1974), so that the order of the values hardly matters.
class Total {
public:
    void add(double value)
    {
        const double sum = m_sum + value;
        m_lost += std::fabs(m_sum) >= std::fabs(value) ? (m_sum - sum) + value : (value - sum) + m_sum;
        m_sum = sum;
    }
    double value() const { return m_sum + m_lost; }

private:
    double m_sum = 0, m_lost = 0;
};

inline bool all_finite(std::span<const double> values)
{
    return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

inline double mean_of(std::span<const double> values)
{
    Total total;
    for (const double value : values) total.add(value);
    return total.value() / static_cast<double>(values.size());
}

/// sum((a - mean a)(b - mean b)); of a list with itself the sum of squared deviations.
inline double centred_products(std::span<const double> a, std::span<const double> b)
{
    const double mean_a = mean_of(a), mean_b = mean_of(b);
    Total total;
    for (std::size_t i = 0; i < a.size(); ++i) total.add((a[i] - mean_a) * (b[i] - mean_b));
    return total.value();
}

inline bool is_constant(std::span<const double> values)
{
    return std::ranges::adjacent_find(values, std::ranges::not_equal_to()) == values.end();
}

} // namespace kneepoint::stats
