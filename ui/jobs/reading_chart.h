// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace kneepoint::ui {

/// One reading of the host over the last hour at most: its name, its last value, and a line.
class ReadingChart : public QWidget {
    Q_OBJECT
public:
    using Value = std::optional<double> runs::HostReading::*;
    /// @param top of the scale; none: the largest value there is
    ReadingChart(QString name, QString unit, Value value, std::optional<double> top, QWidget* parent = nullptr);

    void show_readings(const std::vector<runs::HostReading>& readings);
    bool has_values() const { return !m_points.empty(); }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Point {
        double seconds = 0, value = 0; ///< seconds before the last reading are negative
    };
    void draw_line(QPainter& painter, const QRectF& area) const;

    QString m_name, m_unit;
    Value m_value;
    std::optional<double> m_top;
    std::vector<Point> m_points;
};

/// The readings of a job's host side by side; those that nobody took are left out.
class ReadingStrip : public QWidget {
    Q_OBJECT
public:
    explicit ReadingStrip(QWidget* parent = nullptr);
    void show_readings(const std::vector<runs::HostReading>& readings);

private:
    std::vector<ReadingChart*> m_charts;
};

} // namespace kneepoint::ui
