// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/reading_chart.h"

#include "tables/words.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace kneepoint::ui {

namespace {

constexpr int plot_height = 5 * grid_unit;

} // namespace

ReadingChart::ReadingChart(QString name, Value value, Scale scale, QWidget* parent)
    : QWidget(parent), m_name(std::move(name)), m_value(value), m_scale(std::move(scale))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ReadingChart::show_readings(const std::vector<runs::HostReading>& readings)
{
    m_points.clear();
    for (const auto& reading : readings)
        if (const auto& value = reading.*m_value)
            m_points.push_back(
                {std::chrono::duration<double>(reading.at - readings.back().at).count(), *value * m_scale.factor});
    setAccessibleName(tr("%1, now %2").arg(m_name, last()));
    setToolTip(accessibleName());
    updateGeometry();
    update();
}

QString ReadingChart::last() const
{
    return m_points.empty() ? QStringLiteral("—") : figure(m_points.back().value, m_scale.decimals) + m_scale.unit;
}

QSize ReadingChart::sizeHint() const
{
    return {18 * grid_unit, 2 * fontMetrics().height() + plot_height + grid_unit};
}

/// Name and value are always to be read.
QSize ReadingChart::minimumSizeHint() const
{
    const int words =
        std::max(fontMetrics().horizontalAdvance(m_name), QFontMetrics(figures_font()).horizontalAdvance(last()));
    return {std::max(8 * grid_unit, words + 2), sizeHint().height()};
}

void ReadingChart::paintEvent(QPaintEvent*)
{
    const auto& theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int line = fontMetrics().height();
    painter.setPen(theme.faint);
    painter.drawText(QRect(0, 0, width(), line), Qt::AlignLeft, m_name);
    painter.setFont(figures_font());
    painter.setPen(theme.text);
    painter.drawText(QRect(0, line, width(), line), Qt::AlignLeft, last());
    const QRectF area(0.5, 2 * line + grid_unit / 2.0, width() - 1, plot_height);
    painter.fillRect(area, theme.panel);
    painter.setPen(theme.line);
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    if (m_points.size() > 1) draw_line(painter, area.adjusted(0, 3, 0, 0));
}

void ReadingChart::draw_line(QPainter& painter, const QRectF& area) const
{
    const double first = m_points.front().seconds, span = m_points.back().seconds - first;
    if (span <= 0) return;
    const double highest = std::ranges::max(m_points, {}, &Point::value).value;
    const double top = std::max(m_scale.top.value_or(highest), 1e-9);
    QPainterPath path;
    for (const auto& point : m_points) {
        const QPointF place(area.left() + area.width() * (point.seconds - first) / span,
                            area.bottom() - area.height() * std::clamp(point.value / top, 0.0, 1.0));
        path.elementCount() == 0 ? path.moveTo(place) : path.lineTo(place);
    }
    painter.setPen(QPen(Theme::current().accent, 1.5));
    painter.drawPath(path);
}

ReadingStrip::ReadingStrip(QWidget* parent) : QWidget(parent)
{
    using runs::HostReading;
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * grid_unit);
    const ReadingChart::Scale percent{.unit = QStringLiteral(" %"), .top = 100};
    const ReadingChart::Scale gibibytes{.unit = tr(" GiB"), .factor = 1.0 / 1024, .decimals = 1};
    m_charts = {new ReadingChart(tr("GPU"), &HostReading::gpu_percent, percent, this),
                new ReadingChart(tr("GPU memory"), &HostReading::gpu_memory_mib, gibibytes, this),
                new ReadingChart(tr("Power"), &HostReading::gpu_power_w, {.unit = tr(" W")}, this),
                new ReadingChart(tr("Running"), &HostReading::running, {}, this),
                new ReadingChart(tr("Waiting"), &HostReading::waiting, {}, this),
                new ReadingChart(tr("KV cache"), &HostReading::kv_percent, percent, this)};
    for (auto* chart : m_charts) row->addWidget(chart);
    show_readings({});
}

void ReadingStrip::show_readings(const std::vector<runs::HostReading>& readings)
{
    bool any = false;
    for (auto* chart : m_charts) {
        chart->show_readings(readings);
        chart->setVisible(chart->has_values());
        any = any || chart->has_values();
    }
    setVisible(any);
}

} // namespace kneepoint::ui
