// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/page.h"

class QComboBox;
class QDoubleSpinBox;
class QSplitter;
class QStackedWidget;

namespace kneepoint::ui {

class FiguresTable;
class OverviewModel;
class PageHead;
class PlotWidget;
class TableProxy;

/// Both halves in one view: accuracy kept against speed-up at a chosen load or under the objective, the Pareto set, and
/// a recommendation that always stands with its rule.
class OverviewPage : public Page {
    Q_OBJECT
public:
    explicit OverviewPage(Session& session, QWidget* parent = nullptr);

    QString title() const override;
    QString help_text() const override;
    std::optional<report::Chart> chart() const override;
    std::optional<report::Table> table() const override;
    QWidget* first_focus() override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* build_content();
    QWidget* build_controls();
    void connect_parts();
    void update_content();
    void update_loads();
    void share_width();
    void select_run(const std::string& run);
    bool has_points() const;

    QStackedWidget* m_stack;
    PageHead* m_head;
    QComboBox* m_load;
    QDoubleSpinBox* m_margin;
    PlotWidget* m_plot;
    FiguresTable* m_table;
    OverviewModel* m_model;
    TableProxy* m_proxy;
    QSplitter* m_split;
    bool m_split_by_hand = false;
};

} // namespace kneepoint::ui
