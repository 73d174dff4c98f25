// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/chart.h"

#include <QWidget>

#include <memory>

namespace kneepoint::ui {

/// Draws a bar chart (ChartForm::bars) with error bars, by Qt Charts: a row per category with its name in full, a bar
/// per series. Many categories make the chart taller and it scrolls. A category without a value has no bar but a dash.
/// Legend entries hide and show their series; the mouse over a bar tells its value and says why.
class BarsWidget : public QWidget {
    Q_OBJECT
public:
    explicit BarsWidget(QWidget* parent = nullptr);
    ~BarsWidget() override;
    void set_chart(const report::Chart& chart); ///< keeps hidden series when the kind stays the same

signals:
    void bar_hovered(const QString& why); ///< empty when the mouse leaves the bar

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace kneepoint::ui
