// SPDX-License-Identifier: GPL-3.0-or-later
#include "center_lab.h"
#include "found_job.h"
#include "job_words.h"
#include "other_jobs.h"

#include <QSignalSpy>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::runs;
using namespace kneepoint::tests;
using namespace std::chrono_literals;

/// Jobs of another Kneepoint on a host: seen, adopted, forgotten.
class TestOtherJobs : public CenterLab {
    Q_OBJECT

    /// A colleague's program, with a journal of its own.
    std::unique_ptr<JobCenter> theirs(const QByteArray& run) { return center(run, "journal of another"); }
    static bool looks(JobCenter& center, const std::vector<Host>& hosts)
    {
        center.look_on(hosts);
        return QTest::qWaitFor([&] { return center.look().open.empty(); }, 60000);
    }
    Result<JobCenter::Adoption> adopted(JobCenter& center, const std::string& id, const std::optional<Host>& host = {})
    {
        std::optional<Result<JobCenter::Adoption>> told;
        center.adopt(id, host, m_folder->filePath("mine").toStdString(),
                     [&](auto result) { told = std::move(result); });
        if (!QTest::qWaitFor([&] { return told.has_value(); }, 60000)) qFatal("nothing is told of the adoption");
        return *told;
    }
    std::string running(JobCenter& center, const Host& host, const Plan& what = plan())
    {
        const auto id = submit(center, host, what);
        if (!QTest::qWaitFor([&] { return QFile::exists(on_host(id, "up")); }, 60000)) qFatal("it does not run");
        return id;
    }
    static std::string clock()
    {
        return clock_text(std::chrono::system_clock::now(), std::chrono::system_clock::now());
    }

private slots:
    void init() { make_folder(); }
    void cleanup() { end_jobs(); }

