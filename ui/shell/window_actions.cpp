// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_palette.h"
#include "examples.h"
#include "help_dock.h"
#include "jobs/job_desk.h"
#include "jobs/job_source.h"
#include "library_dock.h"
#include "main_window.h"
#include "page_tabs.h"
#include "pages/page.h"
#include "pair_bar.h"
#include "run_words.h"
#include "settings.h"
#include "text.h"
#include "theme/theme.h"
#include "why_bar.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QMenu>
#include <QUndoStack>

namespace kneepoint::ui {

void MainWindow::build_actions()
{
    build_file_actions();
    build_edit_actions();
    build_view_actions();
    build_theme_actions();
    addActions(m_actions.all()); // shortcuts work though the menu is folded away
}

void MainWindow::build_file_actions()
{
    const auto add = [this](const char* id, const QString& text, const QList<QKeySequence>& keys, auto does) {
        return m_actions.add(QLatin1String(id), text, keys, [this, does] { (this->*does)(); });
    };
    add("open-folder", tr("Open folder…"), {QKeySequence(QStringLiteral("Ctrl+O"))}, &MainWindow::open_folder)
        ->setIcon(icon(QStringLiteral("folder")));
    add("open-workspace", tr("Open file or workspace…"), {QKeySequence(QStringLiteral("Ctrl+Shift+O"))},
        &MainWindow::open_workspace);
    add("open-examples", tr("Open example results"), {}, &MainWindow::open_examples);
    add("paste", tr("Paste results"), {QKeySequence(QKeySequence::Paste)}, &MainWindow::paste);
    add("save-workspace", tr("Save workspace…"), {QKeySequence(QKeySequence::Save)}, &MainWindow::save_workspace);
    m_actions.add(QStringLiteral("reload"), tr("Reload"), {QKeySequence(Qt::Key_F5)}, [this] { m_session.reload(); })
        ->setIcon(icon(QStringLiteral("reload")));
    auto* automatic = m_actions.add(QStringLiteral("reload-automatically"), tr("Reload when files change"), {}, {});
    automatic->setCheckable(true);
    automatic->setChecked(settings::automatic_reload());
    connect(automatic, &QAction::toggled, this, [this](bool on) {
        settings::set_automatic_reload(on);
        m_session.set_auto_reload(on);
    });
    m_actions.add(QStringLiteral("cancel"), tr("Cancel reading"), {}, [this] { m_session.cancel(); })
        ->setIcon(icon(QStringLiteral("cancel")));
    m_actions.add(QStringLiteral("quit"), tr("Quit"), {QKeySequence(QStringLiteral("Ctrl+Q"))}, [this] { close(); });
}

void MainWindow::build_edit_actions()
{
    auto* stack = m_session.undo_stack();
    m_actions
        .take(stack->createUndoAction(&m_actions, tr("Undo")), QStringLiteral("undo"),
              {QKeySequence(QStringLiteral("Ctrl+Z"))})
        ->setIcon(icon(QStringLiteral("undo")));
    m_actions
        .take(stack->createRedoAction(&m_actions, tr("Redo")), QStringLiteral("redo"),
              {QKeySequence(QStringLiteral("Ctrl+Shift+Z")), QKeySequence(QStringLiteral("Ctrl+Y"))})
        ->setIcon(icon(QStringLiteral("redo")));
    m_actions.add(QStringLiteral("swap"), tr("Swap base and candidate"), {}, [this] { m_session.swap_pair(); })
        ->setIcon(icon(QStringLiteral("swap")));
    m_actions
        .add(QStringLiteral("export-chart"), tr("Export chart…"), {QKeySequence(QStringLiteral("Ctrl+E"))},
             [this] { export_chart(); })
        ->setIcon(icon(QStringLiteral("export")));
    m_actions
        .add(QStringLiteral("copy-markdown"), tr("Copy table as Markdown"),
             {QKeySequence(QStringLiteral("Ctrl+Shift+C"))}, [this] { copy_table(TableFormat::markdown); })
        ->setIcon(icon(QStringLiteral("copy")));
    m_actions.add(QStringLiteral("copy-csv"), tr("Copy table as CSV"), {QKeySequence(QStringLiteral("Ctrl+Shift+X"))},
                  [this] { copy_table(TableFormat::csv); });
}

void MainWindow::build_view_actions()
{
    const std::pair<const char*, QString> pages[] = {{"library", tr("Library")},   {"compare", tr("Compare")},
                                                     {"accuracy", tr("Accuracy")}, {"overview", tr("Overview")},
                                                     {"run", tr("Run")},           {"jobs", tr("Jobs")},
                                                     {"report", tr("Report")},     {"claims", tr("Claims")}};
    for (int i = 0; i < static_cast<int>(page_count); ++i) {
        const auto keys = QKeySequence(QStringLiteral("Ctrl+%1").arg(i + 1));
        m_actions
            .add(QStringLiteral("page-") + QLatin1String(pages[i].first), tr("Show %1").arg(pages[i].second), {keys},
                 [this, i] { show_page(static_cast<PageId>(i)); })
            ->setIcon(icon(QLatin1String(pages[i].first)));
    }
    m_actions
        .add(QStringLiteral("palette"), tr("Find anything…"), {QKeySequence(QStringLiteral("Ctrl+K"))},
             [this] { open_palette(); })
        ->setIcon(icon(QStringLiteral("search")));
    m_actions.add(QStringLiteral("menu"), tr("Menu"), {QKeySequence(Qt::Key_F10)}, {});
    m_actions.add(QStringLiteral("hosts"), tr("Hosts…"), {}, [this] { manage_hosts(); });
    auto* pin = m_actions.add(QStringLiteral("pin-why"), tr("Pin the explanation"), {QKeySequence(Qt::Key_F2)}, {});
    pin->setCheckable(true);
    pin->setIcon(icon(QStringLiteral("pin")));
    connect(pin, &QAction::toggled, this, [this](bool on) { m_why->set_pinned(on); });
    m_actions.add(QStringLiteral("toggle-library"), tr("Show or hide the library at the side"),
                  {QKeySequence(Qt::Key_F9)}, [this] { m_library->setVisible(!m_library->isVisible()); });
    m_actions.add(QStringLiteral("focus-next"), tr("Go to the next part of the window"), {QKeySequence(Qt::Key_F6)},
                  [this] { focus_next_part(); });
    m_actions
        .add(QStringLiteral("help"), tr("Help on this page"), {QKeySequence(Qt::Key_F1)},
             [this] { m_help->isVisible() ? m_help->hide() : show_help(); })
        ->setIcon(icon(QStringLiteral("help")));
    m_actions.add(QStringLiteral("glossary"), tr("Glossary…"), {QKeySequence(QStringLiteral("Shift+F1"))},
                  [this] { show_glossary(); });
}

void MainWindow::build_theme_actions()
{
    auto* group = new QActionGroup(this);
    const std::pair<Scheme, QString> schemes[] = {{Scheme::light, tr("Light theme")},
                                                  {Scheme::dark, tr("Dark theme")},
                                                  {Scheme::system, tr("Theme of the system")}};
    const QString ids[] = {QStringLiteral("theme-light"), QStringLiteral("theme-dark"), QStringLiteral("theme-system")};
    for (std::size_t i = 0; i < std::size(schemes); ++i) {
        const auto scheme = schemes[i].first;
        auto* action = m_actions.add(ids[i], schemes[i].second, {}, [scheme] {
            settings::set_theme(scheme);
            apply_theme(*qApp, scheme);
        });
        action->setCheckable(true);
        action->setChecked(settings::theme() == scheme);
        group->addAction(action);
    }
}

QMenu* MainWindow::build_menu()
{
    auto* menu = new QMenu(this);
    const auto add = [&](std::initializer_list<const char*> ids) {
        for (const auto* id : ids) menu->addAction(m_actions.action(QLatin1String(id)));
        menu->addSeparator();
    };
    menu->addAction(m_actions.action(QStringLiteral("open-folder")));
    menu->addAction(m_actions.action(QStringLiteral("open-workspace")));
    auto* recent = menu->addMenu(tr("Recent"));
    connect(recent, &QMenu::aboutToShow, this, [this, recent] { fill_recent(recent); });
    add({"open-examples", "paste", "save-workspace"});
    add({"reload", "reload-automatically"});
    add({"undo", "redo", "swap"});
    add({"export-chart", "copy-markdown", "copy-csv"});
    add({"hosts"});
    add({"toggle-library", "pin-why"});
    auto* theme = menu->addMenu(tr("Theme"));
    for (const auto* id : {"theme-light", "theme-dark", "theme-system"})
        theme->addAction(m_actions.action(QLatin1String(id)));
    add({"palette", "help", "glossary"});
    add({"quit"});
    return menu;
}

void MainWindow::fill_recent(QMenu* menu)
{
    menu->clear();
    for (const auto& path : settings::recent()) menu->addAction(path, this, [this, path] { open_paths({path}); });
    if (menu->isEmpty())
        menu->addAction(tr("Nothing was opened yet"))->setEnabled(false);
    else
        menu->addSeparator();
    menu->addAction(tr("Forget these"), this, &settings::clear_recent)->setEnabled(!settings::recent().isEmpty());
}

void MainWindow::update_actions()
{
    const auto* page = page_in_sight();
    const bool has_table = page && page->table().has_value();
    const auto enable = [this](const char* id, bool on) { m_actions.action(QLatin1String(id))->setEnabled(on); };
    enable("export-chart", page && page->chart().has_value());
    enable("copy-markdown", has_table);
    enable("copy-csv", has_table);
    enable("swap", !m_session.subjects().empty());
    enable("reload", !m_session.paths().isEmpty());
    enable("save-workspace", !m_session.paths().isEmpty());
    enable("cancel", m_session.busy());
    enable("open-examples", !examples_folder().isEmpty());
}

void MainWindow::open_palette()
{
    if (!m_palette) m_palette = new CommandPalette(this);
    std::vector<Command> commands;
    const auto add_action = [&](QAction* action) {
        commands.push_back({ActionCollection::plain_text(*action),
                            action->shortcut().toString(QKeySequence::NativeText), [action] { action->trigger(); },
                            action->isEnabled()});
    };
    for (auto* action : m_actions.all()) add_action(action);
    for (auto* action : page_in_sight()->actions()) add_action(action);
    for (const auto& job : m_desk->jobs().jobs())
        commands.push_back(
            {tr("Show job %1").arg(qt(job.name)), qt(job.sentence), [this, id = job.id] { show_job(id); }});
    for (const auto& pair : m_session.pairing().pairs)
        commands.push_back({tr("Compare %1").arg(pair_words(m_session, pair)), tr("pair"), [this, pair] {
                                m_session.show_pair(pair);
                                show_page(PageId::compare);
                            }});
    for (const auto& run : m_session.catalogue().runs)
        if (is_result(run))
            commands.push_back(
                {described(m_session, run), QString::fromStdString(run.file()), [this, id = run.id] { show_run(id); }});
    for (const auto& path : settings::recent())
        commands.push_back({tr("Open %1").arg(QFileInfo(path).fileName()), path, [this, path] { open_paths({path}); }});
    m_palette->open(std::move(commands));
}

} // namespace kneepoint::ui
