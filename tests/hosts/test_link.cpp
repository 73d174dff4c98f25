// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/link.h"

#include "lab.h"

#include <QSignalSpy>

#include <memory>
#include <vector>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::tests;
using namespace std::chrono_literals;

/// A real sshd that is stopped, killed, changed and restarted; only the link's own waiting is not real. Row numbers are
/// those of the table of faults.
class TestLink : public QObject {
    Q_OBJECT

    struct Timer {
        Timing::Duration delay;
        std::function<void()> what;
    };
    std::vector<Timer> m_timers;
    std::chrono::system_clock::time_point m_now{1000s};
    Timing::Duration m_slept{};

    Link::Options options(const Patience& patience = {.connect = 10s, .alive_interval = 1s, .alive_count = 2})
    {
        m_timers.clear();
        return {
            .timing = {.now = [this] { return m_now; },
                       .after = [this](Timing::Duration delay,
                                       std::function<void()> what) { m_timers.push_back({delay, std::move(what)}); },
                       .spread = [] { return 1.0; },
                       .suspended = [this] { return m_slept; }},
            .patience = patience};
    }
    /// Runs the newest timer, which is the link's wait, or the one that looks for sleep.
    void fire(std::size_t at)
    {
        auto what = m_timers[at].what;
        what();
    }
    static bool reaches(const Link& link, LinkState state, int milliseconds = 30000)
    {
        return QTest::qWaitFor([&] { return link.state() == state; }, milliseconds);
    }
    static bool settles(const Link& link)
    {
        return QTest::qWaitFor([&] { return link.state() != LinkState::connecting; }, 40000);
    }
    static Host at(const std::string& destination, quint16 port)
    {
        return {.name = destination,
                .where = SshHost{.destination = destination, .port = port, .config_file = "/dev/null"},
                .prepare = {}};
    }

private slots:
    void init() { KNEEPOINT_NEEDS_SSHD(); }

    void this_computer_is_up()
    {
        Link link({.name = "here", .where = ThisComputer{}, .prepare = {}}, options());
        link.open(Contact::silent);
        QVERIFY(reaches(link, LinkState::up));
        QCOMPARE(result_of(link.run({.argv = {"echo", "hi"}}))->out, "hi\n");
        link.close();
        QCOMPARE(link.state(), LinkState::offline);
        QCOMPARE(result_of(link.run({.argv = {"true"}})).error().kind, ErrorKind::io);
    }

    void row_12_server_killed_waits_longer_each_time_and_comes_back()
    {
        Sshd sshd;
        Link link(sshd.host(), options());
        link.open(Contact::silent);
        QVERIFY(reaches(link, LinkState::up));
        const auto running = link.run({.argv = {"sleep", "30"}});
        m_now += 60s;
        sshd.stop();
        QVERIFY(reaches(link, LinkState::waiting));
        QCOMPARE(result_of(running).error().kind, ErrorKind::io);
        QCOMPARE(link.problem()->fault, LinkFault::dropped);
        QVERIFY(link.lost_since() == m_now);
        std::vector<Timing::Duration> waits{m_timers.back().delay};
        for (int i = 0; i < 6; ++i) {
            fire(m_timers.size() - 1);
            QVERIFY(reaches(link, LinkState::connecting));
            QVERIFY(reaches(link, LinkState::waiting));
            QCOMPARE(link.problem()->fault, LinkFault::port_refused);
            waits.push_back(m_timers.back().delay);
        }
        QCOMPARE(waits, (std::vector<Timing::Duration>{1s, 2s, 4s, 8s, 15s, 30s, 30s}));
        QVERIFY(link.next_try() == m_now + 30s);
        sshd.start();
        fire(m_timers.size() - 1);
        QVERIFY(reaches(link, LinkState::up));
        QVERIFY(!link.problem() && !link.lost_since() && !link.next_try());
        QCOMPARE(result_of(link.run({.argv = {"echo", "again"}}))->out, "again\n");
    }

