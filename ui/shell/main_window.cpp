// SPDX-License-Identifier: GPL-3.0-or-later
#include "main_window.h"

#include "help_dock.h"
#include "library_dock.h"
#include "page_tabs.h"
#include "pages/accuracy_page.h"
#include "pages/claims_page.h"
#include "pages/compare_page.h"
#include "pages/library_page.h"
#include "pages/overview_page.h"
#include "pages/report_page.h"
#include "pair_bar.h"
#include "result_tree.h"
#include "settings.h"
#include "theme/theme.h"
#include "why_bar.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QStackedWidget>
#include <QToolBar>
#include <QToolButton>
#include <QUndoStack>
#include <QVBoxLayout>

namespace kneepoint::ui {

namespace {

constexpr int layout_version = 1; ///< another number when docks change, so that an old layout is not restored
constexpr QSize first_size(1440, 900);

QStringList local_paths(const QMimeData& data)
{
    QStringList paths;
    for (const auto& url : data.urls())
        if (url.isLocalFile()) paths << url.toLocalFile();
    return paths;
}

} // namespace

MainWindow::MainWindow(QWidget* parent) : QMainWindow(parent)
{
    setObjectName(QStringLiteral("main-window"));
    setAcceptDrops(true);
    setContextMenuPolicy(Qt::NoContextMenu);
    setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowTabbedDocks);
    build_actions();
    build_top_bar();
    build_centre();
    build_docks();
    build_desk();
    connect_session();
    restore();
    show_page(PageId::library);
    update_title();
}

MainWindow::~MainWindow()
{
    m_session.disconnect(this);
}

void MainWindow::build_top_bar()
{
    auto* bar = addToolBar(tr("Pages and pair"));
    bar->setObjectName(QStringLiteral("top-bar"));
    bar->setMovable(false);
    bar->toggleViewAction()->setEnabled(false);
    auto* content = new QWidget(bar);
    auto* row = new QHBoxLayout(content);
    row->setContentsMargins(grid_unit, grid_unit / 2, grid_unit, grid_unit / 2);
    row->setSpacing(grid_unit);
    m_tabs = new PageTabs(content);
    for (const auto& name : {tr("Library"), tr("Compare"), tr("Accuracy"), tr("Overview"), tr("Run"), tr("Jobs"),
                             tr("Report"), tr("Claims")})
        m_tabs->addTab(name);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) { show_page(static_cast<PageId>(index)); });
    row->addWidget(m_tabs);
    row->addStretch(1);
    row->addWidget(new PairBar(m_session, content));
    const auto add_button = [&](QAction* action, const QString& text) {
        auto* button = new QToolButton(content);
        button->setDefaultAction(action);
        button->setText(text);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setAutoRaise(true);
        button->setAccessibleName(ActionCollection::plain_text(*action));
        row->addWidget(button);
        return button;
    };
    row->addSpacing(grid_unit);
    add_button(m_actions.action(QStringLiteral("palette")), tr("Ctrl+K  find anything"));
    auto* menu = add_button(m_actions.action(QStringLiteral("menu")), QStringLiteral("☰"));
    menu->setPopupMode(QToolButton::InstantPopup);
    menu->setMenu(build_menu());
    connect(m_actions.action(QStringLiteral("menu")), &QAction::triggered, menu, &QToolButton::showMenu);
    bar->addWidget(content);
}

void MainWindow::build_centre()
{
    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_notifications = new NotificationStrip(centre);
    m_stack = new QStackedWidget(centre);
    m_why = new WhyBar(centre);
    column->addWidget(m_notifications);
    column->addWidget(m_stack, 1);
    column->addWidget(m_why);
    setCentralWidget(centre);
}

void MainWindow::build_docks()
{
    m_library = new LibraryDock(m_session, this);
    addDockWidget(Qt::LeftDockWidgetArea, m_library);
    resizeDocks({m_library}, {32 * grid_unit}, Qt::Horizontal);
    connect(m_library, &LibraryDock::compare_wanted, this, [this] { show_page(PageId::compare); });
    connect(m_library->tree(), &ResultTree::node_changed, this, [this](const TreeNode* node) {
        if (!node || node->kind != TreeNode::Kind::run || !m_library->tree()->hasFocus()) return;
        if (page_in_sight() == m_pages[0]) static_cast<LibraryPage*>(m_pages[0])->select_run(node->key);
    });
    m_help = new HelpDock(this);
    addDockWidget(Qt::RightDockWidgetArea, m_help);
    m_help->hide();
}

