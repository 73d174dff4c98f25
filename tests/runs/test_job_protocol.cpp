// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_lab.h"

#include "kneepoint/hosts/manifest.h"

#include <sys/wait.h>

#include <cmath>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::runs;
using namespace kneepoint::tests;
using protocol::Created;
using protocol::Listed;
using protocol::Place;
using protocol::Started;

/// The folder of a job on a host, over the sh of this computer. Row numbers are those of the table of faults.
class TestJobProtocol : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Shell> m_shell, m_other;
    std::string m_root, m_supervisor;
    std::vector<std::string> m_jobs;
    const std::string m_client = "0123456789abcdef", m_other_client = "fedcba9876543210";

    Place fresh()
    {
        m_jobs.push_back(new_job_id(std::chrono::system_clock::now()));
        return {m_root, m_jobs.back()};
    }
    static QString path(const Place& place, const QString& name)
    {
        return QString::fromStdString(place.folder()) + '/' + name;
    }
    /// A job that is ready to start.
    Place made(const QByteArray& run)
    {
        const auto place = fresh();
        if (wait_for(protocol::create(m_shell.get(), place, "spec", m_client)) != Created::fresh) qFatal("not fresh");
        write_text(path(place, "run.sh"), run);
        return place;
    }
    Result<protocol::StartAnswer> start(Shell& shell, const Place& place, protocol::Secrets secrets = {})
    {
        secrets.insert(secrets.end(), {{"KNEEPOINT_BEAT", "0.2"}, {"KNEEPOINT_GRACE", "1"}});
        return wait_for(
            protocol::start(&shell, place, m_supervisor, sha256(job_text("supervisor.sh")), std::move(secrets)));
    }
    Place started(const QByteArray& run)
    {
        const auto place = made(run);
        const auto answer = start(*m_shell, place);
        if (!answer || answer->what != Started::now) qFatal("not started");
        return place;
    }
    Probe probe(const Place& place, protocol::Seen known = {})
    {
        const auto found = wait_for(protocol::probe(m_shell.get(), place, known));
        if (!found) qFatal("%s", to_string(found.error()).c_str());
        return *found;
    }
    bool runs(const Place& place)
    {
        return QTest::qWaitFor([&] { return QFile::exists(path(place, "state")) && QFile::exists(path(place, "up")); },
                               15000);
    }
    bool ends(const Place& place)
    {
        return QTest::qWaitFor([&] { return QFile::exists(path(place, "state")); }, 20000) &&
               QTest::qWaitFor([&] { return processes_of(place.id).isEmpty(); }, 20000);
    }
    static pid_t number(const Place& place, const QByteArray& key)
    {
        for (const auto& line : text_of(path(place, "state")).split('\n'))
            if (line.startsWith(key + '=')) return line.mid(key.size() + 1).toInt();
        return 0;
    }
    static void set_state(const Place& place, const QByteArray& key, const QByteArray& value)
    {
        auto lines = text_of(path(place, "state")).split('\n');
        for (auto& line : lines)
            if (line.startsWith(key + '=')) line = key + '=' + value;
        write_text(path(place, "state"), lines.join('\n'));
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_shell = connected(this_computer(m_folder->path()));
        m_other = connected(this_computer(m_folder->path()));
        const auto root = wait_for(protocol::open_root(m_shell.get()));
        QVERIFY2(root, root ? "" : to_string(root.error()).c_str());
        m_root = *root;
        m_supervisor = wait_for(protocol::place_program(m_shell.get(), m_root, "supervisor.sh",
                                                        std::string(job_text("supervisor.sh"))))
                           .value();
    }
    void cleanup()
    {
        for (const auto& job : m_jobs) end_job(job);
        m_jobs.clear();
    }

    void the_root_is_private_and_where_xdg_says()
    {
        QCOMPARE(m_root, m_folder->path().toStdString() + "/kneepoint/v1");
        QCOMPARE(wait_for(protocol::name_root(m_shell.get())).value(), m_root);
        QCOMPARE(QFile::permissions(QString::fromStdString(m_root)) & 0x0077, QFile::Permissions());
        QVERIFY(m_supervisor.starts_with(m_root + "/bin/supervisor.sh-"));
        QVERIFY(m_supervisor.ends_with(sha256(job_text("supervisor.sh"))));
    }

    void row_30_a_root_that_others_may_write_or_that_is_a_link_is_refused()
    {
        const auto root = QString::fromStdString(m_root);
        ::chmod((m_root + "/jobs").c_str(), 0770);
        auto opened = wait_for(protocol::open_root(m_shell.get()));
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, ErrorKind::permission);
        QCOMPARE(opened.error().place, m_root + "/jobs");
        QVERIFY(opened.error().text.contains("chmod"));
        ::chmod((m_root + "/jobs").c_str(), 0700);
        QVERIFY(QFile::rename(root, root + "-real") && QFile::link(root + "-real", root));
        opened = wait_for(protocol::open_root(m_shell.get()));
        QVERIFY(!opened && opened.error().text.contains("is a link"));
    }

    void a_job_from_its_making_to_its_end()
    {
        const auto place = made("printf 'hello\\n'; mkdir -p out/a; printf abc >out/a/1; "
                                "echo '0001 begin 1764374400.5' >steps; exit 3\n");
        QCOMPARE(probe(place).started, false);
        QCOMPARE(wait_for(protocol::create(m_shell.get(), place, "spec", m_client)).value(), Created::exists);
        QCOMPARE(wait_for(protocol::create(m_shell.get(), place, "other", m_client)).error().kind, ErrorKind::invalid);
        QCOMPARE(start(*m_shell, place)->what, Started::now);
        QVERIFY(ends(place));
        const auto found = probe(place);
        QCOMPARE(found.exit, "3");
        QVERIFY(found.started && found.done && found.has_state() && !found.rebooted() && !found.cancelled);
        QVERIFY(!found.recorder_alive && !found.supervisor_alive);
        QCOMPARE(found.steps, "0001 begin 1764374400.5\n");
        QCOMPARE(found.log->bytes, "hello\n");
        QVERIFY(std::abs(*found.now - *found.start) < 60 && found.beat);
        QCOMPARE(wait_for(protocol::create(m_shell.get(), place, "spec", m_client)).value(), Created::started);
        QCOMPARE(start(*m_shell, place)->what, Started::already);
        QCOMPARE(wait_for(protocol::list(m_shell.get(), m_root)).value(),
                 (std::vector<Listed>{{.id = place.id, .state = Listed::State::ended, .exit = "3"}}));
    }

    void row_12_the_log_is_read_on_from_where_it_was_read()
    {
        const auto place = started("for i in 1 2 3 4 5 6; do printf 'line %s \\377\\0\\n' $i; sleep 0.2; done\n");
        std::string log;
        protocol::Seen position;
        while (probe(place, position).exit.empty() || probe(place, position).log->size > position.offset) {
            const auto found = probe(place, position);
            if (!found.log) continue;
            QCOMPARE(found.log->from, position.offset);
            log += found.log->bytes;
            position = {found.log->inode, found.log->from + found.log->bytes.size()};
        }
        QCOMPARE(QByteArray::fromStdString(log), text_of(path(place, "log")));
        QCOMPARE(log.size(), std::size_t{6 * 10});
        // Row 31: another file, a shorter one, one that grew by more than anybody reads.
        position.inode += 1;
        QCOMPARE(probe(place, position).log->from, std::uint64_t{0});
        write_text(path(place, "log"), "new");
        position = {probe(place).log->inode, 60};
        QCOMPARE(probe(place, position).log->bytes, "new");
        write_text(path(place, "log"), QByteArray(9'000'000, 'x') + "end");
        const auto tail = probe(place, {probe(place).log->inode, 0});
        QCOMPARE(tail.log->from + tail.log->bytes.size(), tail.log->size);
        QVERIFY(tail.log->bytes.ends_with("end") && tail.log->bytes.size() == std::size_t{256} << 10);
    }

    void row_19_two_clients_start_the_same_job()
    {
        const auto place = made("echo once >>count; sleep 0.5\n");
        auto one = protocol::start(m_shell.get(), place, m_supervisor, sha256(job_text("supervisor.sh")), {});
        auto other = protocol::start(m_other.get(), place, m_supervisor, sha256(job_text("supervisor.sh")), {});
        const auto first = wait_for(std::move(one)), second = wait_for(std::move(other));
        QVERIFY(first && second);
        QVERIFY((first->what == Started::now) != (second->what == Started::now));
        QVERIFY((first->what == Started::already) != (second->what == Started::already));
        QVERIFY(ends(place));
        QCOMPARE(text_of(path(place, "count")), "once\n");
    }

    void jobs_of_two_clients_run_one_after_the_other()
    {
        const auto first = made("touch up; sleep 30\n"), second = made("touch up\n");
        auto one = protocol::start(m_shell.get(), first, m_supervisor, sha256(job_text("supervisor.sh")), {});
        auto other = protocol::start(m_other.get(), second, m_supervisor, sha256(job_text("supervisor.sh")), {});
        const auto a = wait_for(std::move(one)), b = wait_for(std::move(other));
        QVERIFY(a && b);
        QVERIFY((a->what == Started::now) != (b->what == Started::now));
        QVERIFY((a->what == Started::busy) != (b->what == Started::busy));
        QCOMPARE(a->what == Started::busy ? a->busy_with : b->busy_with,
                 a->what == Started::busy ? second.id : first.id);
    }

    void a_changed_supervisor_is_not_started()
    {
        const auto place = made("touch up\n");
        write_text(QString::fromStdString(m_supervisor), "touch \"$1/evil\"\n");
        QCOMPARE(start(*m_shell, place).error().kind, ErrorKind::unreadable);
        QVERIFY(!QFile::exists(path(place, "evil")) && !QFile::exists(path(place, "started")));
        // The next one who wants it puts it there again.
        QCOMPARE(wait_for(protocol::place_program(m_shell.get(), m_root, "supervisor.sh",
                                                  std::string(job_text("supervisor.sh"))))
                     .value(),
                 m_supervisor);
        QCOMPARE(start(*m_shell, place)->what, Started::now);
    }

    void row_39_a_secret_is_in_the_environment_of_the_job_alone()
    {
        const std::string canary = "canary'" + new_job_id(std::chrono::system_clock::now());
        const auto place = made("printf %s \"$HF_TOKEN\" | sha256sum >seen; touch up; sleep 2\n");
        QCOMPARE(start(*m_shell, place, {{"HF_TOKEN", canary}})->what, Started::now);
        QVERIFY(runs(place));
        for (const auto& pid : QDir("/proc").entryList({"[0-9]*"}, QDir::Dirs))
            QVERIFY(!text_of("/proc/" + pid + "/cmdline").contains(canary.c_str()));
        QVERIFY(ends(place));
        QCOMPARE(text_of(path(place, "seen")).left(64).toStdString(), sha256(canary));
        for (const auto& name : QDir(QString::fromStdString(place.folder())).entryList(QDir::Files | QDir::Hidden))
            QVERIFY2(!text_of(path(place, name)).contains(canary.c_str()), qPrintable(name));
    }

    void row_20_two_clients_cancel()
    {
        const auto place = started("touch up; sleep 300\n");
        QVERIFY(runs(place));
        QVERIFY(wait_for(protocol::cancel(m_shell.get(), place)));
        QVERIFY(wait_for(protocol::cancel(m_other.get(), place)));
        QVERIFY(ends(place));
        QVERIFY(wait_for(protocol::cancel(m_shell.get(), place)));
        const auto found = probe(place);
        QVERIFY(found.cancelled);
        QCOMPARE(found.exit, "143");
    }

    void a_job_that_is_cancelled_before_its_start_never_starts()
    {
        const auto place = made("touch up\n");
        QVERIFY(wait_for(protocol::cancel(m_shell.get(), place)));
        QCOMPARE(probe(place).exit, "cancelled");
        QCOMPARE(start(*m_shell, place)->what, Started::already);
        QTest::qWait(300);
        QVERIFY(!QFile::exists(path(place, "up")));
    }

    void row_22_cancel_without_a_supervisor()
    {
        const auto place = started("touch up; trap '' TERM; sleep 300; sleep 300\n");
        QVERIFY(runs(place));
        ::kill(number(place, "sup"), SIGKILL);
        QVERIFY(QTest::qWaitFor([&] { return !probe(place).supervisor_alive; }));
        QVERIFY(probe(place).recorder_alive);
        QVERIFY(wait_for(protocol::cancel(m_shell.get(), place)));
        QVERIFY(QTest::qWaitFor([&] { return !probe(place).recorder_alive; }, 20000)); // KILL after 10 s
    }

    void row_22_all_killed_and_the_client_lists_the_results()
    {
        // A name that no list can hold does not keep the others from it.
        const auto place =
            started("mkdir -p out/a; printf abc >out/a/1; touch \"$(printf 'out/a/x\\ny')\" up; sleep 300\n");
        QVERIFY(runs(place));
        QVERIFY(!wait_for(protocol::finalize(m_shell.get(), place)).value()); // it lives
        end_job(place.id);
        QVERIFY(ends(place));
        const auto found = probe(place);
        QVERIFY(found.exit.empty() && !found.recorder_alive && !found.supervisor_alive && !found.done);
        QCOMPARE(wait_for(protocol::list(m_shell.get(), m_root)).value(),
                 (std::vector<Listed>{{place.id, Listed::State::lost}}));
        QVERIFY(wait_for(protocol::finalize(m_shell.get(), place)).value());
        QVERIFY(wait_for(protocol::finalize(m_other.get(), place)).value());
        QCOMPARE(probe(place).exit, "lost");
        QVERIFY(probe(place).done);
        const auto files = read_manifest(text_of(path(place, "manifest")).toStdString());
        QCOMPARE(files.value(), (std::vector<RemoteFile>{{.path = "a/1", .size = 3, .sha256 = sha256("abc")}}));
    }

    void row_23_a_number_that_is_used_again_is_no_job_and_gets_no_signal()
    {
        QProcess foreign;
        foreign.start("sleep", {"60"});
        QVERIFY(foreign.waitForStarted());
        const auto place = started("touch up; sleep 300\n");
        QVERIFY(runs(place));
        end_job(place.id);
        QVERIFY(ends(place));
        const auto pid = QByteArray::number(foreign.processId());
        set_state(place, "pid", pid);
        set_state(place, "sup", pid);
        const auto found = probe(place);
        QVERIFY(!found.recorder_alive && !found.supervisor_alive);
        QVERIFY(wait_for(protocol::cancel(m_shell.get(), place)));
        QTest::qWait(200);
        QCOMPARE(foreign.state(), QProcess::Running);
        foreign.kill();
        foreign.waitForFinished();
    }

    void row_24_a_zombie_is_dead()
    {
        const auto place = started("touch up; sleep 300\n");
        QVERIFY(runs(place));
        end_job(place.id);
        QVERIFY(ends(place));
        const auto zombie = ::fork(); // nobody waits for it
        if (zombie == 0) ::_exit(0);
        QVERIFY(QTest::qWaitFor([&] { return is_dead(zombie); }));
        const auto stat = text_of(QString("/proc/%1/stat").arg(zombie));
        const auto fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
        set_state(place, "pid", QByteArray::number(zombie));
        set_state(place, "pid_start", fields[19]); // field 22 of proc(5)
        const auto found = probe(place);
        ::waitpid(zombie, nullptr, 0);
        QVERIFY(!found.recorder_alive);
    }

    void row_25_another_boot()
    {
        const auto place = started("mkdir -p out; echo 1 >out/1; touch up; sleep 300\n");
        QVERIFY(runs(place));
        end_job(place.id);
        QVERIFY(ends(place));
        set_state(place, "boot", "00000000-0000-0000-0000-000000000000");
        QVERIFY(probe(place).rebooted());
        QVERIFY(wait_for(protocol::finalize(m_shell.get(), place)).value());
        QCOMPARE(probe(place).exit, "rebooted");
    }

    void row_20_cleaning_needs_everybodys_receipt()
    {
        const auto place = started("mkdir out; echo 1 >out/1; touch up; sleep 1\n");
        QCOMPARE(wait_for(protocol::create(m_other.get(), place, "spec", m_other_client)).value(), Created::started);
        QVERIFY(runs(place));
        const auto why_not = [&](Shell& shell, const std::string& client) {
            const auto done = wait_for(protocol::clean(&shell, place, client, protocol::Clean::when_fetched));
            return done ? std::string() : done.error().text;
        };
        QVERIFY(why_not(*m_shell, m_client).contains("still runs"));
        QVERIFY(ends(place));
        QVERIFY(why_not(*m_shell, m_client).contains("not fetched in whole"));
        QVERIFY(wait_for(protocol::leave_receipt(m_shell.get(), place, m_client, "1 file")));
        QVERIFY(why_not(*m_shell, m_client).contains("Another Kneepoint"));
        QVERIFY(wait_for(protocol::leave_receipt(m_other.get(), place, m_other_client, "1 file")));
        QCOMPARE(why_not(*m_shell, m_client), "");
        QVERIFY(!QFile::exists(path(place, ".")));
        QCOMPARE(why_not(*m_other, m_other_client), ""); // it is gone: that is what was wanted
        QVERIFY(probe(place).absent);
    }

    void what_is_complete_of_a_running_job()
    {
        const auto place =
            started("mkdir -p out/a/1 out/a/2.tmp; echo 1 >out/a/1/run.json; echo 2 >out/a/2.tmp/x; "
                    "echo 3 >out/b.tmp; touch 'out/-n a b'; touch \"$(printf 'out/new\\nline')\"; touch up\n");
        QVERIFY(runs(place));
        const auto pieces = wait_for(protocol::pieces(m_shell.get(), place)).value();
        std::vector<std::string> names;
        for (const auto& piece : pieces) names.push_back(piece.name);
        std::ranges::sort(names);
        QCOMPARE(names, (std::vector<std::string>{"-n a b", "a/1/run.json", "new"}));
        const auto files = wait_for(protocol::hashes(m_shell.get(), place, names)).value();
        QCOMPARE(files.size(), std::size_t{2}); // there is no file "new"
        QCOMPARE(files[1], (RemoteFile{.path = "a/1/run.json", .size = 2, .sha256 = sha256("1\n")}));
    }
};

QTEST_GUILESS_MAIN(TestJobProtocol)
#include "test_job_protocol.moc"