    void row_14_a_black_hole_is_noticed()
    {
        Sshd sshd;
        Link link(sshd.host(), options());
        link.open(Contact::silent);
        QVERIFY(reaches(link, LinkState::up));
        const auto running = link.run({.argv = {"sleep", "30"}});
        QTest::qWait(100);
        QElapsedTimer clock;
        clock.start();
        sshd.signal_all(SIGSTOP);
        QVERIFY(reaches(link, LinkState::waiting));
        QVERIFY2(clock.elapsed() < 30000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(link.problem()->fault, LinkFault::dropped);
        QVERIFY2(link.problem()->text.starts_with("The connection to lab was lost"), link.problem()->text.c_str());
        fire(m_timers.size() - 1); // row 7: TCP connects, then silence
        QVERIFY(reaches(link, LinkState::waiting));
        QCOMPARE(link.problem()->fault, LinkFault::timed_out);
        sshd.signal_all(SIGCONT);
        fire(m_timers.size() - 1);
        QVERIFY(reaches(link, LinkState::up));
    }

    void row_13_a_short_silence_is_survived()
    {
        Sshd sshd;
        Link link(sshd.host(), options({.connect = 10s, .alive_interval = 2s, .alive_count = 3}));
        link.open(Contact::silent);
        QVERIFY(reaches(link, LinkState::up));
        sshd.signal_all(SIGSTOP);
        const auto asked = link.run({.argv = {"echo", "there"}});
        QTest::qWait(3000);
        QCOMPARE(link.state(), LinkState::up);
        sshd.signal_all(SIGCONT);
        QCOMPARE(result_of(asked)->out, "there\n");
    }

    void row_15_ssh_itself_killed()
    {
        Sshd sshd;
        Link link(sshd.host(), options());
        link.open(Contact::silent);
        QVERIFY(reaches(link, LinkState::up));
        ::kill(static_cast<pid_t>(link.shell()->process_id()), SIGKILL);
        QVERIFY(reaches(link, LinkState::waiting));
        fire(m_timers.size() - 1);
        QVERIFY(reaches(link, LinkState::up));
    }

    void row_17_sleep_is_followed_by_an_attempt_at_once()
    {
        Sshd sshd;
        Link link(sshd.host(), options());
        link.open(Contact::silent);
        QVERIFY(reaches(link, LinkState::up));
        const auto watch = [&] { fire(m_timers.size() - 1); };
        watch(); // nothing slept
        QCOMPARE(link.state(), LinkState::up);
        m_slept += 2h;
        watch(); // the line is alive: kept
        QTest::qWait(300);
        QCOMPARE(link.state(), LinkState::up);
        sshd.signal_all(SIGSTOP);
        m_slept += 2h;
        watch();
        QVERIFY(reaches(link, LinkState::connecting, 5000));
        sshd.signal_all(SIGCONT);
        QVERIFY(reaches(link, LinkState::up));
    }

    void row_02_changed_host_key_is_refused_with_file_and_line()
    {
        Sshd sshd;
        sshd.change_host_key();
        Link link(sshd.host(), options());
        link.open(Contact::silent);
        QVERIFY(settles(link));
        QCOMPARE(link.state(), LinkState::refused);
        QCOMPARE(link.problem()->fault, LinkFault::host_key_changed);
        QVERIFY2(link.problem()->text.contains("known_hosts:1)"), link.problem()->text.c_str());
        QCOMPARE(m_timers.size(), std::size_t{1}); // only the one that looks for sleep: no loop
    }

    void refused_until_the_user_acts_data()
    {
        QTest::addColumn<QByteArray>("server");
        QTest::addColumn<QString>("remove");
        QTest::addColumn<int>("fault");
        const auto row = [](const char* name, const char* server, const char* remove, LinkFault fault) {
            QTest::newRow(name) << QByteArray(server) << QString(remove) << static_cast<int>(fault);
        };
        row("row 01: unknown host key", "", "known_hosts", LinkFault::host_key_unknown);
        row("row 03: key refused", "", "authorized_keys", LinkFault::login_refused);
        row("row 09: sftp only", "ForceCommand internal-sftp\n", "", LinkFault::no_shell);
        row("row 09: no login", "ForceCommand echo 'This account is currently not available.'; exit 1\n", "",
            LinkFault::no_shell);
    }
    void refused_until_the_user_acts()
    {
        QFETCH(QByteArray, server);
        QFETCH(QString, remove);
        QFETCH(int, fault);
        Sshd sshd(server);
        if (!remove.isEmpty()) QFile::remove(sshd.path(remove));
        Link link(sshd.host(), options());
        link.open(Contact::silent);
        QVERIFY(settles(link));
        QCOMPARE(link.state(), LinkState::refused);
        QVERIFY2(static_cast<int>(link.problem()->fault) == fault, link.problem()->text.c_str());
        QVERIFY(link.problem()->text.contains("lab"));
        QCOMPARE(m_timers.size(), std::size_t{1});
    }

    void servers_that_are_odd_but_usable_data()
    {
        QTest::addColumn<QByteArray>("server");
        QTest::newRow("row 10: noisy log-in")
            << QByteArray("ForceCommand echo Welcome; printf '\\n@'; echo motd >&2; eval \"$SSH_ORIGINAL_COMMAND\"\n");
        QTest::newRow("row 10: slow log-in") << QByteArray("ForceCommand sleep 3; eval \"$SSH_ORIGINAL_COMMAND\"\n");
        QTest::newRow("row 10: banner") << QByteArray("Banner /etc/passwd\n");
        QTest::newRow("row 11: one session, no forwarding") << QByteArray("MaxSessions 1\nDisableForwarding yes\n");
    }
    void servers_that_are_odd_but_usable()
    {
        QFETCH(QByteArray, server);
        Sshd sshd(server);
        Link link(sshd.host(), options());
        link.open(Contact::silent);
        QVERIFY(settles(link));
        QVERIFY2(link.state() == LinkState::up, link.problem() ? link.problem()->details.c_str() : "");
        const auto got = result_of(link.run({.argv = {}, .script = "echo out; echo err >&2"}));
        QCOMPARE(got->out, "out\n");
        QCOMPARE(got->err, "err\n");
    }

    void row_06_three_messages()
    {
        struct Case {
            Host host;
            LinkFault fault;
        };
        for (const auto& [host, fault] : {Case{at("127.0.0.1", free_port()), LinkFault::port_refused},
                                          Case{at("no-such-host.invalid", 22), LinkFault::name_unknown}}) {
            Link link(host, options());
            link.open(Contact::silent);
            QVERIFY(settles(link));
            QCOMPARE(link.state(), LinkState::waiting);
            QVERIFY2(link.problem()->fault == fault, link.problem()->text.c_str());
        }
        ShellEnding no_route{.exit_code = 255, .errors = "ssh: connect to host 10.0.0.1 port 22: No route to host\r\n"};
        QCOMPARE(problem_of(no_route, "gpu").fault, LinkFault::no_route);
    }

    void row_08_a_jump_host_is_named()
    {
        Sshd bastion, target;
        const auto config = target.path("ssh_config");
        write_text(config, text_of(config) + "  ProxyJump jump\n" +
                               text_of(bastion.path("ssh_config")).replace("Host lab", "Host jump"));
        Link link(target.host(), options());
        link.open(Contact::silent);
        QVERIFY(settles(link));
        QVERIFY2(link.state() == LinkState::up, link.problem() ? link.problem()->details.c_str() : "");
        target.stop();
        QVERIFY(reaches(link, LinkState::waiting));
        link.open(Contact::silent);
        QVERIFY(settles(link));
        QVERIFY2(link.problem()->text.contains("open failed"), link.problem()->text.c_str());
        bastion.stop();
        link.open(Contact::silent);
        QVERIFY(settles(link));
        QVERIFY2(link.problem()->text.contains("127.0.0.1 port " + std::to_string(bastion.port())),
                 link.problem()->text.c_str());
        target.start();
        bastion.change_host_key();
        link.open(Contact::silent);
        QVERIFY(settles(link));
        QCOMPARE(link.problem()->fault, LinkFault::host_key_changed);
        QCOMPARE(link.state(), LinkState::refused);
    }

    void row_40_a_name_is_never_an_option()
    {
        QTemporaryDir folder;
        const auto pwned = folder.filePath("pwned");
        Link link(at("-oProxyCommand=touch " + pwned.toStdString(), 22), options());
        link.open(Contact::silent);
        QVERIFY(settles(link));
        QCOMPARE(link.state(), LinkState::refused);
        QVERIFY(!QFile::exists(pwned));
    }

    void closed_by_who_hears_of_a_change()
    {
        Sshd sshd;
        for (const auto state : {LinkState::connecting, LinkState::up}) {
            Link link(sshd.host(), options());
            connect(&link, &Link::changed, &link, [&] {
                if (link.state() == state) link.close();
            });
            link.open(Contact::silent);
            QVERIFY(reaches(link, LinkState::offline));
        }
    }

    void destroyed_in_every_state()
    {
        Sshd sshd;
        for (const int wait : {0, 20, 150, 600}) {
            auto link = std::make_unique<Link>(sshd.host(), options());
            link->open(Contact::silent);
            QTest::qWait(wait);
            const auto late = link->run({.argv = {"sleep", "5"}});
            link.reset();
            QVERIFY(!result_of(late));
            for (const auto& timer : m_timers) timer.what(); // a late timer finds nobody
        }
    }
};

QTEST_GUILESS_MAIN(TestLink)
#include "test_link.moc"
