// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/jobs_page.h"

#include "jobs/cancel_dialog.h"
#include "jobs/job_details.h"
#include "jobs/job_model.h"
#include "jobs/job_source.h"
#include "jobs/live_chart.h"
#include "jobs/log_view.h"
#include "jobs/look_row.h"
#include "plots/plot_widget.h"
#include "shell/session.h"
#include "shell/settings.h"
#include "shell/text.h"
#include "tables/figures_table.h"
#include "theme/theme.h"

#include <QAction>
#include <QLabel>
#include <QListView>
#include <QPointer>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace kneepoint::ui {

using runs::JobCenter;
using runs::JobState;

JobsPage::JobsPage(Session& session, JobSource& jobs, QWidget* parent)
    : Page(session, parent), m_jobs(jobs), m_model(new JobModel(this)), m_list(new QListView(this)),
      m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("jobs-page"));
    build_actions();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2 * grid_unit, grid_unit, 2 * grid_unit, grid_unit);
    column->addWidget(m_stack);
    m_stack->addWidget(build_empty());
    m_stack->addWidget(build_content());
    auto* reading = new QLabel(tr("Reading jobs…"), this);
    reading->setObjectName(QStringLiteral("reading-jobs"));
    reading->setAlignment(Qt::AlignCenter);
    reading->setForegroundRole(QPalette::PlaceholderText);
    m_stack->addWidget(reading);
    m_pause.setSingleShot(true);
    m_pause.setInterval(100); // many jobs tell of themselves at once
    connect(&m_pause, &QTimer::timeout, this, &JobsPage::refresh);
    const auto later = [this] {
        if (!m_pause.isActive()) m_pause.start();
    };
    connect(&jobs, &JobSource::changed, this, later);
    connect(&jobs, &JobSource::ended, this, later);
    connect(&jobs, &JobSource::log_grew, this, [this](const std::string& id) {
        if (id == m_details->id()) m_details->log().grew();
    });
    connect(&jobs, &JobSource::results_grew, this, [this](const std::string& id) {
        if (id == m_details->id()) m_details->curves().grew();
    });
    refresh();
}

JobsPage::~JobsPage() = default;

QAction* JobsPage::add_action(const QString& words, const QString& icon_name, const QString& hint,
                              const std::function<void(const std::string&)>& does)
{
    auto* action = new QAction(icon(icon_name), words, this);
    action->setToolTip(hint);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, [this, does] {
        if (const auto id = chosen(); !id.empty()) does(id);
        refresh();
    });
    addAction(action);
    return action;
}

void JobsPage::build_actions()
{
    m_open = add_action(tr("Open results"), QStringLiteral("compare"), tr("Compare what the job has measured so far"),
                        [this](const std::string& id) {
                            if (const auto job = m_jobs.job(id)) emit results_wanted(qt(job->results.string()));
                        });
    m_cancel = add_action(tr("Cancel job"), QStringLiteral("cancel"),
                          tr("Ends what it started on its host; levels that have ended are kept"),
                          [this](const std::string& id) { cancel(id); });
    m_adopt = add_action(tr("Adopt"), QStringLiteral("jobs"),
                         tr("Take it into this list, to watch it, fetch its results and end it from here"),
                         [this](const std::string& id) { adopt(id); });
    m_reconnect = add_action(tr("Reconnect"), QStringLiteral("reload"), tr("Try the host now; ssh may ask"),
                             [this](const std::string& id) { m_jobs.reconnect(id); });
    m_retry = add_action(tr("Run the rest"), QStringLiteral("run"), tr("A new job with the levels that are missing"),
                         [this](const std::string& id) { retry(id); });
    m_fetch = add_action(tr("Fetch again"), QStringLiteral("reload"), tr("Get and check its results once more"),
                         [this](const std::string& id) { fetch(id); });
    m_clean = add_action(tr("Clean host"), QStringLiteral("remove"),
                         tr("Remove the job's folder from its host; the results here stay"),
                         [this](const std::string& id) { clean(id); });
    m_forget = add_action(tr("Forget"), QStringLiteral("cancel"),
                          tr("Take it out of this list; results here and its folder on its host stay"),
                          [this](const std::string& id) { forget(id); });
    auto* search = new QAction(tr("Search the log"), this);
    search->setShortcut(QKeySequence::Find);
    search->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(search, &QAction::triggered, this, [this] { m_details->log().focus_search(); });
    addAction(search);
    m_look = new QAction(icon(QStringLiteral("search")), tr("Look on all hosts"), this);
    m_look->setToolTip(tr("Also lists jobs that were started elsewhere on the hosts of the list"));
    connect(m_look, &QAction::triggered, this, &JobsPage::look_everywhere);
    addAction(m_look);
    m_list->addAction(m_look);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
}

