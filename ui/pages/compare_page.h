// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/page.h"

class QComboBox;
class QCheckBox;
class QLabel;
class QSplitter;
class QStackedWidget;

namespace kneepoint::ui {

class ChartSentence;
class FiguresTable;
class LevelModel;
class PlotWidget;
class TableProxy;

/// Verdict, a curve of one metric against load, and the levels side by side: chart and table are one thing.
class ComparePage : public Page {
    Q_OBJECT
public:
    explicit ComparePage(Session& session, QWidget* parent = nullptr);

    QString title() const override;
    QString help_text() const override;
    std::optional<report::Chart> chart() const override;
    std::optional<report::Table> table() const override;
    QWidget* first_focus() override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void share_width();
    QWidget* build_content();
    QWidget* build_table_side();
    void connect_parts();
    void update_content();
    void update_chart();
    void update_table();
    void follow_selection();
    void toggle_slo(bool wanted);
    void drag_slo(int line, double y, bool settled);
    report::Chart make_chart() const;

    QStackedWidget* m_stack;
    ChartSentence* m_sentence;
    PlotWidget* m_plot;
    QLabel* m_slo_verdict;
    QLabel* m_alignment;
    QComboBox* m_align_by;
    QCheckBox* m_all_metrics;
    QCheckBox* m_throughput;
    FiguresTable* m_table;
    LevelModel* m_levels;
    TableProxy* m_proxy;
    QSplitter* m_split;
    bool m_split_by_hand = false;
};

} // namespace kneepoint::ui
