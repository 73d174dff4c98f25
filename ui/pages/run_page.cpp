// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/run_page.h"

#include "hosts/check_model.h"
#include "jobs/job_source.h"
#include "plans/plan_preview.h"
#include "plans/plan_starts.h"
#include "shell/choose_file.h"
#include "shell/session.h"
#include "shell/settings.h"
#include "shell/text.h"
#include "shell/worker.h"
#include "shell/writer.h"
#include "theme/theme.h"

#include "kneepoint/base/file.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>
#include <QVBoxLayout>

#include <memory>

#include <algorithm>
#include <utility>

namespace kneepoint::ui {

namespace {

constexpr std::uint64_t largest_plan = 4'000'000; ///< bytes

Result<runs::Plan> plan_in(const QString& file)
{
    const auto text = read_file(file.toStdString(), largest_plan);
    if (!text) return std::unexpected(text.error());
    return runs::read_plan(*text);
}

} // namespace

RunPage::RunPage(Session& session, JobSource& jobs, hosts::HostStore hosts, QWidget* parent)
    : Page(session, parent), m_jobs(jobs), m_hosts(std::move(hosts)), m_editor(new PlanEditor(this)),
      m_preview(new PlanPreview(this)), m_previewing(std::make_unique<Worker>()), m_opening(std::make_unique<Worker>())
{
    setObjectName(QStringLiteral("run-page"));
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(m_editor);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setMinimumWidth(m_editor->minimumSizeHint().width() + scroll->verticalScrollBar()->sizeHint().width());
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* split = new QSplitter(this);
    split->addWidget(scroll);
    split->addWidget(m_preview);
    split->setChildrenCollapsible(false);
    split->setHandleWidth(3 * grid_unit);
    split->setSizes({500, 500});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2 * grid_unit, grid_unit, 2 * grid_unit, grid_unit);
    column->setSpacing(2 * grid_unit);
    column->addWidget(build_head());
    column->addWidget(split, 1);
    build_actions();

    m_pause.setSingleShot(true);
    m_pause.setInterval(200);
    connect(&m_pause, &QTimer::timeout, this, &RunPage::refresh);
    connect(m_editor, &PlanEditor::edited, this, &RunPage::edited);
    connect(m_editor, &PlanEditor::left, this, &RunPage::refresh);
    connect(m_editor, &PlanEditor::manage_hosts, this, &RunPage::manage_hosts);
    connect(m_preview, &PlanPreview::check_wanted, this, &RunPage::check_host);
    connect(m_preview, &PlanPreview::run_wanted, this, &RunPage::run);
    connect(m_preview, &PlanPreview::missing_wanted, m_editor, &PlanEditor::go_to_first_problem);
    reload_hosts();
    restore();
}

RunPage::~RunPage()
{
    m_editor->disconnect(this); // its fields lose the keyboard when they go
}

QWidget* RunPage::build_head()
{
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid_unit);
    auto* title = new QLabel(tr("Run a sweep"), head);
    auto font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.3);
    font.setBold(true);
    title->setFont(font);
    row->addWidget(title);
    row->addStretch(1);
    auto* starts = new QPushButton(tr("Begin with"), head);
    starts->setObjectName(QStringLiteral("begin-with"));
    starts->setMenu(new QMenu(starts));
    fill_starts(starts->menu());
    row->addWidget(starts);
    auto* open = new QPushButton(icon(QStringLiteral("folder")), tr("Open plan…"), head);
    connect(open, &QPushButton::clicked, this, [this] {
        choose_to_open(this, tr("Open a plan"), QFileDialog::ExistingFile, tr("Plans (*.json);;All files (*)"),
                       [this](const QStringList& chosen) { open_plan(chosen.value(0)); });
    });
    row->addWidget(open);
    auto* save = new QPushButton(tr("Save plan…"), head);
    connect(save, &QPushButton::clicked, this, [this] {
        choose_to_write(this, tr("Save the plan"), QStringLiteral("plan"), {{tr("Plans"), QStringLiteral("json")}},
                        [this](const QString& file) { save_plan(file); });
    });
    row->addWidget(save);
    return head;
}

