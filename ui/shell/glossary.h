// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QTableView;
class QTextBrowser;

namespace kneepoint::ui {

class GlossaryModel;
class TableProxy;

/// What the words on the screen mean: terms to search in, and the whole of the one selected. Does not hold up the
/// window.
class Glossary : public QDialog {
    Q_OBJECT
public:
    explicit Glossary(QWidget* parent = nullptr);
    void open_at(const QString& words = {}); ///< shown in front, with these in the search

protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void set_up_table();
    void search(const QString& words);
    void show_term();
    void share_width();

    GlossaryModel* m_model;
    TableProxy* m_proxy;
    QLineEdit* m_search;
    QLabel* m_found;
    QTableView* m_table;
    QTextBrowser* m_whole;
};

} // namespace kneepoint::ui
