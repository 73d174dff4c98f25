// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/job_details.h"

#include "jobs/job_words.h"
#include "jobs/live_chart.h"
#include "jobs/log_view.h"
#include "jobs/reading_chart.h"
#include "jobs/step_model.h"
#include "shell/text.h"
#include "shell/tone_label.h"
#include "tables/figures_table.h"

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace kneepoint::ui {

namespace {

/// A button that is there as long as its action can be done.
QPushButton* action_button(QAction* action, QWidget* parent)
{
    auto* button = new QPushButton(parent);
    const auto follow = [=] {
        button->setText(action->text());
        button->setIcon(action->icon());
        button->setToolTip(action->toolTip());
        button->setEnabled(action->isEnabled());
        button->setVisible(action->isEnabled());
    };
    QObject::connect(action, &QAction::changed, button, follow);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    follow();
    return button;
}

/// Puts the sign of a step's state before its words: a column of its own would take their room.
class StepDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->text.prepend(index.data(StepModel::sign_role).toString() + QStringLiteral("  "));
    }

public:
    /// How far a tool says that it is: a line below its words.
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const auto done = index.data(StepModel::done_role);
        if (!done.isValid()) return;
        auto line = option.rect.adjusted(0, option.rect.height() - 2, 0, 0);
        painter->fillRect(line, Theme::current().line);
        line.setWidth(static_cast<int>(line.width() * done.toDouble()));
        painter->fillRect(line, Theme::current().accent);
    }
};

/// There as long as one of its actions can be done.
QPushButton* more_button(const QList<QAction*>& actions, QWidget* parent)
{
    auto* button = new QPushButton(JobDetails::tr("More"), parent);
    auto* menu = new QMenu(button);
    menu->setToolTipsVisible(true);
    menu->addActions(actions);
    button->setMenu(menu);
    const auto follow = [=] { button->setVisible(std::ranges::any_of(actions, &QAction::isEnabled)); };
    for (auto* action : actions) QObject::connect(action, &QAction::changed, button, follow);
    follow();
    return button;
}

} // namespace

JobDetails::JobDetails(const QList<QAction*>& actions, const QList<QAction*>& seldom, QWidget* parent)
    : QWidget(parent), m_name(new QLabel(this)), m_sentence(new ToneLabel(&Theme::text, this)),
      m_why(new ToneLabel(&Theme::worse, this)), m_progress(new QProgressBar(this)), m_steps(new QTableView(this)),
      m_model(new StepModel(this)), m_curves(new LiveChart(this)), m_readings(new ReadingStrip(this)),
      m_log(new LogView(this))
{
    auto* middle = new QSplitter(this);
    middle->addWidget(build_steps());
    middle->addWidget(m_curves);
    middle->setSizes({420, 400});
    auto* upper = new QWidget(this);
    auto* pictures = new QVBoxLayout(upper);
    pictures->setContentsMargins(0, 0, 0, 0);
    pictures->setSpacing(grid_unit);
    pictures->addWidget(middle, 1);
    pictures->addWidget(m_readings);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->addWidget(upper);
    split->addWidget(m_log);
    split->setSizes({400, 200});
    for (auto* part : {middle, split}) {
        part->setChildrenCollapsible(false);
        part->setHandleWidth(2 * grid_unit);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid_unit);
    column->addWidget(build_head(actions, seldom));
    column->addWidget(split, 1);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &JobDetails::tick);
}

QWidget* JobDetails::build_head(const QList<QAction*>& actions, const QList<QAction*>& seldom)
{
    auto* head = new QWidget(this);
    auto* column = new QVBoxLayout(head);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid_unit);
    auto* first = new QHBoxLayout;
    first->setSpacing(grid_unit);
    auto font = m_name->font();
    font.setPointSizeF(font.pointSizeF() * 1.3);
    font.setBold(true);
    m_name->setFont(font);
    m_name->setTextFormat(Qt::PlainText);
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    first->addWidget(m_name, 1);
    for (auto* action : actions) first->addWidget(action_button(action, head));
    first->addWidget(more_button(seldom, head));
    column->addLayout(first);
    m_sentence->setObjectName(QStringLiteral("job-sentence"));
    m_why->setObjectName(QStringLiteral("job-why"));
    column->addWidget(m_sentence);
    column->addWidget(m_why);
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(grid_unit / 2);
    m_progress->setAccessibleName(tr("How far the job is"));
    column->addWidget(m_progress);
    return head;
}