void RunPage::fill_starts(QMenu* menu)
{
    menu->setToolTipsVisible(true);
    for (const auto& start : plan_starts()) {
        auto* action = menu->addAction(
            start.title, this, [this, plan = start.plan] { set_plan(plan, PlanEditor::Faults::at_left_fields); });
        action->setToolTip(start.text);
    }
}

void RunPage::build_actions()
{
    const auto add = [this](const QString& words, const QKeySequence& keys, auto does) {
        auto* action = new QAction(words, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, std::move(does));
        addAction(action);
    };
    add(tr("Check the host of the plan"), {}, [this] {
        if (m_plan) check_host();
    });
    add(tr("Run the plan"), QKeySequence(QStringLiteral("Ctrl+Return")), [this] {
        if (m_plan)
            run();
        else
            m_editor->go_to_first_problem();
    });
    add(tr("Manage hosts…"), {}, [this] { emit manage_hosts(); });
    for (const auto& start : plan_starts())
        add(tr("Begin a plan: %1").arg(start.title), {},
            [this, plan = start.plan] { set_plan(plan, PlanEditor::Faults::at_left_fields); });
}

void RunPage::restore()
{
    const auto kept = settings::last_plan().toStdString();
    if (const auto plan = kept.empty() ? Result<runs::Plan>(failure(ErrorKind::not_found, {})) : runs::read_plan(kept))
        set_plan(*plan, PlanEditor::Faults::at_left_fields);
    else
        set_plan(plan_starts().front().plan, PlanEditor::Faults::at_left_fields);
}

void RunPage::remember()
{
    settings::set_last_plan(qt(runs::to_json(plan_of(m_editor->form()).plan)));
}

void RunPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    remember();
}

void RunPage::reload_hosts()
{
    const auto known = m_hosts.list();
    QStringList names;
    if (known)
        for (const auto& host : *known) names << qt(host.name);
    else
        emit session().message(tr("The list of hosts was not read. %1").arg(qt(to_string(known.error()))));
    m_editor->set_hosts(names);
    m_plan.reset(); // the host of that name may be another
    m_checked.reset();
    m_pause.start();
}

void RunPage::set_plan(const runs::Plan& plan, PlanEditor::Faults faults)
{
    m_editor->set_form(form_of(plan), faults);
    m_plan.reset();
    m_checked.reset();
    refresh();
}

void RunPage::open_plan(const QString& file)
{
    m_opening->start([file](Progress&) { return plan_in(file); },
                     [this](const Result<runs::Plan>& plan) {
                         if (plan) return set_plan(*plan, PlanEditor::Faults::at_once);
                         emit session().message(tr("The plan was not opened. %1").arg(qt(to_string(plan.error()))));
                     });
}

void RunPage::save_plan(const QString& file)
{
    session().writer().start(
        {file},
        [file, json = runs::to_json(plan_of(m_editor->form()).plan)] { return write_file(file.toStdString(), json); },
        this,
        [this](const Result<void>& written) {
            if (!written) emit session().message(tr("The plan was not saved. %1").arg(qt(to_string(written.error()))));
        });
}

void RunPage::edited()
{
    m_pause.start();
}

std::optional<hosts::Host> RunPage::chosen_host()
{
    auto host = m_hosts.find(m_editor->form().host.toStdString());
    return host ? std::optional(std::move(*host)) : std::nullopt;
}

void RunPage::refresh()
{
    m_pause.stop();
    auto read = plan_of(m_editor->form());
    auto problems = std::move(read.problems);
    for (auto& problem : runs::validate(read.plan))
        if (std::ranges::find(problems, problem.field, &runs::PlanProblem::field) == problems.end())
            problems.push_back(std::move(problem));
    if (!chosen_host()) // the first of the form's fields
        problems.insert(problems.begin(),
                        {"host", read.plan.host.empty()
                                     ? tr("Choose where to run.").toStdString()
                                     : tr("This host is not in your list; add it under Hosts.").toStdString()});
    QStringList missing;
    for (const auto& problem : problems)
        missing << tr("%1 – %2").arg(m_editor->name_of(qt(problem.field)), qt(problem.text));
    missing.removeDuplicates();
    m_editor->set_problems(std::move(problems));
    if (missing.isEmpty() && m_plan == read.plan) return;
    ++m_check; // what was asked of the host was about another plan
    m_run_when_checked = false;
    m_preview->set_checking(PlanPreview::Checking::idle);
    m_preview->show_checks({}, {});
    m_plan.reset();
    if (!missing.isEmpty()) {
        m_previewing->cancel();
        return m_preview->show_missing(missing);
    }
    m_plan = std::move(read.plan);
    preview(*m_plan);
}

