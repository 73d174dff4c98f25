// SPDX-License-Identifier: GPL-3.0-or-later
// The Jobs page and a job that a colleague started with the same account: the real center on both sides, on this
// computer.
#include "../runs/center_lab.h"
#include "jobs/center_jobs.h"
#include "jobs/job_words.h"
#include "pages/jobs_page.h"
#include "window_test.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace kneepoint::ui;

Q_DECLARE_METATYPE(kneepoint::runs::LookAround)

class TestJobsElsewhere : public CenterLab {
    Q_OBJECT
    OwnHome m_home;

    /// As the window has it: jobs of this computer lie below XDG_STATE_HOME.
    static Host local() { return {.name = "local", .where = hosts::ThisComputer{}, .prepare = {}}; }

    struct Desk {
        explicit Desk(const OwnHome& home) : jobs(options(home)), page(session, jobs)
        {
            if (const auto opened = jobs.open(); !opened) qFatal("%s", to_string(opened.error()).c_str());
            page.resize(1100, 750);
            page.show();
        }
        static runs::JobCenter::Options options(const OwnHome& home)
        {
            runs::JobCenter::Options options;
            options.journal = home.path("my jobs").toStdString();
            return options;
        }
        QPushButton* look_button() const { return in_sight<QPushButton>("look-on-all-hosts"); }
        QString look_words() const
        {
            const auto* words = in_sight<QLabel>("look-words");
            return words ? words->text() : QString();
        }
        QAction* action(const QString& words) const
        {
            for (auto* one : page.actions())
                if (one->text() == words) return one;
            return nullptr;
        }
        QString sentence() const { return page.findChild<QLabel*>("job-sentence")->text(); }
        template<typename T>
        T* in_sight(const char* name) const
        {
            for (auto* one : page.findChildren<T*>(name))
                if (one->isVisible()) return one;
            return nullptr;
        }
        Session session;
        CenterJobs jobs;
        JobsPage page;
    };
    static QMessageBox* question()
    {
        for (auto* window : QApplication::topLevelWidgets())
            if (window->objectName() == "cancel-of-another" && window->isVisible())
                return qobject_cast<QMessageBox*>(window);
        return nullptr;
    }
    static void answer(const QString& words)
    {
        for (auto* button : question()->buttons())
            if (button->text() == words) return button->click();
        qFatal("there is no such button");
    }

private slots:
    void init()
    {
        make_folder();
        m_home.forget();
    }
    void cleanup() { end_jobs(); }

    void an_empty_page_looks_on_all_hosts_and_says_what_came_of_it()
    {
        Desk desk(m_home);
        QVERIFY(desk.look_button() && desk.look_words().isEmpty());
        desk.look_button()->click();
        QVERIFY2(desk.look_words().startsWith("Looking on one host"), qPrintable(desk.look_words()));
        QVERIFY(!desk.look_button()->isEnabled()); // one look at a time
        QTRY_COMPARE_WITH_TIMEOUT(desk.look_words(), QString("No job that was started elsewhere on one host"), 30000);
        QVERIFY(desk.look_button()->isEnabled());
    }

    void what_came_of_a_look_is_said_data()
    {
        QTest::addColumn<runs::LookAround>("look");
        QTest::addColumn<int>("found");
        QTest::addColumn<QString>("words");
        using Look = runs::LookAround;
        QTest::newRow("none") << Look{} << 0 << "";
        QTest::newRow("under way") << Look{.hosts = 3, .open = {"gpu-a", "gpu-b"}, .silent = {}} << 1
                                   << "Looking on 3 hosts; no answer yet from gpu-a, gpu-b";
        QTest::newRow("nothing") << Look{.hosts = 1, .open = {}, .silent = {}} << 0
                                 << "No job that was started elsewhere on one host";
        QTest::newRow("some") << Look{.hosts = 2,
                                      .open = {},
                                      .silent = {{.host = "gpu-b", .why = "Nobody listens there."},
                                                 {.host = "gpu-c", .why = "It measures.", .asked = false}}}
                              << 2
                              << "2 jobs that were started elsewhere on 2 hosts\n"
                                 "gpu-b did not tell: Nobody listens there.\ngpu-c was not asked: It measures.";
    }
    void what_came_of_a_look_is_said()
    {
        QFETCH(const runs::LookAround, look);
        QFETCH(const int, found);
        QFETCH(const QString, words);
        QCOMPARE(look_words(look, static_cast<std::size_t>(found)), words);
    }

    void a_colleagues_job_is_adopted_watched_and_ended_after_a_question()
    {
        auto theirs = center("echo hello; mkdir -p out/base/1; echo '0001 begin 1764374400' >steps; echo 1 "
                             ">out/base/1/run.json; echo '0001 end 1764374401 0' >>steps; sleep 300\n");
        const auto id = submit(*theirs, local(), plan("theirs"));
        QVERIFY(reaches(*theirs, id, JobState::running));
        Desk desk(m_home);
        QVERIFY(desk.page.chosen().empty());
        desk.look_button()->click();
        QTRY_COMPARE_WITH_TIMEOUT(desk.page.chosen(), id, 30000);
        QTRY_COMPARE(desk.look_words(), QString("One job that was started elsewhere on one host"));
        QVERIFY2(desk.sentence().contains("runs on local, seen ") && desk.sentence().endsWith("elsewhere"),
                 qPrintable(desk.sentence()));
        QVERIFY(!desk.action("Cancel job")->isEnabled() && desk.action("Adopt")->isEnabled());

        desk.action("Adopt")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!desk.action("Adopt")->isEnabled() && desk.action("Cancel job")->isEnabled(), 30000);
        QTRY_VERIFY_WITH_TIMEOUT(desk.action("Open results")->isEnabled(), 30000); // its level came
        QTRY_VERIFY_WITH_TIMEOUT(desk.jobs.log(id).contains("hello"), 30000);
        QCOMPARE(desk.jobs.job(id)->state, JobState::running);

        desk.action("Cancel job")->trigger();
        QTRY_VERIFY(question());
        QVERIFY(question()->text().contains('@'));
        answer("Leave it running");
        QTRY_VERIFY(!question());
        QCOMPARE(desk.jobs.job(id)->state, JobState::running);
        desk.action("Cancel job")->trigger();
        QTRY_VERIFY(question());
        answer("End it");
        QTRY_VERIFY_WITH_TIMEOUT(desk.jobs.job(id)->state == JobState::cancelled, 60000);
        QVERIFY(ends(*theirs, id));
        QTRY_VERIFY(desk.action("Forget")->isEnabled());
        desk.action("Forget")->trigger();
        QTRY_VERIFY(desk.page.chosen().empty());
        desk.look_button()->click(); // it does not come back as somebody else's
        QTRY_COMPARE_WITH_TIMEOUT(desk.look_words(), QString("No job that was started elsewhere on one host"), 30000);
    }
};

QTEST_MAIN(TestJobsElsewhere)
#include "test_jobs_elsewhere.moc"
