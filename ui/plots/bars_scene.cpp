// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/bars_scene.h"

#include "plots/bar_marks.h"
#include "plots/chart_text.h"

#include <QBarCategoryAxis>
#include <QBarSet>
#include <QFontMetrics>
#include <QGraphicsLayout>
#include <QHorizontalBarSeries>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace kneepoint::ui {

namespace {

constexpr double bar_width = 0.72; ///< of a category's row
constexpr int bar_height = 12, row_gap = 10;

struct Range {
    double low = 0, high = 0;
};

/// Qt Charts puts the first category at the bottom; ours reads from the top, so rows and series are turned round.
int row_of(const report::Chart& chart, double x)
{
    return int(chart.categories.size()) - 1 - int(std::lround(x));
}

std::vector<int> shown_series(const report::Chart& chart, const std::set<std::string>& hidden)
{
    std::vector<int> shown;
    for (int s = 0; s < int(chart.series.size()); ++s)
        if (!hidden.contains(chart.series[std::size_t(s)].name)) shown.push_back(s);
    return shown;
}

bool on_chart(const report::ChartPoint& point, const report::Chart& chart)
{
    const int row = row_of(chart, point.x);
    return drawable(point, chart) && row >= 0 && row < int(chart.categories.size());
}

Range value_range(const report::Chart& chart, const std::vector<int>& shown)
{
    Range range;
    bool any = chart.y.from_zero;
    const auto add = [&](double value) {
        if (!std::isfinite(value)) return;
        range.low = any ? std::min(range.low, value) : value;
        range.high = any ? std::max(range.high, value) : value;
        any = true;
    };
    for (const int s : shown)
        for (const report::ChartPoint& point : chart.series[std::size_t(s)].points) {
            if (!on_chart(point, chart)) continue;
            add(point.y);
            if (point.band) add(point.band->low), add(point.band->high);
        }
    for (const report::ChartLine& line : chart.lines) add(line.y);
    return range;
}

/// A step of 1, 2 or 5 times a power of ten that gives about six ticks.
double tick_step(double size)
{
    const double rough = size / 6, magnitude = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (rough <= factor * magnitude) return factor * magnitude;
    return 10 * magnitude;
}

QValueAxis* value_axis(const report::Chart& chart, const std::vector<int>& shown)
{
    Range range = value_range(chart, shown);
    if (!(range.high > range.low)) range.high = range.low + 1;
    const double step = tick_step(range.high - range.low);
    auto* axis = new QValueAxis;
    axis->setTickType(QValueAxis::TicksDynamic);
    axis->setTickAnchor(0);
    axis->setTickInterval(step);
    axis->setRange(std::floor(range.low / step + 1e-9) * step, std::ceil(range.high / step - 1e-9) * step);
    const int decimals = std::clamp(int(-std::floor(std::log10(step) + 1e-9)), 0, 9);
    axis->setLabelFormat(QStringLiteral("%.%1f").arg(decimals));
    axis->setTitleText(QString::fromStdString(chart.y.label).toHtmlEscaped());
    return axis;
}

QBarCategoryAxis* category_axis(const report::Chart& chart)
{
    auto* axis = new QBarCategoryAxis;
    QStringList names;
    for (const std::string& name : chart.categories) {
        // The axis identifies categories by their text and drops a second one of the same name.
        QString text = QString::fromStdString(name).toHtmlEscaped();
        while (names.contains(text)) text += QChar(0x200B);
        names.prepend(text);
    }
    axis->append(names);
    axis->setGridLineVisible(false);
    return axis;
}

void paint_axis(QAbstractAxis& axis, const Theme& theme, const QFont& font, const QColor& labels)
{
    axis.setLabelsFont(font);
    axis.setTitleFont(font);
    axis.setLabelsBrush(labels);
    axis.setTitleBrush(theme.faint);
    axis.setGridLinePen(QPen(theme.grid, 1));
    axis.setLinePen(Qt::NoPen);
}

QBarSet* make_set(const report::Chart& chart, int index, const Theme& theme,
                  const std::function<void(BarHover)>& hovered)
{
    const report::ChartSeries& series = chart.series[std::size_t(index)];
    auto* set = new QBarSet(QString::fromStdString(series.name));
    std::vector<int> point_of_row(chart.categories.size(), -1);
    QList<qreal> values(qsizetype(chart.categories.size()), 0.0);
    for (int p = 0; p < int(series.points.size()); ++p) {
        const report::ChartPoint& point = series.points[std::size_t(p)];
        if (!on_chart(point, chart)) continue;
        const int row = row_of(chart, point.x);
        values[row] = point.y;
        point_of_row[std::size_t(row)] = p;
    }
    set->append(values);
    const QColor colour = theme.identity(series.identity);
    set->setColor(colour);
    set->setPen(Qt::NoPen);
    if (hovered)
        QObject::connect(set, &QBarSet::hovered, set, [=](bool inside, int row) {
            const int point = row >= 0 && row < int(point_of_row.size()) ? point_of_row[std::size_t(row)] : -1;
            if (point >= 0) hovered({index, point, inside});
        });
    return set;
}

std::vector<BarMark> marks(const report::Chart& chart, const std::vector<int>& shown)
{
    std::vector<BarMark> marks;
    const double width = bar_width / double(std::max<std::size_t>(1, shown.size()));
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const double offset = bar_width / 2 - (double(i) + 0.5) * width;
        std::vector<bool> present(chart.categories.size());
        for (const report::ChartPoint& point : chart.series[std::size_t(shown[i])].points) {
            if (!on_chart(point, chart)) continue;
            const int row = row_of(chart, point.x);
            present[std::size_t(row)] = true;
            if (point.band) marks.push_back({row + offset, width, point.band->low, point.band->high, false});
        }
        for (std::size_t row = 0; row < present.size(); ++row)
            if (!present[row]) marks.push_back({double(row) + offset, width, 0, 0, true});
    }
    return marks;
}

} // namespace

