// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

namespace kneepoint::ui {

struct ReadoutRow {
    int identity = 0, shape = 0;
    bool hollow = false;
    QString name, value, detail;
};

/// The small panel beside the crosshair: a headline, and a row per series with marker, name, value, detail.
class Readout : public QWidget {
public:
    explicit Readout(QWidget* parent);
    void set_rows(const QString& headline, std::vector<ReadoutRow> rows);
    const QString& headline() const { return m_headline; }
    const std::vector<ReadoutRow>& rows() const { return m_rows; }
    /// Stands beside the line, on the side with more room, away from the mouse.
    void move_beside(QPointF mouse, double line_x, const QRect& inside);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int row_height() const;

    QString m_headline;
    std::vector<ReadoutRow> m_rows;
    int m_name_width = 0, m_value_width = 0;
};

} // namespace kneepoint::ui
