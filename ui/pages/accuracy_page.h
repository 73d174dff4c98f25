// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/page.h"

class QComboBox;
class QLineEdit;
class QSplitter;
class QStackedWidget;
class QTreeView;

namespace kneepoint::ui {

class AccuracyModel;
class BarsWidget;
class PageHead;
class TableProxy;

/// Tasks by configurations with groups folded, and a bar chart of the scores or of the differences.
class AccuracyPage : public Page {
    Q_OBJECT
public:
    explicit AccuracyPage(Session& session, QWidget* parent = nullptr);

    QString title() const override;
    QString help_text() const override;
    std::optional<report::Chart> chart() const override;
    std::optional<report::Table> table() const override;
    QWidget* first_focus() override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void share_height();
    QWidget* build_content();
    QWidget* build_controls();
    void update_content();
    void update_head();
    void update_metrics();
    void update_table();
    void update_chart();
    bool has_scores() const;

    QStackedWidget* m_stack;
    PageHead* m_head;
    QComboBox* m_metric;
    QComboBox* m_chart_kind;
    QLineEdit* m_search;
    QTreeView* m_tree;
    BarsWidget* m_bars;
    AccuracyModel* m_model;
    TableProxy* m_proxy;
    QSplitter* m_split;
    bool m_split_by_hand = false;
    report::Chart m_chart;
};

} // namespace kneepoint::ui