std::unique_ptr<QChart> make_bars(const report::Chart& chart, const Theme& theme, const QFont& font,
                                  const std::set<std::string>& hidden, const std::function<void(BarHover)>& hovered)
{
    const std::vector<int> shown = shown_series(chart, hidden);
    auto bars = std::make_unique<QChart>();
    bars->setBackgroundBrush(theme.panel);
    bars->setBackgroundRoundness(0);
    bars->setDropShadowEnabled(false);
    bars->setMargins(QMargins(0, 0, grid_unit, 0));
    bars->layout()->setContentsMargins(0, 0, 0, 0);
    bars->legend()->hide();

    auto* series = new QHorizontalBarSeries;
    series->setBarWidth(bar_width);
    for (auto s = shown.rbegin(); s != shown.rend(); ++s) series->append(make_set(chart, *s, theme, hovered));
    bars->addSeries(series);
    QBarCategoryAxis* categories = category_axis(chart);
    QValueAxis* values = value_axis(chart, shown);
    bars->addAxis(categories, Qt::AlignLeft);
    bars->addAxis(values, Qt::AlignTop);
    paint_axis(*categories, theme, font, theme.text);
    paint_axis(*values, theme, font, theme.faint);
    series->attachAxis(categories);
    series->attachAxis(values);
    add_bar_marks(*bars, *series, marks(chart, shown), chart.lines, theme, font);
    return bars;
}

int natural_height(const report::Chart& chart, const QFont& font, const std::set<std::string>& hidden)
{
    const int line = QFontMetrics(font).height();
    const int bars = std::max(1, int(shown_series(chart, hidden).size()));
    const int row = std::max(line + 4, int((bars * bar_height) / bar_width)) + (bars > 1 ? row_gap / 2 : 0);
    return int(chart.categories.size()) * row + 2 * line + 6 * grid_unit;
}

} // namespace kneepoint::ui
