// SPDX-License-Identifier: GPL-3.0-or-later
// The Jobs page on jobs that the test tells: sentences, actions, models.
#include "jobs/job_model.h"
#include "jobs/job_words.h"
#include "jobs/live_chart.h"
#include "jobs/reading_chart.h"
#include "jobs/step_model.h"
#include "pages/jobs_page.h"
#include "shell/session.h"
#include "told_jobs.h"
#include "window_test.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QLabel>
#include <QListView>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace kneepoint::ui;
using namespace std::chrono_literals;
using runs::JobState;
using runs::StepState;

namespace {

runs::StepStatus step(std::string id, std::string text, StepState state, double takes = 0)
{
    runs::StepStatus result;
    result.id = std::move(id);
    result.text = std::move(text);
    result.state = state;
    result.takes = std::chrono::duration<double>(takes);
    return result;
}

QStringList offered(const QWidget& page)
{
    QStringList words;
    for (const auto* action : page.actions())
        if (action->isEnabled()) words << action->text();
    return words;
}

QAction* action(const QWidget& page, const QString& words)
{
    for (auto* one : page.actions())
        if (one->text() == words) return one;
    return nullptr;
}

} // namespace

Q_DECLARE_METATYPE(kneepoint::runs::JobState)

class TestJobsPage : public QObject {
    Q_OBJECT
    OwnHome m_home;

private slots:
    void without_jobs_the_page_teaches()
    {
        Session session;
        ToldJobs jobs;
        JobsPage page(session, jobs);
        page.show();
        QSignalSpy wanted(&page, &JobsPage::plan_wanted);
        auto* button = page.findChild<QPushButton*>("plan-a-run");
        QVERIFY(button->isVisible());
        button->click();
        QCOMPARE(wanted.count(), 1);
        QVERIFY(!page.table());
        QVERIFY(!page.chart());
        QVERIFY(jobs.asked.contains("watch closely"));
        page.hide();
        QCOMPARE(jobs.asked.last(), QString("watch seldom"));
    }

    void a_job_is_shown_in_words()
    {
        Session session;
        ToldJobs jobs;
        auto& job = jobs.add("1", JobState::running);
        job.sentence = "level 4 of 10 on gpu-a, 6 min left";
        job.steps = {step("0001", "base: start the server", StepState::done),
                     step("0002", "base: level 1 of 2", StepState::running, 60),
                     step("0003", "base: level 2 of 2", StepState::waiting, 60)};
        job.steps[0].begun = std::chrono::system_clock::now() - 90s;
        job.steps[0].ended = *job.steps[0].begun + 65s;
        job.steps[1].begun = std::chrono::system_clock::now() - 20s;
        JobsPage page(session, jobs);
        page.show();
        QVERIFY(page.findChild<QLabel*>("job-sentence")->text().endsWith("level 4 of 10 on gpu-a, 6 min left"));
        const auto* steps = page.findChild<QTableView*>("job-steps")->model();
        QCOMPARE(steps->index(0, StepModel::state).data().toString(), QString("✓ done"));
        QCOMPARE(steps->index(0, StepModel::time).data().toString(), QString("1:05"));
        QVERIFY(steps->index(1, StepModel::time).data().toString().contains("about 40 s left"));
        QCOMPARE(steps->index(2, StepModel::time).data().toString(), QString("about 60 s"));
        QVERIFY(page.table());
        jobs.all[0].state = JobState::failed;
        jobs.all[0].why = "The server ended before it was ready. Look at the end of its log.";
        jobs.tell("1");
        auto* why = page.findChild<QLabel*>("job-why");
        QTRY_VERIFY(why->isVisible());
        QVERIFY(why->text().startsWith("The server ended"));
    }

