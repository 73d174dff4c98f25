// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/axis_tickers.h"

#include "kneepoint/base/decimal.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::ui {

namespace {

constexpr double narrow = 3.2; ///< upper/lower below this: 1, 2, 5 would leave two or three ticks

} // namespace

double LinearTicker::getTickStep(const QCPRange& range)
{
    double magnitude = 1;
    const double mantissa = getMantissa(range.size() / std::max(1, mTickCount), &magnitude);
    const double factor = mantissa < 1.4 ? 1 : mantissa < 3 ? 2 : mantissa < 7 ? 5 : 10;
    return factor * magnitude;
}

int LinearTicker::getSubTickCount(double)
{
    return 0;
}

QVector<QString> LinearTicker::createLabelVector(const QVector<double>& ticks, const QLocale&, QChar, int)
{
    int decimals = 0;
    if (ticks.size() > 1) {
        const double step = ticks[1] - ticks[0];
        decimals = std::clamp(int(-std::floor(std::log10(step) + 1e-9)), 0, 12);
    }
    QVector<QString> labels;
    for (const double tick : ticks) labels << QString::fromStdString(format_decimal(tick, decimals));
    return labels;
}

QVector<double> LogarithmicTicker::createTickVector(double step, const QCPRange& range)
{
    m_linear = range.lower <= 0 || range.upper / range.lower < narrow;
    if (m_linear) return LinearTicker::createTickVector(step, range);
    const double decades = std::log10(range.upper / range.lower);
    const bool only_decades = 3 * decades > 2.5 * mTickCount;
    QVector<double> ticks;
    const int last = int(std::ceil(std::log10(range.upper)));
    for (int power = int(std::floor(std::log10(range.lower))); power <= last; ++power)
        for (const double factor : {1.0, 2.0, 5.0})
            if (factor == 1.0 || !only_decades) ticks << factor * std::pow(10.0, power);
    return ticks;
}

QVector<QString> LogarithmicTicker::createLabelVector(const QVector<double>& ticks, const QLocale& locale, QChar format,
                                                      int precision)
{
    if (m_linear) return LinearTicker::createLabelVector(ticks, locale, format, precision);
    QVector<QString> labels;
    for (const double tick : ticks) {
        const int decimals = std::clamp(int(-std::floor(std::log10(tick) + 1e-9)), 0, 12);
        labels << QString::fromStdString(format_decimal(tick, decimals));
    }
    return labels;
}

} // namespace kneepoint::ui
