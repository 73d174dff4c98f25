// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "actions.h"
#include "notifications.h"
#include "session.h"

#include "kneepoint/runs/job.h"

#include <QMainWindow>

#include <array>

class QMenu;
class QStackedWidget;

namespace kneepoint::ui {

class CommandPalette;
class DesktopNotice;
class Glossary;
class HelpDock;
class JobDesk;
class LibraryDock;
class Page;
class PageTabs;
class PairBar;
class WhyBar;

enum class PageId : std::uint8_t { library, compare, accuracy, overview, run, jobs, report, claims };
inline constexpr std::size_t page_count = 8;

/// The one window. Builds the pages (each when it is first looked at), connects them with the session, and restores
/// where the user left it.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    Session& session() { return m_session; }
    ActionCollection& actions_of_window() { return m_actions; }
    NotificationStrip& notifications() { return *m_notifications; }
    WhyBar& why() { return *m_why; }
    void show_page(PageId id);
    Page* page(PageId id); ///< built when it is not yet
    Page* page_in_sight() const;

    void open_paths(const QStringList& paths);
    void show_run(const std::string& run_id); ///< in the library
    void show_job(const std::string& id);
    void manage_hosts();
    JobDesk& desk() { return *m_desk; }
    DesktopNotice& desktop() { return *m_desktop; }
    void open_palette();
    void open_folder();
    void open_examples();
    void open_workspace();
    void paste();
    void save_workspace();
    void export_chart();
    enum class TableFormat { markdown, csv };
    void copy_table(TableFormat format);
    void show_help();
    void show_glossary();
    /// Writes the chart in sight and its numbers as CSV beside it; says so, or why not, when it is done.
    void export_chart_to(const QString& file);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    void build_top_bar();
    void build_centre();
    void build_docks();
    void build_actions();
    void build_file_actions();
    void build_edit_actions();
    void build_view_actions();
    void build_theme_actions();
    QMenu* build_menu();
    void fill_recent(QMenu* menu);
    void connect_session();
    void restore();
    void first_results();
    void update_actions();
    void update_title();
    void focus_next_part();
    Page* make_page(PageId id);
    void build_desk();
    Page* make_run_page();
    Page* make_jobs_page();
    void open_results(const QString& folder);
    void tell_job_ended(const runs::JobStatus& job);
    void tell_job_done(const runs::JobStatus& job);
    bool may_close();

    Session m_session;
    ActionCollection m_actions;
    PageTabs* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    std::array<Page*, page_count> m_pages{};
    NotificationStrip* m_notifications = nullptr;
    WhyBar* m_why = nullptr;
    LibraryDock* m_library = nullptr;
    HelpDock* m_help = nullptr;
    CommandPalette* m_palette = nullptr;
    Glossary* m_glossary = nullptr;
    JobDesk* m_desk = nullptr;
    DesktopNotice* m_desktop = nullptr;
    bool m_closes = false;        ///< the user was told that jobs go on, and closes all the same
    bool m_answer_wanted = false; ///< results were just opened: show the comparison when there is one
};

} // namespace kneepoint::ui
