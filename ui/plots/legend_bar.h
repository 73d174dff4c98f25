// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/chart.h"

#include <QWidget>

#include <vector>

namespace kneepoint::ui {

class LegendEntry;

/// The names of the series in a row that wraps. A click or Space hides and shows a series; arrow keys go along.
class LegendBar : public QWidget {
    Q_OBJECT
public:
    enum class Marks { points, bars };

    LegendBar(Marks marks, QWidget* parent);
    void set_series(const std::vector<report::ChartSeries>& series);
    void set_shown(int series, bool shown);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

signals:
    void toggled(int series, bool shown);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    int arrange(int width, bool move) const;

    Marks m_marks;
    std::vector<LegendEntry*> m_entries;
};

} // namespace kneepoint::ui
