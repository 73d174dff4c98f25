// SPDX-License-Identifier: GPL-3.0-or-later
#include "examples.h"
#include "help_dock.h"
#include "library_dock.h"
#include "main_window.h"
#include "page_tabs.h"
#include "pages/library_page.h"
#include "plots/chart_file.h"
#include "result_tree.h"
#include "settings.h"
#include "text.h"

#include "kneepoint/base/file.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>

namespace kneepoint::ui {

namespace {

/// A file dialog that does not block: `chosen` is called when the user chose.
template<typename Chosen>
void ask(QWidget* parent, const QString& title, QFileDialog::FileMode mode, const QString& filter, const Chosen& chosen)
{
    auto* dialog = new QFileDialog(parent, title, settings::recent().value(0), filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(mode);
    if (mode == QFileDialog::Directory) dialog->setOption(QFileDialog::ShowDirsOnly);
    if (mode == QFileDialog::AnyFile) dialog->setAcceptMode(QFileDialog::AcceptSave);
    QObject::connect(dialog, &QFileDialog::filesSelected, parent, chosen);
    dialog->open();
}

QString with_ending(const QString& file, const QString& ending)
{
    return QFileInfo(file).suffix().isEmpty() ? file + ending : file;
}

} // namespace

void MainWindow::open_paths(const QStringList& paths)
{
    m_answer_wanted = true;
    m_session.open(paths);
}

void MainWindow::open_folder()
{
    ask(this, tr("Open a folder of results"), QFileDialog::Directory, {},
        [this](const QStringList& chosen) { open_paths(chosen); });
}

void MainWindow::open_workspace()
{
    ask(this, tr("Open results or a workspace"), QFileDialog::ExistingFiles,
        tr("All files (*);;Workspaces (*.kneepoint)"), [this](const QStringList& chosen) { open_paths(chosen); });
}

void MainWindow::open_examples()
{
    const auto folder = examples_folder();
    if (folder.isEmpty())
        m_notifications->problem(tr("The example results are not installed; set KNEEPOINT_EXAMPLES to their folder."));
    else
        open_paths({folder});
}

void MainWindow::paste()
{
    const auto* copied = QApplication::clipboard()->mimeData();
    QStringList files;
    for (const auto& url : copied ? copied->urls() : QList<QUrl>())
        if (url.isLocalFile()) files << url.toLocalFile();
    if (!files.isEmpty()) return m_session.add(files);
    const auto text = QApplication::clipboard()->text();
    if (text.trimmed().isEmpty())
        return m_notifications->note(tr("The clipboard holds no text; copy a results table or a report first."));
    m_answer_wanted = true;
    m_session.open_clipboard(text);
}

void MainWindow::save_workspace()
{
    ask(this, tr("Save the workspace"), QFileDialog::AnyFile, tr("Workspaces (*.kneepoint)"),
        [this](const QStringList& chosen) {
            save_workspace_to(with_ending(chosen.value(0), QStringLiteral(".kneepoint")));
        });
}

bool MainWindow::save_workspace_to(const QString& file)
{
    if (const auto saved = m_session.save_workspace(file); !saved) {
        m_notifications->problem(qt(to_string(saved.error())));
        return false;
    }
    settings::add_recent(file);
    update_title();
    m_notifications->note(tr("Saved %1.").arg(file));
    return true;
}

void MainWindow::export_chart()
{
    ask(this, tr("Export the chart and its numbers"), QFileDialog::AnyFile, tr("SVG (*.svg);;PDF (*.pdf);;PNG (*.png)"),
        [this](const QStringList& chosen) { export_chart_to(with_ending(chosen.value(0), QStringLiteral(".svg"))); });
}

bool MainWindow::export_chart_to(const QString& file)
{
    const auto chart = page_in_sight()->chart();
    if (!chart) return false;
    const QFileInfo picture(file);
    const auto stem = picture.path() + QLatin1Char('/') + picture.completeBaseName();
    // A CSV of that name may be a result: it is not written over.
    const auto ending =
        QFileInfo::exists(stem + QStringLiteral(".csv")) ? QStringLiteral("-data.csv") : QStringLiteral(".csv");
    const auto numbers = stem + ending;
    m_session.expect_writing({file, numbers});
    auto written = write_chart(*chart, file);
    if (written) written = write_file(numbers.toStdString(), report::to_csv(*chart));
    if (!written) {
        m_notifications->problem(qt(to_string(written.error())));
        return false;
    }
    m_notifications->note(tr("Wrote %1 and its numbers to %2.").arg(file, QFileInfo(numbers).fileName()));
    return true;
}

void MainWindow::copy_table(TableFormat format)
{
    const auto table = page_in_sight()->table();
    if (!table) return;
    const auto text = format == TableFormat::csv ? report::to_csv(*table) : report::to_markdown(*table);
    QApplication::clipboard()->setText(qt(text));
    m_notifications->note(tr("Copied %n row(s).", nullptr, static_cast<int>(table->rows.size())));
}

void MainWindow::show_help()
{
    m_help->show_help(page_in_sight()->help_text(), m_actions);
    m_help->show();
}

void MainWindow::show_run(const std::string& run_id)
{
    show_page(PageId::library);
    static_cast<LibraryPage*>(page(PageId::library))->select_run(run_id);
}

/// Tabs, the dock, the page, and round again.
void MainWindow::focus_next_part()
{
    if (m_tabs->hasFocus() && m_library->isVisible())
        m_library->tree()->setFocus(Qt::ShortcutFocusReason);
    else if (m_library->isAncestorOf(focusWidget()) || m_tabs->hasFocus())
        page_in_sight()->first_focus()->setFocus(Qt::ShortcutFocusReason);
    else
        m_tabs->setFocus(Qt::ShortcutFocusReason);
}

} // namespace kneepoint::ui