QWidget* JobDetails::build_steps()
{
    m_steps->setModel(m_model);
    m_steps->setObjectName(QStringLiteral("job-steps"));
    m_steps->setAccessibleName(tr("Steps of the job"));
    m_steps->setFrameShape(QFrame::NoFrame);
    m_steps->setShowGrid(false);
    m_steps->setItemDelegateForColumn(StepModel::text, new StepDelegate(m_steps));
    m_steps->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_steps->setTabKeyNavigation(false);
    m_steps->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_steps->setFont(figures_font());
    m_steps->verticalHeader()->hide();
    m_steps->verticalHeader()->setMinimumSectionSize(fontMetrics().height() + grid_unit);
    auto* header = m_steps->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(StepModel::text, QHeaderView::Stretch);
    m_steps->setColumnHidden(StepModel::state, true); // its sign stands before the words
    // Long words take a second line. Not resizeRowsToContents(): no row is then lower than the hidden header would be.
    const auto fit = [this] {
        const QAbstractItemView& view = *m_steps;
        for (int row = 0; row < m_model->rowCount(); ++row)
            m_steps->setRowHeight(row, view.sizeHintForRow(row) + grid_unit / 2);
    };
    // Queued: while one column is resized, the stretched one that holds the words has its old width.
    connect(header, &QHeaderView::sectionResized, this, fit, Qt::QueuedConnection);
    connect(m_model, &QAbstractItemModel::modelReset, this, fit, Qt::QueuedConnection);
    header->setSectionResizeMode(StepModel::time, QHeaderView::ResizeToContents);
    return m_steps;
}

void JobDetails::show_job(const runs::JobStatus& job, const std::function<QString()>& log)
{
    const bool other = job.id != m_id;
    m_job = job;
    m_id = job.id;
    if (other) {
        m_row_in_sight = -1;
        m_log->set_source(log);
    }
    m_curves->set_folder(job.results);
    show_head(job);
    show_steps(job);
    m_readings->show_readings(job.readings);
    if (runs::is_end(job.state))
        m_second.stop();
    else if (!m_second.isActive())
        m_second.start();
}

void JobDetails::show_head(const runs::JobStatus& job)
{
    m_name->setText(qt(job.name));
    m_name->setToolTip(tr("%1 on %2, started %3").arg(qt(job.name), qt(job.host), moment_words(job.created)));
    m_sentence->set_tone(job_tone(job));
    m_sentence->setText(job_sign(job) + QLatin1Char(' ') + qt(job.sentence));
    m_why->setText(qt(job.why));
    m_why->setVisible(!job.why.empty() && job.sentence.find(job.why) == std::string::npos); // once is enough
    const bool followed = !job.elsewhere && !runs::is_end(job.state); // of one elsewhere only its state is known
    m_curves->set_growing(followed);
    m_progress->setVisible(followed);
    tick();
}

void JobDetails::show_steps(const runs::JobStatus& job)
{
    m_model->set_steps(job.steps);
    const int row = m_model->running_row();
    if (row < 0 || row == m_row_in_sight) return;
    m_row_in_sight = row; // once: who scrolls elsewhere meanwhile is left there
    m_steps->scrollTo(m_model->index(row, 0), QAbstractItemView::PositionAtCenter);
}

void JobDetails::tick()
{
    m_progress->setValue(static_cast<int>(1000 * job_progress(m_job, std::chrono::system_clock::now())));
    m_model->tick();
}

} // namespace kneepoint::ui
