// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

namespace kneepoint::ui {

/// Steps of 1, 2 or 5 times a power of ten, and as many decimals on every label as the step needs.
class LinearTicker : public QCPAxisTicker {
protected:
    double getTickStep(const QCPRange& range) override;
    int getSubTickCount(double step) override;
    QVector<QString> createLabelVector(const QVector<double>& ticks, const QLocale& locale, QChar format,
                                       int precision) override;
};

/// 1, 2, 5, 10, 20, ... on a logarithmic axis; only decades when there are many; linear steps within half a decade.
class LogarithmicTicker : public LinearTicker {
protected:
    QVector<double> createTickVector(double step, const QCPRange& range) override;
    QVector<QString> createLabelVector(const QVector<double>& ticks, const QLocale& locale, QChar format,
                                       int precision) override;

private:
    bool m_linear = false; ///< how the last ticks were made
};

} // namespace kneepoint::ui