QWidget* JobsPage::build_empty()
{
    auto* empty = new QWidget(this);
    auto* column = new QVBoxLayout(empty);
    column->setSpacing(2 * grid_unit);
    auto* title = new QLabel(tr("No job yet"), empty);
    auto font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.3);
    font.setBold(true);
    title->setFont(font);
    auto* words = new QLabel(tr("A job measures base and compressed model on a host and goes on when this computer is "
                                "off. The Run page begins with a plan that needs no GPU and takes a few minutes."),
                             empty);
    words->setWordWrap(true);
    words->setAlignment(Qt::AlignCenter);
    words->setForegroundRole(QPalette::PlaceholderText);
    words->setFixedWidth(60 * grid_unit);
    words->setMinimumHeight(words->heightForWidth(60 * grid_unit));
    auto* plan = new QPushButton(icon(QStringLiteral("run")), tr("Plan a run"), empty);
    plan->setObjectName(QStringLiteral("plan-a-run"));
    connect(plan, &QPushButton::clicked, this, &JobsPage::plan_wanted);
    column->addStretch(2);
    column->addWidget(title, 0, Qt::AlignCenter);
    column->addWidget(words, 0, Qt::AlignCenter);
    column->addWidget(plan, 0, Qt::AlignCenter);
    column->addWidget(m_looks.emplace_back(new LookRow(m_look, empty)), 0, Qt::AlignHCenter);
    m_looks.back()->setFixedWidth(60 * grid_unit);
    column->addStretch(3);
    return empty;
}

QWidget* JobsPage::build_content()
{
    m_list->setModel(m_model);
    m_list->setItemDelegate(new JobDelegate(m_list));
    m_list->setObjectName(QStringLiteral("job-list"));
    m_list->setAccessibleName(tr("Jobs on all hosts"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMinimumWidth(26 * grid_unit);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_details = new JobDetails({m_open, m_adopt, m_cancel, m_reconnect, m_retry}, {m_fetch, m_clean, m_forget}, this);
    auto* left = new QWidget(this);
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid_unit);
    column->addWidget(m_list, 1);
    column->addWidget(m_looks.emplace_back(new LookRow(m_look, left)));
    auto* split = new QSplitter(this);
    split->addWidget(left);
    split->addWidget(m_details);
    split->setStretchFactor(1, 1);
    split->setSizes({44 * grid_unit, 96 * grid_unit}); // until the user moves the border
    split->setChildrenCollapsible(false);
    split->setHandleWidth(2 * grid_unit);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &JobsPage::show_chosen);
    connect(&m_details->curves(), &LiveChart::updated, this, &JobsPage::content_changed);
    connect(m_details->curves().plot(), &PlotWidget::point_hovered, &session(), &Session::explain);
    return split;
}

void JobsPage::refresh()
{
    m_pause.stop();
    m_model->set_jobs(m_jobs.jobs());
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 1 : m_jobs.is_reading() ? 2 : 0);
    if (!m_list->currentIndex().isValid() && m_model->rowCount() > 0) m_list->setCurrentIndex(m_model->index(0));
    show_look();
    show_chosen();
}

void JobsPage::show_look()
{
    const auto look = m_jobs.look();
    m_look->setEnabled(look.open.empty());
    const auto found = m_model->count_elsewhere();
    for (auto* row : m_looks) row->show_look(look, found);
}

std::string JobsPage::chosen() const
{
    return m_list->currentIndex().data(JobModel::id_role).toString().toStdString();
}

void JobsPage::show_job(const std::string& id)
{
    refresh();
    if (const auto index = m_model->index_of(id); index.isValid()) m_list->setCurrentIndex(index);
}

void JobsPage::show_chosen()
{
    const auto* job = m_model->job(m_list->currentIndex());
    update_actions(job);
    if (!job) return;
    m_details->show_job(*job, [this, id = job->id] { return m_jobs.log(id); });
    emit content_changed();
}