void RunPage::preview(const runs::Plan& plan)
{
    m_previewing->start([plan](Progress&) { return runs::job_files(plan, hosts::Facts{}); },
                        [this, plan](Result<runs::JobFiles> job) {
                            if (m_plan != plan) return;
                            if (job)
                                m_preview->show_job(std::move(*job), plan);
                            else
                                m_preview->show_failure(qt(to_string(job.error())));
                        });
}

void RunPage::check_host()
{
    refresh();
    const auto host = chosen_host();
    if (!m_plan || !host) return;
    m_preview->set_checking(PlanPreview::Checking::asking);
    m_jobs.check(*m_plan, *host, [this, here = QPointer(this), check = ++m_check](const auto& checks) {
        if (here && check == m_check) take_checks(checks);
    });
}

void RunPage::take_checks(const Result<std::vector<hosts::Check>>& checks)
{
    const bool runs_then = std::exchange(m_run_when_checked, false);
    m_preview->set_checking(PlanPreview::Checking::idle);
    if (!checks)
        return m_preview->show_checks({}, tr("The host was not checked. %1").arg(qt(to_string(checks.error()))));
    const auto worst = std::ranges::max_element(*checks, {}, &hosts::Check::verdict);
    const bool unfit = worst != checks->end() && worst->verdict == hosts::Verdict::bad;
    m_preview->show_checks(*checks, unfit ? tr("It cannot work as planned: see ▼.") : QString());
    m_checked = m_plan;
    if (unfit) return m_preview->set_checking(PlanPreview::Checking::unfit);
    if (const auto host = chosen_host(); runs_then && host) start(*host);
}

/// A plan is only started on a host that was looked at; the user may know better than the list.
void RunPage::run()
{
    refresh();
    const auto host = chosen_host();
    if (!m_plan || !host) return;
    if (m_checked == m_plan) return start(*host);
    m_run_when_checked = true;
    check_host();
}

void RunPage::start(const hosts::Host& host)
{
    remember();
    const auto id = std::make_shared<std::string>(); // told of when it is on the disk
    const auto written = [this, here = QPointer(this), id](const Result<void>& begun) {
        if (!here) return;
        m_preview->set_checking(PlanPreview::Checking::idle);
        if (!begun) return m_preview->show_refusal(tr("Nothing was started. %1").arg(qt(to_string(begun.error()))));
        m_checked.reset(); // the same plan again is looked at again
        emit submitted(*id);
    };
    const auto given = m_jobs.submit({.plan = *m_plan,
                                      .host = host,
                                      .results = m_preview->results_folder().toStdString(),
                                      .secrets = m_preview->secrets()},
                                     written);
    if (!given) return m_preview->show_refusal(tr("Nothing was started. %1").arg(qt(to_string(given.error()))));
    *id = *given;
    m_preview->set_checking(PlanPreview::Checking::starting); // once: a disk may take its time
}

QString RunPage::title() const
{
    return tr("Run");
}

QString RunPage::help_text() const
{
    return tr("### Run\n\n"
              "From above: the host, the models, how they are served, what is asked of them, and how much at once. "
              "**Begin with** fills everything in; the first of them needs no GPU.\n\n"
              "A field is checked when you leave it. At the right stands every command and file of the run before "
              "anything happens. **Check host** looks whether the plan can work there: ▲ fit, ? mind, ▼ unfit. **Run "
              "sweep** does so first, then starts the job, which goes on when this window or computer is off.\n\n"
              "A plan is a file that can be shared: it holds no keys and no passwords, only names of variables. "
              "Their values are asked for here and go to the host's shell alone.");
}

QWidget* RunPage::first_focus()
{
    return m_editor->first_editor();
}

} // namespace kneepoint::ui