    void what_can_be_done_goes_by_the_state_data()
    {
        QTest::addColumn<JobState>("state");
        QTest::addColumn<bool>("reachable");
        QTest::addColumn<int>("files");
        QTest::addColumn<QStringList>("words");
        const QString log = "Search the log";
        QTest::newRow("running") << JobState::running << true << 0 << QStringList{"Cancel job", log};
        QTest::newRow("with a level") << JobState::running << true << 3
                                      << QStringList{"Open results", "Cancel job", log};
        QTest::newRow("out of reach") << JobState::running << false << 0 << QStringList{"Cancel job", "Reconnect", log};
        QTest::newRow("cancelling") << JobState::cancelling << true << 0 << QStringList{log};
        QTest::newRow("done") << JobState::done << true << 9
                              << QStringList{"Open results", "Fetch again", "Clean host", "Forget", log};
        QTest::newRow("failed") << JobState::failed << true << 0
                                << QStringList{"Run the rest", "Fetch again", "Clean host", "Forget", log};
    }
    void what_can_be_done_goes_by_the_state()
    {
        QFETCH(JobState, state);
        QFETCH(bool, reachable);
        QFETCH(int, files);
        QFETCH(QStringList, words);
        Session session;
        ToldJobs jobs;
        auto& job = jobs.add("1", state);
        job.reachable = reachable;
        job.fetched_files = static_cast<std::uint64_t>(files);
        JobsPage page(session, jobs);
        QCOMPARE(offered(page), words + QStringList{"Look on all hosts"});
    }

    void a_job_from_elsewhere_is_looked_at_or_adopted()
    {
        Session session;
        ToldJobs jobs;
        auto& theirs = jobs.add("theirs", JobState::running);
        theirs.by = "anna@laptop";
        theirs.elsewhere = true;
        JobsPage page(session, jobs);
        page.show();
        QCOMPARE(page.chosen(), std::string("theirs"));
        QCOMPARE(offered(page), (QStringList{"Adopt", "Search the log", "Look on all hosts"}));
        // How far it is nobody here knows: neither the list nor the page draws a bar.
        auto* list = page.findChild<QListView*>("job-list");
        QVERIFY(!list->currentIndex().data(JobModel::progress_role).isValid());
        QVERIFY(!page.findChild<QProgressBar*>()->isVisible());
        action(page, "Adopt")->trigger();
        QVERIFY(jobs.asked.contains("adopt theirs"));
        QCOMPARE(offered(page), (QStringList{"Cancel job", "Search the log", "Look on all hosts"}));
        QVERIFY(list->currentIndex().data(JobModel::progress_role).isValid());
        QVERIFY(page.findChild<QProgressBar*>()->isVisible());
    }

    void actions_reach_the_chosen_job()
    {
        Session session;
        ToldJobs jobs;
        jobs.add("old", JobState::failed);
        jobs.add("new", JobState::running).reachable = false;
        JobsPage page(session, jobs);
        page.show();
        QCOMPARE(page.chosen(), std::string("new"));
        action(page, "Cancel job")->trigger();
        action(page, "Reconnect")->trigger();
        QVERIFY(jobs.asked.contains("cancel new"));
        QVERIFY(jobs.asked.contains("reconnect new"));
        page.show_job("old");
        action(page, "Fetch again")->trigger();
        action(page, "Clean host")->trigger();
        QVERIFY(jobs.asked.contains("clean old"));
        action(page, "Run the rest")->trigger();
        QCOMPARE(page.chosen(), std::string("again"));
        page.show_job("old");
        action(page, "Forget")->trigger();
        QCOMPARE(page.findChild<QListView*>("job-list")->model()->rowCount(), 2);
    }

    void models_keep_the_rules()
    {
        JobModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        ToldJobs jobs;
        for (const auto* id : {"1", "2", "3", "4"}) jobs.add(id, JobState::running);
        model.set_jobs(jobs.all);
        QPersistentModelIndex two(model.index_of("2"));
        jobs.all.erase(jobs.all.begin()); // 3 2 1
        jobs.add("5", JobState::queued);
        std::rotate(jobs.all.begin(), jobs.all.end() - 1, jobs.all.end());
        model.set_jobs(jobs.all);
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(two.data(JobModel::id_role).toString(), QString("2"));
        for (std::size_t i = 0; i < jobs.all.size(); ++i)
            QCOMPARE(model.index(int(i)).data(JobModel::id_role).toString().toStdString(), jobs.all[i].id);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.set_jobs(jobs.all);
        QCOMPARE(changes.count(), 0);

        StepModel steps;
        QAbstractItemModelTester step_tester(&steps, QAbstractItemModelTester::FailureReportingMode::QtTest);
        steps.set_steps({step("1", "a", StepState::running), step("2", "b", StepState::waiting)});
        QSignalSpy resets(&steps, &QAbstractItemModel::modelReset);
        steps.set_steps({step("1", "a", StepState::done), step("2", "b", StepState::running)});
        QCOMPARE(resets.count(), 0);
        QCOMPARE(steps.running_row(), 1);
        steps.set_steps({});
        QCOMPARE(steps.rowCount(), 0);
    }

