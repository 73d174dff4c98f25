// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/chart.h"

#include <QWidget>

#include <memory>

namespace kneepoint::ui {

/// Draws a bar chart (ChartForm::bars) with error bars, by Qt Charts.
class BarsWidget : public QWidget {
    Q_OBJECT
public:
    explicit BarsWidget(QWidget* parent = nullptr);
    ~BarsWidget() override;
    void set_chart(const report::Chart& chart);

signals:
    void bar_hovered(const QString& why);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace kneepoint::ui
