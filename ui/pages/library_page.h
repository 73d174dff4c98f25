// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page.h"

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QStackedLayout;
class QTextBrowser;

namespace kneepoint::ui {

class ResultTree;
class TreeModel;
struct TreeNode;

/// Everything that was found: pairs with their reason, runs, files that were not read and why, problems; and all that
/// is known of the line that is selected.
class LibraryPage : public Page {
    Q_OBJECT
public:
    explicit LibraryPage(Session& session, QWidget* parent = nullptr);

    QString title() const override { return tr("Library"); }
    QString help_text() const override;
    std::optional<report::Table> table() const override; ///< of the runs in sight
    QWidget* first_focus() override;

    ResultTree* tree() const { return m_tree; }
    /// Selects a run, for the dock. @return false when it is not listed
    bool select_run(const std::string& run_id);

signals:
    void compare_wanted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QWidget* make_content();
    void set_up_head();
    void set_up_tree();
    void fit_columns();
    void refresh();
    void span_sentences();
    void write_details(const TreeNode* node);
    void show_details(const TreeNode* node);
    QString summary() const;
    QString details_of(const TreeNode& node) const;

    QStackedLayout* m_stack;
    QLabel* m_title;
    QLineEdit* m_search;
    TreeModel* m_model;
    QSortFilterProxyModel* m_proxy;
    ResultTree* m_tree;
    QTextBrowser* m_details;
    bool m_fitting = false, m_columns_by_hand = false;
};

} // namespace kneepoint::ui
