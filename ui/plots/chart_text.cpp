// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/chart_text.h"

#include "kneepoint/base/decimal.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace kneepoint::ui {

namespace {

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("kneepoint::ui::Chart", text, nullptr, n);
}

struct Extent {
    double low = 0, high = 0;
    qsizetype points = 0, excluded = 0;

    void add(double value)
    {
        low = points == 0 ? value : std::min(low, value);
        high = points == 0 ? value : std::max(high, value);
        ++points;
    }
};

Extent values_of(const report::ChartSeries& series, const report::Chart& chart)
{
    Extent extent;
    for (const report::ChartPoint& point : series.points) {
        if (!drawable(point, chart)) continue;
        if (point.excluded)
            ++extent.excluded;
        else
            extent.add(point.y);
    }
    return extent;
}

QString series_summary(const report::ChartSeries& series, const report::Chart& chart)
{
    const Extent extent = values_of(series, chart);
    const bool bars = chart.form == report::ChartForm::bars;
    const QString unit = axis_words(chart.y).unit;
    QString text = tr("%1: %2 points").arg(QString::fromStdString(series.name)).arg(extent.points);
    if (bars) text = tr("%1: %2 bars").arg(QString::fromStdString(series.name)).arg(extent.points);
    if (extent.points > 0)
        text += tr(", %1 to %2 %3").arg(value_text(extent.low), value_text(extent.high), unit).trimmed();
    if (extent.excluded > 0) text += tr(", %1 excluded").arg(extent.excluded);
    return text + ".";
}

} // namespace

AxisWords axis_words(const report::ChartAxis& axis)
{
    const QString label = QString::fromStdString(axis.label);
    const qsizetype comma = label.lastIndexOf(", ");
    if (comma < 0) return {label, {}};
    return {label.left(comma), label.mid(comma + 2)};
}

QString value_text(double value)
{
    if (!std::isfinite(value)) return QStringLiteral("—");
    const int magnitude = value == 0 ? 2 : int(std::floor(std::log10(std::abs(value))));
    return QString::fromStdString(format_decimal(value, std::clamp(2 - magnitude, 0, 6)));
}

QString load_text(double value)
{
    QString text = value_text(value);
    if (!text.contains('.')) return text;
    while (text.endsWith('0')) text.chop(1);
    if (text.endsWith('.')) text.chop(1);
    return text;
}

QString with_unit(const QString& number, const report::ChartAxis& axis)
{
    const AxisWords words = axis_words(axis);
    return (number + " " + (words.unit.isEmpty() ? words.name : words.unit)).trimmed();
}

bool drawable(const report::ChartPoint& point, const report::Chart& chart)
{
    return std::isfinite(point.x) && std::isfinite(point.y) && (!chart.x.logarithmic || point.x > 0) &&
           (!chart.y.logarithmic || point.y > 0);
}

QString chart_summary(const report::Chart& chart)
{
    if (chart.empty()) return empty_text(chart);
    QStringList parts;
    if (chart.form == report::ChartForm::curve)
        parts << tr("Horizontal: %1. Vertical: %2.")
                     .arg(QString::fromStdString(chart.x.label), QString::fromStdString(chart.y.label));
    else
        parts << tr("Bars of %1 in %2 categories.")
                     .arg(QString::fromStdString(chart.y.label))
                     .arg(chart.categories.size());
    for (const report::ChartSeries& series : chart.series) parts << series_summary(series, chart);
    for (const report::ChartLine& line : chart.lines)
        parts << tr("Line %1 at %2.").arg(QString::fromStdString(line.label), with_unit(load_text(line.y), chart.y));
    return (parts + notes_of(chart)).join(" ");
}

QString empty_text(const report::Chart& chart)
{
    const QString reason = notes_of(chart).join("\n");
    if (!reason.isEmpty()) return tr("No points to draw.") + "\n" + reason;
    return tr("No points to draw.\nOpen a folder with results, or choose another metric or pair.");
}

QStringList notes_of(const report::Chart& chart)
{
    QStringList notes;
    for (const std::string& note : chart.notes) notes << QString::fromStdString(note);
    if (!chart.x.logarithmic && !chart.y.logarithmic) return notes;
    qsizetype dropped = 0;
    for (const report::ChartSeries& series : chart.series)
        dropped += std::ranges::count_if(series.points, [&](const auto& point) { return !drawable(point, chart); });
    if (dropped == 1) notes << tr("1 point is not above zero and cannot stand on a logarithmic axis");
    if (dropped > 1) notes << tr("%1 points are not above zero and cannot stand on a logarithmic axis").arg(dropped);
    return notes;
}

} // namespace kneepoint::ui
