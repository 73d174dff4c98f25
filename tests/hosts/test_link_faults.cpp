// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/files.h"
#include "kneepoint/hosts/link.h"

#include "lab.h"
#include "proxy.h"

#include <QSignalSpy>

#include <memory>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::tests;
using namespace std::chrono_literals;
using Seconds = std::chrono::duration<double>;

/// Lines that break, with the link's own times. Row numbers are those of the table of faults.
class TestLinkFaults : public QObject {
    Q_OBJECT

    std::unique_ptr<Sshd> m_sshd;
    std::unique_ptr<Proxy> m_proxy;

    std::unique_ptr<Link> opened(const Patience& patience = {}) const
    {
        auto link = std::make_unique<Link>(m_proxy->through(m_sshd->host()), Link::Options{.patience = patience});
        link->open(Contact::silent);
        return reaches(*link, LinkState::up) ? std::move(link) : nullptr;
    }
    static bool reaches(const Link& link, LinkState state, std::chrono::milliseconds limit = 40s)
    {
        return QTest::qWaitFor([&] { return link.state() == state; }, static_cast<int>(limit.count()));
    }
    static qint64 ssh_of(const Link& link) { return link.shell()->process_id(); }

private slots:
    void init()
    {
        KNEEPOINT_NEEDS_SSHD();
        m_sshd = std::make_unique<Sshd>();
        m_proxy = std::make_unique<Proxy>(m_sshd->port());
    }
    void cleanup()
    {
        m_proxy.reset();
        m_sshd.reset();
    }

