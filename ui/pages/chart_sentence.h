// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/charts.h"

#include <QWidget>

class QCheckBox;
class QToolButton;

namespace kneepoint::ui {

/// The chart's controls as a sentence, each word a menu: "Inter-token latency, median, against concurrent requests".
class ChartSentence : public QWidget {
    Q_OBJECT
public:
    explicit ChartSentence(QWidget* parent = nullptr);

    /// What the words say; without the objectives, which are the session's.
    const report::CurveOptions& options() const { return m_options; }
    bool slo_wanted() const;
    void set_slo_wanted(bool wanted); ///< without a signal

signals:
    void changed();
    void slo_toggled(bool wanted);

private:
    void add_metric_menu();
    void add_statistic_menu();
    void add_axis_menu();
    QCheckBox* add_check(const QString& text, const QString& help);
    void update_words();
    void change();

    report::CurveOptions m_options;
    QToolButton* m_metric;
    QToolButton* m_statistic;
    QToolButton* m_axis;
    QCheckBox *m_band, *m_log, *m_slo, *m_normalised;
};

} // namespace kneepoint::ui
