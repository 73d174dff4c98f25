// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/claims/claims.h"
#include "pages/page.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace kneepoint::ui {

class ClaimDetails;
class ClaimsCheck;
class ClaimsModel;
class ClaimsProxy;
class ElidedLabel;
class FiguresTable;
struct CheckedDocument;

/// A published Markdown document whose tables and sentences are recomputed: every claim with its verdict, and for the
/// one selected the reason, the rows behind it and the lines of the document. The open results are checked against it,
/// too.
class ClaimsPage : public Page {
    Q_OBJECT
public:
    explicit ClaimsPage(Session& session, QWidget* parent = nullptr);

    QString title() const override;
    QString help_text() const override;
    std::optional<report::Table> table() const override;
    QWidget* first_focus() override;

    /// Reads and checks a document in the background.
    void open_document(const QString& file);
    const claims::Review& review() const { return m_review; }
    bool busy() const;

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* build_empty();
    QWidget* build_content();
    QWidget* build_head();
    void set_up_table();
    void choose_document();
    void check();
    void adopt(const CheckedDocument& checked);
    QString summary() const;
    void share_width();
    void show_filtered();
    void show_details();

    QString m_file;
    QStringList m_lines; ///< of the document
    claims::Review m_review;
    QStackedWidget* m_stack;
    ElidedLabel* m_title;
    QLabel* m_summary;
    QComboBox* m_shown;
    QLineEdit* m_search;
    FiguresTable* m_table;
    ClaimDetails* m_details;
    ClaimsModel* m_model;
    ClaimsProxy* m_proxy;
    ClaimsCheck* m_check;
};

} // namespace kneepoint::ui
