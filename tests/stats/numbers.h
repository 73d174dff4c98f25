// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace kneepoint::tests {

inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// Equal to 1e-12 of the expected value, the digits that golden files promise.
inline bool close(double value, double expected, double relative = 1e-12)
{
    return value == expected || std::fabs(value - expected) <= relative * std::fabs(expected);
}

/// 0/1 scores of a pair of models: `both` right, lost, gained, neither.
struct Outcomes {
    std::vector<double> base, candidate;
    Outcomes(int both, int lost, int gained, int neither)
    {
        const auto add = [this](int times, double a, double b) {
            base.insert(base.end(), std::size_t(times), a);
            candidate.insert(candidate.end(), std::size_t(times), b);
        };
        add(both, 1, 1);
        add(lost, 1, 0);
        add(gained, 0, 1);
        add(neither, 0, 0);
    }
};

/// Whether a share of `trials` agrees with an expected one: within 4 standard deviations of the binomial.
inline bool is_share(std::size_t successes, std::size_t trials, double expected)
{
    const double n = double(trials);
    return std::fabs(double(successes) - n * expected) <= 4 * std::sqrt(n * expected * (1 - expected));
}

} // namespace kneepoint::tests

#define VERIFY_CLOSE(value, expected)                                                                                  \
    QVERIFY2(kneepoint::tests::close((value), (expected)), qPrintable(QStringLiteral(#value " is %1, expected %2")     \
                                                                          .arg(double(value), 0, 'g', 17)              \
                                                                          .arg(double(expected), 0, 'g', 17)))
