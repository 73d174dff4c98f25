// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace kneepoint::ui {

/// One reading of the host over the last hour at most: its name, below that its last value, and a line.
class ReadingChart : public QWidget {
    Q_OBJECT
public:
    using Value = std::optional<double> runs::HostReading::*;
    struct Scale {
        QString unit;                   ///< with a blank before it, as it follows the figure
        double factor = 1;              ///< of the reading, to have it in this unit
        int decimals = 0;               ///
        std::optional<double> top = {}; ///< of the axis, in this unit; none: the largest value there is
    };
    ReadingChart(QString name, Value value, Scale scale, QWidget* parent = nullptr);

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
    QString last() const;

    QString m_name;
    Value m_value;
    Scale m_scale;
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