void MainWindow::connect_session()
{
    connect(&m_session, &Session::message, m_notifications, &NotificationStrip::problem);
    connect(&m_session, &Session::explained, m_why, &WhyBar::explain);
    connect(&m_session, &Session::busy_changed, m_why, &WhyBar::set_busy);
    connect(&m_session, &Session::progress, m_why, &WhyBar::set_progress);
    connect(m_why, &WhyBar::cancelled, &m_session, &Session::cancel);
    connect(&m_session, &Session::files_changed, this, [this] {
        m_notifications->offer(tr("Files in the open folder changed."), tr("Reload"), [this] { m_session.reload(); });
    });
    connect(&m_session, &Session::opened, this, [this](const QStringList& paths) {
        const auto workspace = m_session.workspace_file();
        settings::add_recent(workspace.isEmpty() ? paths.value(0) : workspace);
        update_title();
    });
    connect(&m_session, &Session::not_there, this, [](const QStringList& paths) {
        for (const auto& path : paths) settings::forget_recent(path);
    });
    connect(&m_session, &Session::workspace_saved, this, [this](const QString& file) {
        settings::add_recent(file);
        update_title();
        m_notifications->note(tr("Saved %1.").arg(file));
    });
    connect(&m_session, &Session::comparison_changed, this, &MainWindow::first_results);
    connect(&m_session, &Session::busy_changed, this, &MainWindow::update_actions);
    connect(m_session.undo_stack(), &QUndoStack::indexChanged, this, &MainWindow::update_title);
    m_session.set_auto_reload(settings::automatic_reload());
}

/// A first-time user who opens a folder sees the answer before any setting.
void MainWindow::first_results()
{
    update_actions();
    if (m_session.comparisons().empty() || !std::exchange(m_answer_wanted, false)) return;
    if (page_in_sight() != m_pages[0]) return;
    const bool load_tests = !m_session.charted().empty();
    show_page(load_tests ? PageId::compare : PageId::accuracy);
}

Page* MainWindow::make_page(PageId id)
{
    switch (id) {
    case PageId::library: {
        auto* library = new LibraryPage(m_session, m_stack);
        connect(library, &LibraryPage::compare_wanted, this, [this] { show_page(PageId::compare); });
        return library;
    }
    case PageId::compare:
        return new ComparePage(m_session, m_stack);
    case PageId::accuracy:
        return new AccuracyPage(m_session, m_stack);
    case PageId::overview:
        return new OverviewPage(m_session, m_stack);
    case PageId::run:
        return make_run_page();
    case PageId::jobs:
        return make_jobs_page();
    case PageId::report:
        return new ReportPage(m_session, m_stack);
    case PageId::claims:
        return new ClaimsPage(m_session, m_stack);
    }
    return nullptr;
}

Page* MainWindow::page(PageId id)
{
    auto& page = m_pages[static_cast<std::size_t>(id)];
    if (!page) {
        page = make_page(id);
        m_stack->addWidget(page);
        connect(page, &Page::content_changed, this, &MainWindow::update_actions);
    }
    return page;
}

Page* MainWindow::page_in_sight() const
{
    return static_cast<Page*>(m_stack->currentWidget());
}

void MainWindow::show_page(PageId id)
{
    auto* wanted = page(id);
    if (wanted != page_in_sight()) m_why->explain({}); // it was of the page before
    m_stack->setCurrentWidget(wanted);
    m_tabs->setCurrentIndex(static_cast<int>(id));
    if (auto* focus = wanted->first_focus(); focus && !m_tabs->hasFocus()) focus->setFocus();
    if (m_help->isVisible()) show_help();
    update_actions();
}

void MainWindow::update_title()
{
    const auto paths = m_session.paths();
    const auto workspace = m_session.workspace_file();
    auto name = workspace.isEmpty() ? QFileInfo(paths.value(0)).fileName() : QFileInfo(workspace).fileName();
    if (paths.size() > 1 && workspace.isEmpty()) name += QStringLiteral(" +%1").arg(paths.size() - 1);
    setWindowTitle(name.isEmpty() ? tr("Kneepoint") : tr("%1 – Kneepoint").arg(name));
}

void MainWindow::restore()
{
    resize(first_size);
    const auto layout = settings::layout();
    restoreGeometry(layout.geometry);
    restoreState(layout.docks, layout_version);
    m_help->hide(); // it is filled when it is asked for
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!may_close()) return event->ignore();
    settings::set_layout({saveGeometry(), saveState(layout_version)});
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (!local_paths(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

/// Dropped results are opened; with Shift held they are added.
void MainWindow::dropEvent(QDropEvent* event)
{
    const auto paths = local_paths(*event->mimeData());
    if (paths.isEmpty()) return;
    event->acceptProposedAction();
    m_answer_wanted = true;
    if (event->modifiers() & Qt::ShiftModifier)
        m_session.add(paths);
    else
        m_session.open(paths);
}

} // namespace kneepoint::ui