    void row_07_silence_at_connect_ends_in_time_and_is_tried_again()
    {
        m_proxy->pause();
        Link link(m_proxy->through(m_sshd->host()), Link::Options{.patience = {.connect = 2s}});
        QElapsedTimer clock;
        clock.start();
        link.open(Contact::silent);
        QVERIFY(reaches(link, LinkState::waiting));
        QVERIFY2(clock.elapsed() >= 1900 && clock.elapsed() < 30000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(link.problem()->fault, LinkFault::timed_out);
        m_proxy->resume();
        QVERIFY(reaches(link, LinkState::up)); // by itself
    }

    void row_06_a_reset_at_connect_is_told_and_tried_again()
    {
        m_proxy->refuse();
        Link link(m_proxy->through(m_sshd->host()), Link::Options{});
        link.open(Contact::silent);
        QVERIFY(reaches(link, LinkState::waiting, 9s)); // sooner than ConnectTimeout
        QCOMPARE(link.problem()->fault, LinkFault::port_refused);
        m_proxy->accept();
        QVERIFY(reaches(link, LinkState::up));
    }

    void row_12_a_reset_loses_and_repeats_nothing_of_a_log()
    {
        QTemporaryDir folder;
        const auto log = folder.filePath("log");
        QProcess writer; // what runs there knows nothing of the line
        writer.start(
            "sh",
            {"-c", "i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo \"line $i\"; sleep 0.01; done >\"$1\"", "sh", log});
        auto link = opened();
        QVERIFY(link);
        std::string got;
        // Each cut is followed by one wait of a second, within a fifth, and by one attempt that succeeds: with a log-in
        // in less than a second the line is back within two.
        std::vector<Seconds> waits;
        int attempts = 0;
        connect(link.get(), &Link::changed, this, [&, link = link.get()] {
            if (link->state() == LinkState::waiting) waits.push_back(*link->next_try() - *link->lost_since());
            if (link->state() == LinkState::connecting) ++attempts;
        });
        for (int cuts = 0; writer.state() == QProcess::Running || got.size() < std::size_t(QFileInfo(log).size());) {
            if (cuts < 3 && got.size() > std::size_t(cuts + 1) * 500) {
                ++cuts;
                m_proxy->reset();
            }
            if (auto* shell = link->shell())
                if (const auto more = QCoro::waitFor(read_range(shell, log.toStdString(), got.size(), 300)))
                    got += *more;
            QTest::qWait(10);
            writer.waitForFinished(1);
        }
        std::string expected;
        for (int i = 1; i <= 400; ++i) expected += "line " + std::to_string(i) + "\n";
        QVERIFY(got == expected);
        QCOMPARE(waits.size(), std::size_t{3});
        for (const auto wait : waits) QVERIFY2(wait <= 1.25s, qPrintable(QString::number(wait.count())));
        QCOMPARE(attempts, 3);
    }

    void row_12_a_line_that_is_hung_up_comes_back()
    {
        auto link = opened();
        QVERIFY(link);
        const auto running = link->run({.argv = {"sleep", "30"}});
        m_proxy->hang_up();
        QVERIFY(reaches(*link, LinkState::waiting));
        QCOMPARE(result_of(running).error().kind, ErrorKind::io);
        QCOMPARE(link->problem()->fault, LinkFault::dropped);
        QVERIFY2(link->problem()->text.contains("what runs there goes on"), link->problem()->text.c_str());
        QVERIFY(reaches(*link, LinkState::up));
    }

    void row_13_eight_seconds_of_silence_leave_no_trace()
    {
        auto link = opened();
        QVERIFY(link);
        QSignalSpy changed(link.get(), &Link::changed);
        const auto before = ssh_of(*link);
        m_proxy->pause();
        const auto asked = link->run({.argv = {"echo", "there"}});
        QTest::qWait(8000);
        m_proxy->resume();
        QCOMPARE(result_of(asked)->out, "there\n");
        QCOMPARE(ssh_of(*link), before);
        QCOMPARE(changed.count(), 0);
    }

    void row_14_a_black_hole_is_noticed_after_15_to_20_seconds()
    {
        auto link = opened();
        QVERIFY(link);
        m_proxy->pause();
        QElapsedTimer clock;
        clock.start();
        QVERIFY(reaches(*link, LinkState::waiting));
        QVERIFY2(clock.elapsed() > 13'000 && clock.elapsed() < 60'000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(link->problem()->fault, LinkFault::dropped);
        QVERIFY(link->lost_since().has_value());
    }

    void row_17_a_nap_of_nine_seconds_is_survived()
    {
        auto link = opened();
        QVERIFY(link);
        const auto ssh = static_cast<pid_t>(ssh_of(*link));
        const auto asked = link->run({.argv = {}, .script = "sleep 1; echo awake"});
        ::kill(ssh, SIGSTOP);
        QTest::qWait(9000);
        ::kill(ssh, SIGCONT);
        QCOMPARE(result_of(asked)->out, "awake\n");
        QCOMPARE(ssh_of(*link), qint64{ssh});
    }

    void row_03_an_empty_agent_is_refused_once()
    {
        auto config = text_of(m_sshd->path("ssh_config"));
        const auto identity = config.indexOf("  IdentityFile");
        config.remove(identity, config.indexOf('\n', identity) + 1 - identity);
        write_text(m_sshd->path("ssh_config"), config + "  IdentityFile none\n");
        Link link(m_sshd->host(), Link::Options{});
        link.open(Contact::silent);
        QVERIFY(reaches(link, LinkState::refused));
        QCOMPARE(link.problem()->fault, LinkFault::login_refused);
        const auto tries = m_sshd->log().count("Connection from");
        QTest::qWait(2500); // longer than the first wait would be
        QCOMPARE(m_sshd->log().count("Connection from"), tries);
    }

    void stopping_without_a_second_log_in_is_said()
    {
        auto link = opened();
        QVERIFY(link);
        QFile::remove(m_sshd->path("authorized_keys"));
        std::stop_source stop;
        // A command that ends by itself soon keeps the line.
        const auto soon = link->run({.argv = {"sleep", "2"}, .stop = stop.get_token()});
        const auto next = link->run({.argv = {"echo", "next"}});
        QTest::qWait(200);
        stop.request_stop();
        QCOMPARE(result_of(soon).error().kind, ErrorKind::cancelled);
        QCOMPARE(result_of(next)->out, "next\n");
        QCOMPARE(link->state(), LinkState::up);
        // One that does not costs it, and the text says why.
        const auto never = link->run({.argv = {"sleep", "300"}, .timeout = 200ms});
        QCOMPARE(result_of(never).error().kind, ErrorKind::io);
        QVERIFY(QTest::qWaitFor([&] { return link->state() != LinkState::up; }, 20'000));
        QVERIFY2(link->problem()->text.contains("did not end when it was told to (that needs a second log-in"),
                 link->problem()->text.c_str());
    }

    void row_37_a_host_that_floods_is_stopped()
    {
        // The host's own programs are not what they seem: what is asked for is ten bytes.
        QTemporaryDir folder;
        QDir(folder.path()).mkdir("bin");
        write_text(folder.filePath("bin/head"), "#!/bin/sh\nexec yes\n");
        QFile::setPermissions(folder.filePath("bin/head"), QFile::ReadOwner | QFile::ExeOwner);
        Link link({.name = "flood",
                   .where = ThisComputer{},
                   .prepare = "PATH='" + folder.filePath("bin").toStdString() + "':$PATH; export PATH"},
                  Link::Options{});
        link.open(Contact::silent);
        QVERIFY(reaches(link, LinkState::up));
        write_text(folder.filePath("file"), "0123456789");
        const RemoteFile file{
            .path = folder.filePath("file").toStdString(), .size = 10, .sha256 = std::string(64, 'a')};
        const auto to = folder.filePath("here/copy").toStdString();
        const auto got = QCoro::waitFor(download(link.shell(), file, to));
        QVERIFY(!got);
        QCOMPARE(got.error().kind, ErrorKind::too_large);
        QVERIFY(!std::filesystem::exists(to));
        for (const auto& left : std::filesystem::directory_iterator(folder.filePath("here").toStdString()))
            QVERIFY(left.file_size() <= 10);
        QCOMPARE(result_of(link.run({.argv = {"echo", "on"}}))->out, "on\n");
    }
};

QTEST_GUILESS_MAIN(TestLinkFaults)
#include "test_link_faults.moc"