    void jobs_that_others_started_on_a_host_are_listed()
    {
        auto others = theirs("mkdir out; touch up; sleep 300\n");
        const auto ended = running(*others, here(), plan("ended"));
        const auto waits = submit(*others, here(), plan("it's $HOME"));
        others->cancel(ended);
        QVERIFY(ends(*others, ended));
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(on_host(waits, "up")); }, 60000));
        auto mine = center("true\n");
        QVERIFY(mine->jobs().empty() && mine->others().empty());
        QSignalSpy told(mine.get(), &JobCenter::others_changed);
        const auto before = clock();
        QVERIFY(looks(*mine, {here()}));
        QVERIFY(told.size() >= 2); // that it begins, and what was found
        QCOMPARE(mine->look(), (LookAround{.hosts = 1, .open = {}, .silent = {}}));
        const auto found = mine->others();
        QCOMPARE(found.size(), std::size_t{2});
        QCOMPARE(found[0].id, waits); // newest first
        QCOMPARE(found[0].name, "it's $HOME");
        QCOMPARE(found[0].state, JobState::running);
        QVERIFY(found[0].elsewhere && found[0].seen && found[0].reachable);
        const auto sentence = [](const std::string& seen, const std::string& by) {
            return "runs on here, seen " + seen + "; started by " + by + " elsewhere";
        };
        QVERIFY2(found[0].sentence == sentence(before, found[0].by) ||
                     found[0].sentence == sentence(clock(), found[0].by),
                 found[0].sentence.c_str());
        QVERIFY(found[0].by.contains('@'));
        QCOMPARE(found[1].id, ended);
        QCOMPARE(found[1].state, JobState::cancelled);
        QVERIFY(others->others().empty()); // they are its own
        // Until it is adopted nothing can be done with it.
        QVERIFY(mine->jobs().empty() && !mine->job(waits) && !mine->fetch(waits) && !mine->retry(waits));
        mine->cancel(waits);
        QTest::qWait(500);
        QVERIFY(!QFile::exists(on_host(waits, "cancel")));
    }

    void hosts_that_tell_nothing_are_named()
    {
        KNEEPOINT_NEEDS_SSHD();
        Sshd gone, refusing;
        gone.stop();
        write_text(refusing.path("authorized_keys"), "");
        auto locked = refusing.host();
        locked.name = "locked";
        auto mine = center("true\n");
        QVERIFY(
            looks(*mine, {here(), gone.host(), locked, Host{.name = "url", .where = Endpoint{"http://127.0.0.1:1"}}}));
        const auto look = mine->look();
        QCOMPARE(look.hosts, std::size_t{3}); // a URL holds no jobs
        QCOMPARE(look.silent.size(), std::size_t{2});
        QCOMPARE(look.silent[0].host, "lab");
        QVERIFY2(look.silent[0].why.contains("refused") || look.silent[0].why.contains("Nothing"),
                 look.silent[0].why.c_str());
        QCOMPARE(look.silent[1].host, "locked");
        QVERIFY(!look.silent[1].why.empty() && look.silent[1].why != look.silent[0].why);
        QVERIFY(look.silent[0].asked && look.silent[1].asked);
        QVERIFY(looks(*mine, {here()})); // what came of the one before does not stay
        QVERIFY(mine->look().silent.empty());
    }

    void a_host_that_times_a_level_of_ours_is_not_asked()
    {
        m_takes = 1h;
        auto mine = center("echo \"0001 begin $(date +%s.%N)\" >steps; touch up; sleep 300\n");
        const auto id = submit(*mine, here());
        QVERIFY(QTest::qWaitFor(
            [&] { return !mine->job(id)->steps.empty() && mine->job(id)->steps[0].state == StepState::running; },
            60000));
        QVERIFY(reaches(*mine, id, JobState::running));
        QVERIFY(looks(*mine, {here()}));
        QCOMPARE(mine->look().silent.size(), std::size_t{1});
        QVERIFY(!mine->look().silent[0].asked);
        m_takes = {};
    }

    void what_was_seen_of_a_host_that_is_lost_is_old()
    {
        KNEEPOINT_NEEDS_SSHD();
        Sshd sshd;
        auto others = theirs("touch up; sleep 300\n");
        const auto id = running(*others, there(sshd));
        auto mine = center("true\n");
        QVERIFY(looks(*mine, {there(sshd)}));
        QCOMPARE(mine->others().size(), std::size_t{1});
        const auto seen = *mine->others()[0].seen;
        sshd.stop();
        QVERIFY(looks(*mine, {there(sshd)}));
        const auto job = mine->others().at(0);
        QCOMPARE(job.id, id);
        QVERIFY(!job.reachable);
        QVERIFY(job.seen == seen);
        QVERIFY2(job.sentence.starts_with("ran on lab, seen ") && job.sentence.contains("cannot be reached now"),
                 job.sentence.c_str());
        QCOMPARE(mine->look().silent.size(), std::size_t{1});
    }

    void an_adopted_job_is_watched_fetched_and_left_to_whose_it_is_data()
    {
        QTest::addColumn<bool>("over_ssh");
        QTest::newRow("this computer") << false;
        QTest::newRow("sshd") << true;
    }
    void an_adopted_job_is_watched_fetched_and_left_to_whose_it_is()
    {
        QFETCH(const bool, over_ssh);
        if (over_ssh) KNEEPOINT_NEEDS_SSHD();
        std::optional<Sshd> sshd;
        if (over_ssh) sshd.emplace();
        const auto host = over_ssh ? there(*sshd) : here();
        auto others = theirs("echo hello; mkdir -p out/base/1 out/base/2; echo '0001 begin 1764374400' >steps; echo 1 "
                             ">out/base/1/run.json; echo '0001 end 1764374401 0' >>steps; touch up; "
                             "while [ ! -e go ]; do sleep 0.1; done; echo 2 >out/base/2/x\n");
        auto what = plan("theirs");
        what.secrets = {"HF_TOKEN"};
        what.host = "another-name";
        const auto id = submit(*others, host, what, {{"HF_TOKEN", "k"}});
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(on_host(id, "up")); }, 60000));
        auto mine = center("true\n");
        QVERIFY(looks(*mine, {host}));
        const auto adoption = adopted(*mine, id);
        QVERIFY2(adoption, adoption ? "" : to_string(adoption.error()).c_str());
        QCOMPARE(adoption->unknown.size(), std::size_t{2});
        QVERIFY(adoption->unknown[0].contains("HF_TOKEN"));
        QVERIFY(adoption->unknown[1].contains("another-name"));
        QVERIFY(mine->others().empty());
        QVERIFY(reaches(*mine, id, JobState::running));
        QVERIFY(QTest::qWaitFor([&] { return fetched(*mine, id, "base/1/run.json") == "1\n"; }, 60000)); // live
        QCOMPARE(mine->job(id)->steps.size(), std::size_t{2});
        QCOMPARE(mine->job(id)->steps[0].state, StepState::done);
        QCOMPARE(mine->job(id)->name, "theirs");
        QVERIFY(!mine->job(id)->elsewhere && mine->job(id)->by.contains('@'));
        QVERIFY(QTest::qWaitFor([&] { return mine->log(id) == "hello\n"; }, 60000));
        mine.reset(); // a new start of the program finds it in the journal
        mine = center("true\n");
        QCOMPARE(mine->job(id)->by, own_by());
        write_text(on_host(id, "go"), "");
        QVERIFY(ends(*mine, id) && ends(*others, id));
        QVERIFY2(mine->job(id)->state == JobState::done, mine->job(id)->why.c_str());
        QCOMPARE(others->job(id)->state, JobState::done);
        QCOMPARE(fetched(*mine, id, "base/2/x"), "2\n");
        QVERIFY(mine->job(id)->results != others->job(id)->results);
        // Both have said that they know it and have what it left.
        const QDir there_on(on_host(id, ""));
        QCOMPARE(there_on.entryList({"client.*"}).size(), 2);
        QCOMPARE(there_on.entryList({"receipt.*"}).size(), 2);
        QCOMPARE(adopted(*mine, id, host).error().kind, ErrorKind::invalid); // it is in the list
    }
    static std::string own_by() { return runs::own_name(); }

    void an_adopted_job_that_waits_is_never_started_from_here()
    {
        auto first = center("touch up; sleep 300\n", "journal of a third");
        const auto in_front = running(*first, here());
        auto others = theirs("touch up; mkdir out; echo 1 >out/1\n");
        const auto id = submit(*others, here());
        QVERIFY(reaches(*others, id, JobState::queued)); // it is on the host, and that is busy
        others.reset();                                  // their computer is off
        auto mine = center("mkdir out; echo mine >out/1\n");
        QVERIFY(adopted(*mine, id, here()));
        QVERIFY(QTest::qWaitFor([&] { return mine->job(id)->sentence.contains("only the Kneepoint of"); }, 60000));
        first->cancel(in_front);
        QVERIFY(ends(*first, in_front));
        const auto own = submit(*mine, here()); // does not wait for one that nobody starts
        QVERIFY(ends(*mine, own));
        QCOMPARE(mine->job(own)->state, JobState::done);
        QVERIFY(!QFile::exists(on_host(id, "started")));
        QCOMPARE(mine->job(id)->state, JobState::queued);
        others = theirs("touch up; mkdir out; echo 1 >out/1\n");
        QVERIFY(ends(*others, id));
        mine->watch(JobCenter::Watching::closely); // somebody looks
        QVERIFY(ends(*mine, id));
        QVERIFY2(mine->job(id)->state == JobState::done, mine->job(id)->why.c_str());
        QCOMPARE(fetched(*mine, id, "1"), "1\n");
    }

    void an_adopted_job_can_be_cancelled_and_its_rest_run()
    {
        auto others =
            theirs("mkdir -p out/base/1 out/base/2; echo 1 >out/base/1/x; printf '%s\\n' '0001 begin 1' '0001 "
                   "end 2 0' '0002 begin 3' >steps; touch up; sleep 300\n");
        const auto id = running(*others, here());
        auto mine = center("touch up; sleep 1\n");
        QVERIFY(adopted(*mine, id, here()));
        QVERIFY(reaches(*mine, id, JobState::running));
        mine->cancel(id);
        QVERIFY(ends(*mine, id) && ends(*others, id));
        QCOMPARE(mine->job(id)->state, JobState::cancelled);
        QCOMPARE(others->job(id)->state, JobState::cancelled);
        QCOMPARE(fetched(*mine, id, "base/1/x"), "1\n");
        const auto again = mine->retry(id);
        QVERIFY(again);
        m_jobs.push_back(*again);
        QVERIFY(ends(*mine, *again));
        QVERIFY(mine->job(*again)->by.empty()); // that one is ours
        QCOMPARE(text_of(on_host(*again, "scripts/finished")), "base/1\n");
    }

    void what_cannot_be_adopted_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        QTest::newRow("no plan") << "plan.json" << QByteArray() << "lacks";
        QTest::newRow("plan of noise") << "plan.json" << QByteArray("\xff\xfe{") << "plan cannot be read";
        QTest::newRow("a deep plan") << "plan.json" << QByteArray(200000, '[') << "plan cannot be read";
        QTest::newRow("steps of noise") << "about.json" << QByteArray("{}") << "list of steps";
        QTest::newRow("a folder that leads out")
            << "about.json" << QByteArray(about).replace("base/2", "../../x") << "folder that cannot be";
        QTest::newRow("an absolute folder")
            << "about.json" << QByteArray(about).replace("base/2", "/tmp") << "cannot be";
        QTest::newRow("an id that is none") << "about.json" << QByteArray(about).replace("0002", "../2") << "cannot be";
        QTest::newRow("a huge list") << "about.json" << QByteArray(9 << 20, ' ') << "larger";
        QTest::newRow("not prepared") << "spec" << QByteArray() << "not prepared";
    }
    void what_cannot_be_adopted()
    {
        QFETCH(const QString, file);
        QFETCH(const QByteArray, content);
        QFETCH(const QString, says);
        auto others = theirs("touch up; sleep 300\n");
        const auto id = running(*others, here());
        QFile::remove(on_host(id, file));
        if (!content.isEmpty()) write_text(on_host(id, file), content);
        auto mine = center("true\n");
        const auto adoption = adopted(*mine, id, here());
        QVERIFY(!adoption);
        QVERIFY2(to_string(adoption.error()).contains(says.toStdString()), to_string(adoption.error()).c_str());
        QVERIFY(mine->jobs().empty());
        QCOMPARE(QDir(on_host(id, "")).entryList({"client.*"}).size(), 1); // it is left as it was
        QVERIFY(!QDir(m_folder->filePath("mine")).exists());
    }

    void jobs_that_are_not_there_are_not_adopted()
    {
        auto mine = center("true\n");
        const auto id = "01KB0000000000000000000000";
        QCOMPARE(adopted(*mine, "../x", here()).error().kind, ErrorKind::invalid);
        QCOMPARE(adopted(*mine, id, here()).error().kind, ErrorKind::not_found);
        QCOMPARE(adopted(*mine, id).error().kind, ErrorKind::not_found); // no host was looked on
        QVERIFY(!QFile::exists(state_folder()));                         // asking makes nothing there
    }

    void row_36_a_hostile_list_of_an_adopted_job_writes_nothing_outside()
    {
        auto others = theirs("mkdir out; echo 1 >out/1\n");
        const auto id = submit(*others, here());
        QVERIFY(ends(*others, id));
        const auto hash = text_of(on_host(id, "manifest")).left(64);
        write_text(on_host(id, "manifest"), hash + " 2 ../../escaped\n");
        auto mine = center("true\n");
        QVERIFY(adopted(*mine, id, here()));
        QVERIFY(ends(*mine, id));
        QCOMPARE(mine->job(id)->state, JobState::quarantined);
        QVERIFY(!QFile::exists(m_folder->filePath("escaped")) && !QFile::exists(m_folder->filePath("mine/escaped")));
        QVERIFY(!QFile::exists(on_host(id, "receipt." + text_of(m_folder->filePath("journal/client")))));
    }

    /// What nobody will fetch any more keeps its maker from nothing.
    void forgetting_what_was_quarantined_takes_our_mark_off_its_host_data()
    {
        QTest::addColumn<bool>("reachable");
        QTest::newRow("reachable") << true;
        QTest::newRow("not reachable") << false;
    }
    void forgetting_what_was_quarantined_takes_our_mark_off_its_host()
    {
        KNEEPOINT_NEEDS_SSHD();
        QFETCH(const bool, reachable);
        Sshd sshd;
        auto others = theirs("mkdir out; echo 1 >out/1\n");
        const auto id = submit(*others, there(sshd));
        QVERIFY(ends(*others, id));
        const auto manifest = text_of(on_host(id, "manifest"));
        write_text(on_host(id, "manifest"), manifest.left(64) + " 2 ../../escaped\n");
        auto mine = center("true\n");
        QVERIFY(adopted(*mine, id, there(sshd)));
        QVERIFY(ends(*mine, id));
        QCOMPARE(mine->job(id)->state, JobState::quarantined);
        const auto mark = on_host(id, "client." + text_of(m_folder->filePath("journal/client")));
        QVERIFY(QFile::exists(mark));
        std::optional<Result<void>> cleaned;
        others->clean(id, JobCenter::Unfetched::keep, [&](auto result) { cleaned = std::move(result); });
        QVERIFY(QTest::qWaitFor([&] { return cleaned.has_value(); }, 60000));
        QVERIFY(!*cleaned && cleaned->error().text.contains("has not fetched"));

        if (!reachable) sshd.stop();
        std::optional<Result<void>> forgotten;
        mine->forget(id, [&](auto result) { forgotten = std::move(result); });
        QVERIFY(!mine->job(id)); // at once
        QVERIFY(QTest::qWaitFor([&] { return forgotten.has_value(); }, 60000));
        QCOMPARE(forgotten->has_value(), reachable);
        QCOMPARE(QFile::exists(mark), !reachable);
        if (!reachable) {
            QVERIFY2(forgotten->error().text.contains("lab still waits for this Kneepoint"),
                     forgotten->error().text.c_str());
            return;
        }
        cleaned.reset();
        others->clean(id, JobCenter::Unfetched::keep, [&](auto result) { cleaned = std::move(result); });
        QVERIFY(QTest::qWaitFor([&] { return cleaned.has_value(); }, 60000));
        QVERIFY2(*cleaned, cleaned->has_value() ? "" : to_string(cleaned->error()).c_str());
    }

    void a_job_that_was_forgotten_does_not_come_back_by_itself()
    {
        auto mine = center("mkdir out; echo 1 >out/1\n");
        const auto id = submit(*mine, here());
        QVERIFY(ends(*mine, id));
        QVERIFY(mine->job(id)->on_host);
        mine->forget(id);
        QVERIFY(looks(*mine, {here()}));
        QVERIFY(mine->jobs().empty() && mine->others().empty());
        mine.reset();
        mine = center("true\n"); // nor after a new start
        QVERIFY(looks(*mine, {here()}));
        QVERIFY(mine->jobs().empty() && mine->others().empty());
        auto another = theirs("true\n"); // others see it
        QVERIFY(looks(*another, {here()}));
        QCOMPARE(another->others().size(), std::size_t{1});
        QVERIFY(adopted(*mine, id)); // who wants it back says so
        QVERIFY(ends(*mine, id));
        QCOMPARE(mine->job(id)->state, JobState::done);
        mine->forget(id);
        QVERIFY(adopted(*mine, id));
    }
};

QTEST_GUILESS_MAIN(TestOtherJobs)
#include "test_other_jobs.moc"