void JobsPage::update_actions(const runs::JobStatus* job)
{
    m_adopt->setEnabled(job && job->elsewhere);
    if (job && job->elsewhere) job = nullptr; // until it is adopted it is only looked at
    const bool ended = job && runs::is_end(job->state);
    m_open->setEnabled(job && job->fetched_files > 0);
    m_cancel->setEnabled(job && !ended && job->state != JobState::cancelling);
    m_reconnect->setEnabled(job && !ended && !job->reachable);
    m_retry->setEnabled(ended && job->state != JobState::done);
    m_fetch->setEnabled(ended);
    m_clean->setEnabled(ended);
    m_forget->setEnabled(ended);
}

void JobsPage::look_everywhere()
{
    if (const auto begun = m_jobs.look_everywhere(); !begun)
        emit session().message(tr("No host was asked. %1").arg(qt(to_string(begun.error()))));
    refresh();
}

void JobsPage::cancel(const std::string& id)
{
    const auto job = m_jobs.job(id);
    if (!job || job->by.empty()) return m_jobs.cancel(id);
    ask_to_cancel(this, *job, [this, here = QPointer(this), id] {
        if (here) m_jobs.cancel(id);
    });
}

void JobsPage::adopt(const std::string& id)
{
    m_jobs.adopt(id, settings::results_folder().toStdString(),
                 [this, here = QPointer(this)](const Result<JobCenter::Adoption>& adopted) {
                     if (!here) return;
                     if (!adopted)
                         return emit session().message(
                             tr("The job was not adopted. %1").arg(qt(to_string(adopted.error()))));
                     QStringList unknown;
                     for (const auto& sentence : adopted->unknown) unknown << qt(sentence);
                     if (!unknown.isEmpty()) emit session().message(unknown.join(QLatin1Char(' ')));
                     show_job(adopted->id);
                 });
}

void JobsPage::retry(const std::string& id)
{
    const auto again = m_jobs.retry(id, [this, here = QPointer(this)](const Result<void>& begun) {
        if (here && !begun) emit session().message(tr("Nothing was started. %1").arg(qt(to_string(begun.error()))));
    });
    if (!again) return emit session().message(tr("Nothing was started. %1").arg(qt(to_string(again.error()))));
    show_job(*again);
}

void JobsPage::fetch(const std::string& id)
{
    if (const auto begun = m_jobs.fetch(id); !begun)
        emit session().message(tr("Nothing was fetched. %1").arg(qt(to_string(begun.error()))));
}

void JobsPage::clean(const std::string& id)
{
    m_jobs.clean(id, [this, here = QPointer(this)](const Result<void>& cleaned) {
        if (here && !cleaned)
            emit session().message(tr("The host was not cleaned. %1").arg(qt(to_string(cleaned.error()))));
    });
}

void JobsPage::forget(const std::string& id)
{
    m_jobs.forget(id, [this, here = QPointer(this)](const Result<void>& forgotten) {
        if (here && !forgotten) emit session().message(qt(to_string(forgotten.error())));
    });
}

void JobsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    m_jobs.watch(JobCenter::Watching::closely);
    refresh();
}

void JobsPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    m_jobs.watch(JobCenter::Watching::seldom);
}

QString JobsPage::title() const
{
    return tr("Jobs");
}

QString JobsPage::help_text() const
{
    return tr("### Jobs\n\n"
              "Every job that was started from here, on every host. A job runs on its host by itself: it goes on when "
              "the line is lost, the window is closed or this computer is off, and is taken up again later.\n\n"
              "The chart grows by a point with each level that ends. **Open results** compares what there is; a job "
              "that is done opens its comparison by itself. **Cancel job** keeps the levels that have ended, and "
              "**Run the rest** measures only those that are missing.\n\n"
              "**Look on all hosts** also lists the jobs that were started elsewhere, by a colleague with the same "
              "account or from another computer, as they were last seen. **Adopt** takes one into this list: it is "
              "then watched, and its results are fetched and checked, like those of your own.\n\n"
              "Ctrl+F searches the log.");
}

QWidget* JobsPage::first_focus()
{
    if (m_model->rowCount() > 0) return m_list;
    if (m_jobs.is_reading()) return this;
    return m_stack->widget(0)->findChild<QPushButton*>(QStringLiteral("plan-a-run"));
}

std::optional<report::Chart> JobsPage::chart() const
{
    const auto& chart = m_details->curves().chart();
    return m_model->rowCount() == 0 || chart.empty() ? std::nullopt : std::optional(chart);
}

std::optional<report::Table> JobsPage::table() const
{
    auto& steps = m_details->steps();
    if (m_model->rowCount() == 0 || steps.model()->rowCount() == 0) return std::nullopt;
    return shown_table(*steps.model(), steps.selectionModel(), tr("Steps"));
}

} // namespace kneepoint::ui
