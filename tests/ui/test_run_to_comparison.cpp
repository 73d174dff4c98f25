// SPDX-License-Identifier: GPL-3.0-or-later
// From the form to an opened comparison: a real job on this computer with the simulated server.
#include "jobs/center_jobs.h"
#include "jobs/live_chart.h"
#include "pages/jobs_page.h"
#include "pages/run_page.h"
#include "plans/plan_starts.h"
#include "shell/session.h"
#include "window_test.h"

#include <QAction>
#include <QFileInfo>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace kneepoint::ui;
using runs::JobState;

class TestRunToComparison : public QObject {
    Q_OBJECT
    OwnHome m_home;

    static QString load_program()
    {
        const auto whole = qEnvironmentVariable("KNEEPOINT_LOAD_STATIC_PROGRAM");
        return whole.isEmpty() ? qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM") : whole;
    }
    /// The newcomer's plan with two short levels.
    static runs::Plan short_plan(double seconds)
    {
        auto plan = plan_starts().front().plan;
        plan.load->streams = {1, 2};
        plan.load->max_seconds = seconds;
        return plan;
    }
    runs::JobCenter::Options options()
    {
        runs::JobCenter::Options options;
        options.journal = m_home.path("jobs").toStdString();
        options.load_program = load_program().toStdString();
        return options;
    }

    struct Desk {
        Desk(const OwnHome& home, runs::JobCenter::Options options)
            : jobs(std::move(options)), run(session, jobs, hosts::HostStore(home.path("hosts.json").toStdString())),
              list(session, jobs)
        {
            if (const auto opened = jobs.open(); !opened) qFatal("%s", to_string(opened.error()).c_str());
            QObject::connect(&run, &RunPage::submitted, &list, [this](const std::string& id) {
                job = id;
                list.show_job(id);
            });
            QObject::connect(&list, &JobsPage::results_wanted, &session,
                             [this](const QString& folder) { session.open({folder}); });
            for (auto* page : {static_cast<Page*>(&run), static_cast<Page*>(&list)}) {
                page->resize(1000, 750);
                page->show();
            }
        }
        void press_run()
        {
            auto* button = run.findChild<QPushButton*>("run-sweep");
            QTRY_VERIFY(button->isEnabled() && button->text() == "Run sweep");
            button->click();
            // The host may lack what a check looks for.
            QTRY_VERIFY_WITH_TIMEOUT(!job.empty() || button->isEnabled(), 60000);
            if (job.empty() && button->text() != "Run all the same") qFatal("%s", qPrintable(words()));
            if (job.empty()) button->click();
            QTRY_VERIFY(!job.empty());
        }
        QString words() const
        {
            QString all;
            for (const auto* label : run.findChildren<QLabel*>())
                if (label->isVisible()) all += label->text() + '\n';
            return all;
        }
        JobState state() const { return jobs.job(job)->state; }
        QAction* action(const QString& words) const
        {
            for (auto* one : list.actions())
                if (one->text() == words) return one;
            return nullptr;
        }
        Session session;
        CenterJobs jobs;
        RunPage run;
        JobsPage list;
        std::string job;
    };

private slots:
    void initTestCase()
    {
        if (!QFileInfo::exists(load_program())) QSKIP("kneepoint-load was not built");
    }

    void a_sweep_on_this_computer_ends_in_its_comparison()
    {
        Desk desk(m_home, options());
        QSignalSpy ended(&desk.jobs, &JobSource::ended);
        desk.run.set_plan(short_plan(2), PlanEditor::Faults::at_once);
        desk.press_run();
        QTRY_VERIFY_WITH_TIMEOUT(runs::is_end(desk.state()), 240000);
        const auto job = *desk.jobs.job(desk.job);
        QVERIFY2(job.state == JobState::done,
                 (std::string(to_string(job.state)) + ": " + job.why + "\n" + desk.jobs.log(desk.job).toStdString())
                     .c_str());
        QTRY_COMPARE(ended.count(), 1);
        QTRY_VERIFY(desk.list.findChild<QLabel*>("job-sentence")->text().startsWith("✓"));
        for (const auto& step : job.steps) QVERIFY2(step.state == runs::StepState::done, step.text.c_str());
        QTRY_VERIFY_WITH_TIMEOUT(desk.list.chart() && desk.list.chart()->series.size() == 2, 60000);
        QVERIFY(!desk.list.findChild<QPlainTextEdit*>("job-log")->toPlainText().isEmpty());
        desk.action("Open results")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(is_settled(desk.session) && !desk.session.comparisons().empty(), 60000);
        QCOMPARE(desk.session.comparisons().front().levels.size(), std::size_t{2});
    }

    void cancel_keeps_nothing_running()
    {
        Desk desk(m_home, options());
        desk.run.set_plan(short_plan(60), PlanEditor::Faults::at_once);
        desk.press_run();
        QTRY_VERIFY_WITH_TIMEOUT(desk.state() == JobState::running, 60000);
        QTRY_VERIFY(desk.action("Cancel job")->isEnabled());
        desk.action("Cancel job")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(desk.state() == JobState::cancelled, 120000);
        QTRY_VERIFY(desk.action("Run the rest")->isEnabled());
        QVERIFY(!desk.action("Cancel job")->isEnabled());
    }
};

QTEST_MAIN(TestRunToComparison)
#include "test_run_to_comparison.moc"
