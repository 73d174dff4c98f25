// SPDX-License-Identifier: GPL-3.0-or-later
// "Run the rest" and "Reconnect" of the Jobs page on real jobs: on this computer, and behind the real sshd.
#include "../runs/center_lab.h"
#include "jobs/center_jobs.h"
#include "pages/jobs_page.h"
#include "window_test.h"

#include <QAction>
#include <QLabel>
#include <QListView>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace kneepoint::ui;

class TestJobActions : public CenterLab {
    Q_OBJECT
    OwnHome m_home;

    struct Desk {
        explicit Desk(runs::JobCenter::Options options) : jobs(std::move(options)), page(session, jobs)
        {
            if (const auto opened = jobs.open(); !opened) qFatal("%s", to_string(opened.error()).c_str());
            page.resize(1000, 750);
            page.show();
        }
        QAction* action(const QString& words) const
        {
            for (auto* one : page.actions())
                if (one->text() == words) return one;
            return nullptr;
        }
        QString sentence() const { return page.findChild<QLabel*>("job-sentence")->text(); }
        JobState state(const std::string& id) const { return jobs.job(id)->state; }
        Session session;
        CenterJobs jobs;
        JobsPage page;
    };
    std::string started(Desk& desk, const Host& host)
    {
        const auto id =
            desk.jobs.submit({.plan = plan(), .host = host, .results = results_folder(), .secrets = {}}, {});
        if (!id) qFatal("%s", to_string(id.error()).c_str());
        m_jobs.push_back(*id);
        desk.page.show_job(*id);
        return *id;
    }

private slots:
    void init()
    {
        make_folder();
        m_home.forget();
    }
    void cleanup() { end_jobs(); }

    void the_rest_of_a_job_that_failed_is_run_into_its_folder()
    {
        Desk desk(options("mkdir -p out/base/1 out/base/2\n"
                          "if [ -s scripts/finished ]; then echo 2 >out/base/2/x; exit; fi\n"
                          "echo 1 >out/base/1/x; printf '%s\\n' '0001 begin 1' '0001 end 2 0' '0002 begin 3' "
                          "'0002 end 4 1' >steps; echo 'Its server died.' >why; exit 3\n"));
        const auto id = started(desk, here());
        QTRY_COMPARE_WITH_TIMEOUT(desk.state(id), JobState::failed, 60000);
        QTRY_VERIFY(desk.action("Run the rest")->isEnabled());
        QVERIFY(desk.sentence().contains("Its server died."));
        desk.action("Run the rest")->trigger();
        const auto rest = desk.page.chosen();
        QVERIFY(!rest.empty() && rest != id); // it is the one that is shown
        m_jobs.push_back(rest);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state(rest), JobState::done, 60000);
        QTRY_VERIFY(desk.sentence().startsWith("✓"));
        QVERIFY(!desk.action("Run the rest")->isEnabled());
        QCOMPARE(desk.state(id), JobState::failed); // what happened stays in the list
        QCOMPARE(desk.page.findChild<QListView*>("job-list")->model()->rowCount(), 2);
        const auto folder = QString::fromStdString(utf8_path(desk.jobs.job(rest)->results));
        QCOMPARE(text_of(folder + "/base/1/x"), "1\n"); // of the first one
        QCOMPARE(text_of(folder + "/base/2/x"), "2\n");
        QCOMPARE(text_of(on_host(rest, "scripts/finished")), "base/1\n");
    }

    void a_host_that_refused_is_reached_again_by_reconnect()
    {
        KNEEPOINT_NEEDS_SSHD();
        Sshd sshd;
        Desk desk(options("echo hello; touch up; while [ ! -e go ]; do sleep 0.1; done; mkdir out; echo 1 >out/1\n"));
        const auto id = started(desk, there(sshd));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(on_host(id, "up")) && desk.state(id) == JobState::running, 60000);
        QVERIFY(!desk.action("Reconnect")->isEnabled());
        const auto keys = text_of(sshd.path("authorized_keys"));
        write_text(sshd.path("authorized_keys"), "");
        sshd.stop();
        QVERIFY(sshd.start());
        QTRY_VERIFY_WITH_TIMEOUT(desk.jobs.job(id)->needs_user, 60000); // it does not try again by itself
        QTRY_VERIFY(desk.action("Reconnect")->isEnabled());
        QTRY_VERIFY(desk.sentence().contains("key")); // why
        QCOMPARE(desk.state(id), JobState::running);  // a line is no job
        write_text(sshd.path("authorized_keys"), keys);
        write_text(on_host(id, "go"), "");
        QTest::qWait(1500);
        QVERIFY(!desk.jobs.job(id)->reachable);
        desk.action("Reconnect")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(desk.state(id), JobState::done, 60000);
        QTRY_VERIFY(!desk.action("Reconnect")->isEnabled());
        QCOMPARE(fetched_text(desk, id), "1\n");
        QCOMPARE(desk.jobs.log(id), QString("hello\n"));
    }
    static QByteArray fetched_text(const Desk& desk, const std::string& id)
    {
        return text_of(QString::fromStdString(utf8_path(desk.jobs.job(id)->results)) + "/1");
    }
};

QTEST_MAIN(TestJobActions)
#include "test_job_actions.moc"
