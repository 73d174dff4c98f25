// SPDX-License-Identifier: GPL-3.0-or-later
// What the window does when a job ends, and when it is closed over one that runs.
#include "jobs/go_on_dialog.h"
#include "jobs/job_desk.h"
#include "pages/jobs_page.h"
#include "pages/page.h"
#include "shell/desktop_notice.h"
#include "shell/main_window.h"
#include "shell/settings.h"
#include "window_test.h"

#include <QApplication>
#include <QCheckBox>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace kneepoint::ui;
using runs::JobState;

namespace {

runs::JobStatus ended_job(JobState state)
{
    runs::JobStatus job;
    job.id = "1";
    job.name = "llama int8";
    job.host = "gpu-a";
    job.state = state;
    job.sentence = "ended on gpu-a";
    job.results = (examples() + "/h200-llama-3.1-8b-fp8/streams").toStdString();
    return job;
}

QMessageBox* farewell()
{
    for (auto* window : QApplication::topLevelWidgets())
        if (window->objectName() == "jobs-go-on" && window->isVisible()) return qobject_cast<QMessageBox*>(window);
    return nullptr;
}

} // namespace

class TestWindowJobs : public QObject {
    Q_OBJECT
    OwnHome m_home;

private slots:
    void init() { m_home.forget(); }

    void a_job_that_was_watched_opens_its_comparison()
    {
        MainWindow window;
        window.show();
        window.actions_of_window().action("page-jobs")->trigger();
        QCOMPARE(window.page_in_sight()->title(), QString("Jobs"));
        emit window.desk().job_ended(ended_job(JobState::done));
        QVERIFY(window.notifications().sentence().startsWith("llama int8 is done"));
        QTRY_COMPARE_WITH_TIMEOUT(window.page_in_sight()->title(), QString("Compare"), 60000);
        QVERIFY(!window.session().comparisons().empty());
    }

    void another_page_is_left_alone_and_the_comparison_offered()
    {
        MainWindow window;
        window.show();
        window.actions_of_window().action("page-run")->trigger();
        QCOMPARE(window.page_in_sight()->title(), QString("Run"));
        emit window.desk().job_ended(ended_job(JobState::done));
        QVERIFY(window.session().paths().isEmpty());
        QVERIFY(!window.session().busy());
        auto* open = window.notifications().findChild<QPushButton*>();
        QCOMPARE(open->text(), QString("Open results"));
        open->click();
        QTRY_COMPARE_WITH_TIMEOUT(window.page_in_sight()->title(), QString("Compare"), 60000);
    }

    void the_desktop_is_told_while_another_window_has_the_keyboard_data()
    {
        QTest::addColumn<JobState>("state");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("page");
        QTest::newRow("done") << JobState::done << "The job is done." << "Compare";
        QTest::newRow("failed") << JobState::failed << "Its server ended." << "Jobs";
        QTest::newRow("cancelled") << JobState::cancelled << "The job was cancelled." << "Jobs";
    }
    void the_desktop_is_told_while_another_window_has_the_keyboard()
    {
        QFETCH(JobState, state);
        QFETCH(QString, words);
        QFETCH(QString, page);
        MainWindow window;
        window.show();
        window.actions_of_window().action("page-run")->trigger();
        QStringList told;
        window.desktop().set_show([&](const QString& title, const QString& sentence) { told << title << sentence; });
        QTRY_VERIFY(window.isActiveWindow());
        auto job = ended_job(state);
        job.why = "Its server ended.";
        emit window.desk().job_ended(job);
        QCOMPARE(told, QStringList()); // who looks at the window reads it there
        QVERIFY(!window.notifications().sentence().isEmpty());
        QWidget other;
        other.show();
        other.activateWindow();
        QTRY_VERIFY(!window.isActiveWindow());
        window.showMinimized();
        emit window.desk().job_ended(job);
        QCOMPARE(told.size(), 2);
        QCOMPARE(told[0], QString("llama int8"));
        QVERIFY2(told[1].contains(words), qPrintable(told[1]));
        QCOMPARE(window.page_in_sight()->title(), QString("Run"));
        window.desktop().click();
        QTRY_COMPARE_WITH_TIMEOUT(window.page_in_sight()->title(), page, 60000);
        QVERIFY(!window.isMinimized());
    }

    void a_job_that_failed_says_why()
    {
        MainWindow window;
        window.show();
        auto job = ended_job(JobState::failed);
        job.why = "The server ended before it was ready.";
        emit window.desk().job_ended(job);
        QVERIFY(window.notifications().sentence().contains("The server ended before it was ready."));
        window.notifications().findChild<QPushButton*>()->click();
        QCOMPARE(window.page_in_sight()->title(), QString("Jobs"));
    }

    void closing_over_running_jobs_says_that_they_go_on()
    {
        QWidget window;
        window.show();
        auto job = ended_job(JobState::running);
        job.sentence = "level 4 of 10 on gpu-a, 6 min left";
        int closed = 0;
        tell_jobs_go_on(&window, {job}, [&] { ++closed; });
        QVERIFY(farewell());
        QVERIFY(farewell()->informativeText().contains("level 4 of 10 on gpu-a"));
        for (auto* button : farewell()->buttons())
            if (button->text() == "Stay") button->click();
        QTRY_VERIFY(!farewell());
        QCOMPARE(closed, 0);
        tell_jobs_go_on(&window, {job}, [&] { ++closed; });
        farewell()->checkBox()->setChecked(true);
        farewell()->defaultButton()->click();
        QCOMPARE(closed, 1);
        QVERIFY(!settings::tells_jobs_go_on());
    }
};

QTEST_MAIN(TestWindowJobs)
#include "test_window_jobs.moc"
