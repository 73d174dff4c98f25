// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/page.h"

#include "kneepoint/report/report.h"

#include <QTimer>

#include <memory>

class QLabel;
class QListWidget;
class QListWidgetItem;
class QPushButton;
class QStackedWidget;
class QTextBrowser;
class QTextDocument;

namespace kneepoint::ui {

class ReportExport;

/// The report as it will be written, its sections switchable, and the button that writes it.
class ReportPage : public Page {
    Q_OBJECT
public:
    explicit ReportPage(Session& session, QWidget* parent = nullptr);
    ~ReportPage() override;

    QString title() const override;
    QString help_text() const override;
    QWidget* first_focus() override;

    /// Writes the report to a file; the format goes by its ending (.md, .html, .pdf). Says so, or why not, when done.
    void export_to(const QString& file);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* build_sections();
    void fill_sections();
    void switch_section(QListWidgetItem* item);
    void schedule();
    void build();
    void show_document(const std::shared_ptr<const report::Document>& document);
    void choose_file();
    void connect_export();
    void show_export(const QString& sentence);

    QStackedWidget* m_stack;
    QListWidget* m_sections;
    QTextBrowser* m_preview;
    QPushButton* m_write;
    QLabel* m_written;
    ReportExport* m_export;
    QTimer m_delay;
    std::shared_ptr<const report::Document> m_document;
    std::unique_ptr<QTextDocument> m_text;
    bool m_stale = true;
};

} // namespace kneepoint::ui