    void what_is_being_read_is_said()
    {
        Session session;
        ToldJobs jobs;
        jobs.reads = true;
        JobsPage page(session, jobs);
        page.show();
        auto* reading = page.findChild<QLabel*>("reading-jobs");
        QVERIFY(reading->isVisible());
        QCOMPARE(reading->text(), QString("Reading jobs…"));
        jobs.reads = false;
        jobs.tell({});
        QTRY_VERIFY(!reading->isVisible());
        QVERIFY(page.findChild<QPushButton*>("plan-a-run")->isVisible());
    }

    void progress_goes_by_the_estimates()
    {
        runs::JobStatus job;
        job.state = JobState::running;
        const auto now = std::chrono::system_clock::now();
        job.steps = {step("1", "a", StepState::done, 30), step("2", "b", StepState::running, 60),
                     step("3", "c", StepState::waiting, 10)};
        job.steps[1].begun = now - 30s;
        QCOMPARE(job_progress(job, now), 0.6);
        job.steps[1].done = 0.25; // its tool counts, and knows better
        QCOMPARE(job_progress(job, now), 0.45);
        StepModel steps;
        steps.set_steps(job.steps);
        QCOMPARE(steps.index(1, StepModel::text).data(StepModel::done_role), QVariant(0.25));
        QVERIFY(!steps.index(0, StepModel::text).data(StepModel::done_role).isValid());
        job.steps[1].done.reset();
        job.steps[1].begun = now - 1h; // it takes longer than estimated
        QCOMPARE(job_progress(job, now), 0.9);
        for (auto& one : job.steps) one.takes = {};
        QVERIFY(std::abs(job_progress(job, now) - 1.0 / 3) < 1e-9);
        job.state = JobState::done;
        QCOMPARE(job_progress(job, now), 1.0);
    }

    void the_chart_grows_with_the_results()
    {
        Session session;
        ToldJobs jobs;
        const auto folder = m_home.path("results");
        QVERIFY(QDir().mkpath(folder + "/base") && QDir().mkpath(folder + "/fp8"));
        const auto streams = examples() + "/h200-llama-3.1-8b-fp8/streams";
        QVERIFY(QFile::copy(streams + "/base/streams.json.gz", folder + "/base/streams.json.gz"));
        jobs.add("1", JobState::running).results = folder.toStdString();
        JobsPage page(session, jobs);
        page.show();
        QTRY_VERIFY_WITH_TIMEOUT(page.chart().has_value(), 60000);
        QCOMPARE(page.chart()->series.size(), std::size_t{1});
        QVERIFY(QFile::copy(streams + "/fp8/streams.json.gz", folder + "/fp8/streams.json.gz"));
        emit jobs.results_grew("1");
        QTRY_COMPARE_WITH_TIMEOUT(page.chart()->series.size(), std::size_t{2}, 60000);
        QCOMPARE(page.chart()->series[0].points.size(), std::size_t{8}); // of 9 levels one has no request done
    }

    void readings_that_nobody_took_are_left_out()
    {
        ReadingStrip strip;
        QVERIFY(strip.isHidden());
        std::vector<runs::HostReading> readings(2);
        readings[0].at = std::chrono::system_clock::now() - 10s;
        readings[1].at = readings[0].at + 10s;
        readings[0].gpu_percent = 50;
        readings[1].gpu_percent = 99.6;
        strip.show_readings(readings);
        QVERIFY(!strip.isHidden());
        QStringList names;
        for (const auto* chart : strip.findChildren<ReadingChart*>())
            if (!chart->isHidden()) names << chart->accessibleName();
        QCOMPARE(names, QStringList{"GPU, now 100 %"});
    }

    void a_name_that_is_cut_is_told_on_hover()
    {
        Session session;
        ToldJobs jobs;
        auto& job = jobs.add("1", JobState::running);
        job.name = "a name that is longer than any list of jobs would ever like to be, of a model with eight billion";
        JobsPage page(session, jobs);
        page.resize(1400, 800);
        page.show();
        auto* list = page.findChild<QListView*>("job-list");
        QTRY_VERIFY(list->width() >= 44 * grid_unit - 20); // wider than the 260 pixels that it once had
        const auto told = list->model()->index(0, 0).data(Qt::ToolTipRole).toString();
        QVERIFY2(told.startsWith(QString::fromStdString(job.name)), qPrintable(told));
    }
};

QTEST_MAIN(TestJobsPage)
#include "test_jobs_page.moc"
