// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/quote.h"
#include "kneepoint/hosts/shell.h"

#include "lab.h"

#include <QSignalSpy>
#include <QThread>

#include <memory>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::tests;

/// Every case runs in an sh of this computer and in one behind a real ssh.
class TestShell : public QObject {
    Q_OBJECT

    std::unique_ptr<Sshd> m_sshd;
    std::unique_ptr<Shell> m_local, m_remote;

    static void both_hosts()
    {
        QTest::addColumn<int>("unused");
        QTest::newRow("this computer") << 0;
        QTest::newRow("ssh") << 0;
    }
    Shell& shell() const { return is_remote() ? *m_remote : *m_local; }
    static bool is_remote() { return QByteArrayView(QTest::currentDataTag()) == "ssh"; }

    static std::unique_ptr<Shell> started(const Host& host)
    {
        auto shell = std::make_unique<Shell>(host.name, launch(host), host.prepare);
        shell->start();
        return QTest::qWaitFor([&] { return shell->is_ready(); }, 20000) ? std::move(shell) : nullptr;
    }
    static Output output(Shell& shell, Command command)
    {
        const auto result = result_of(shell.run(std::move(command)));
        if (!result) qFatal("%s", to_string(result.error()).c_str());
        return *result;
    }

private slots:
    void initTestCase()
    {
        m_local = started({.name = "here", .where = ThisComputer{}, .prepare = {}});
        QVERIFY(m_local);
        if (!QFile::exists(sshd_program)) return;
        m_sshd = std::make_unique<Sshd>();
        m_remote = started(m_sshd->host());
        QVERIFY2(m_remote, m_sshd->log().constData());
    }
    void cleanupTestCase()
    {
        m_local.reset();
        m_remote.reset();
        m_sshd.reset();
    }
    void init()
    {
        if (is_remote()) KNEEPOINT_NEEDS_SSHD();
    }

    void tells_status_and_both_outputs_apart_data() { both_hosts(); }
    void tells_status_and_both_outputs_apart()
    {
        const auto got = output(shell(), {.argv = {"a b"}, .script = R"(printf %s "$1"; echo no >&2; exit 7)"});
        QCOMPARE(got.status, 7);
        QCOMPARE(got.out, "a b");
        QCOMPARE(got.err, "no\n");
    }

    void a_command_cannot_harm_the_next_data() { both_hosts(); }
    void a_command_cannot_harm_the_next()
    {
        for (const char* script :
             {"exit 3", "cd /; set -e; false", "exec true", "if", "kill -s KILL $(exec sh -c 'echo $PPID')",
              "exec <&-; exec >&-", "cat", "read -r line; read -r line", "set -f; kp_token=x"}) {
            output(shell(), {.argv = {}, .script = script});
            QCOMPARE(output(shell(), {.argv = {"echo", "still here"}}).out, "still here\n");
        }
    }

    void statuses_of_sh_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<int>("status");
        QTest::newRow("255") << "exit 255" << 255;
        QTest::newRow("not found") << "no-such-program-kneepoint" << 127;
        QTest::newRow("killed") << "sh -c 'kill -s KILL $$'" << 137;
    }
    void statuses_of_sh()
    {
        QFETCH(QString, script);
        QFETCH(int, status);
        for (auto* one : {m_local.get(), m_remote.get()})
            if (one) QCOMPARE(output(*one, {.argv = {}, .script = script.toStdString()}).status, status);
    }

    void all_bytes_come_back_data() { both_hosts(); }
    void all_bytes_come_back()
    {
        std::string bytes;
        for (int round = 0; round < 300; ++round)
            for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>((byte * 7 + round) % 256);
        bytes += "\n@";
        QVERIFY(output(shell(), {.argv = {"cat"}, .input = bytes}).out == bytes);
        const auto on_both = output(shell(), {.argv = {}, .script = "tee /dev/stderr", .input = bytes});
        QVERIFY(on_both.out == bytes);
        QVERIFY(on_both.err == bytes);
    }

    void unread_input_is_never_run_data() { both_hosts(); }
    void unread_input_is_never_run()
    {
        QTemporaryDir folder;
        std::string input;
        for (int i = 0; i < 20000; ++i) input += "touch " + folder.filePath("pwned").toStdString() + "\n";
        QCOMPARE(output(shell(), {.argv = {"false"}, .input = input}).status, 1);
        // Even when what counts the input dies half-way, the rest is no command.
        output(shell(), {.argv = {},
                         .script = "kill -s KILL $(cd /proc && grep -ls \"^head\" $(grep -ls \"^PPid:.$PPID$\" "
                                   "[0-9]*/status | sed s/status/comm/) | cut -d/ -f1); exec <&-",
                         .input = input});
        QCOMPARE(output(shell(), {.argv = {"echo", "on"}}).out, "on\n");
        // A rest without a line end does not swallow the next command.
        output(shell(), {.argv = {},
                         .script = "kill -s KILL $(cd /proc && grep -ls \"^head\" $(grep -ls \"^PPid:.$PPID$\" "
                                   "[0-9]*/status | sed s/status/comm/) | cut -d/ -f1); exec <&-",
                         .input = input + "no line end"});
        QCOMPARE(output(shell(), {.argv = {"echo", "still on"}}).out, "still on\n");
        QVERIFY(!QFile::exists(folder.filePath("pwned")));
    }

    void row_40_hostile_strings_arrive_as_they_are_data() { both_hosts(); }
    void row_40_hostile_strings_arrive_as_they_are()
    {
        const std::vector<std::string> pieces{"'",
                                              "\"",
                                              "\\",
                                              "$(touch pwned)",
                                              "`touch pwned`",
                                              "\n",
                                              ";",
                                              "&",
                                              "|",
                                              "-",
                                              "--",
                                              " ",
                                              "*",
                                              "~",
                                              "!",
                                              "#",
                                              "\r",
                                              "\t",
                                              "{a,b}",
                                              "$HOME",
                                              "\x81",
                                              "\x88",
                                              "\xff",
                                              "\x01",
                                              "\xc3\xa4",
                                              "@",
                                              "'\\''",
                                              "<(id)",
                                              ">",
                                              "EOF",
                                              "%s",
                                              "=",
                                              "\x7f",
                                              ""};
        std::vector<std::string> strings;
        for (const auto& one : pieces)
            for (const auto& other : pieces) strings.push_back(one + other + one);
        for (int byte = 1; byte < 256; ++byte) strings.push_back(std::string(3, static_cast<char>(byte)));
        while (strings.size() < 1500) strings.push_back(strings[strings.size() % 97] + strings[strings.size() % 89]);
        QTemporaryDir folder;
        for (std::size_t at = 0; at < strings.size(); at += 300) {
            const std::vector part(strings.begin() + static_cast<long>(at),
                                   strings.begin() + static_cast<long>(std::min(at + 300, strings.size())));
            std::string expected;
            for (const auto& text : part) expected += text + '\0';
            auto argv = part;
            argv.insert(argv.begin(), {"printf", "%s\\0"});
            QVERIFY(output(shell(), {.argv = argv, .folder = folder.path().toStdString()}).out == expected);
            QVERIFY(output(shell(), {.argv = part, .script = "for a; do printf '%s\\0' \"$a\"; done"}).out == expected);
        }
        for (const auto& text : pieces)
            QVERIFY(output(shell(), {.argv = {"printenv", "VALUE"}, .environment = {{"VALUE", text}}}).out ==
                    text + "\n");
        QVERIFY(QDir(folder.path()).isEmpty());
    }

    void refused_before_anything_runs_data()
    {
        QTest::addColumn<QByteArray>("program");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << QByteArray("A");
        QTest::newRow("empty") << QByteArray() << QByteArray("A");
        QTest::newRow("option") << QByteArray("-x") << QByteArray("A");
        QTest::newRow("name with code") << QByteArray("true") << QByteArray("A=1;touch x");
        QTest::newRow("name with digit") << QByteArray("true") << QByteArray("1A");
    }
    void refused_before_anything_runs()
    {
        QFETCH(QByteArray, program);
        QFETCH(QByteArray, name);
        const auto got =
            result_of(m_local->run({.argv = {program.toStdString()}, .environment = {{name.toStdString(), "v"}}}));
        QVERIFY(!got);
        QCOMPARE(got.error().kind, ErrorKind::invalid);
    }

    void row_39_a_secret_is_in_no_process_list_data() { both_hosts(); }
    void row_39_a_secret_is_in_no_process_list()
    {
        const auto got =
            output(shell(), {.argv = {},
                             .script = "grep -al 'canary-f8[1]d' /proc/[0-9]*/cmdline; printf %s \"$TOKEN\"",
                             .environment = {{"TOKEN", "canary-" + std::string("f81d")}}});
        QVERIFY2(got.out == "canary-f81d", got.out.c_str());
    }

    void a_late_command_is_ended_on_the_host_data() { both_hosts(); }
    void a_late_command_is_ended_on_the_host()
    {
        QTemporaryDir folder;
        const auto pids = folder.filePath("pids");
        const auto late =
            shell().run({.argv = {pids.toStdString()},
                         .script = "trap '' TERM; sh -c 'echo $$ >\"$1\"; exec sleep 300' x \"$1\"; sleep 300",
                         .timeout = std::chrono::milliseconds(300)});
        const auto got = result_of(late);
        QVERIFY(!got);
        QCOMPARE(got.error().kind, ErrorKind::io);
        QVERIFY(got.error().text.starts_with("The command took too long"));
        QCOMPARE(output(shell(), {.argv = {"echo", "next"}}).out, "next\n");
        QVERIFY(is_dead(text_of(pids).trimmed().toInt()));
    }

    void a_stopped_command_is_ended_on_the_host_data() { both_hosts(); }
    void a_stopped_command_is_ended_on_the_host()
    {
        std::stop_source stop;
        const auto stopped = shell().run({.argv = {"sleep", "300"}, .stop = stop.get_token()});
        const auto waiting = shell().run({.argv = {"echo", "never"}, .stop = stop.get_token()});
        const auto after = shell().run({.argv = {"echo", "after"}});
        QTest::qWait(50);
        std::unique_ptr<QThread> other(QThread::create([&] { stop.request_stop(); }));
        other->start();
        QCOMPARE(result_of(stopped).error().kind, ErrorKind::cancelled);
        QCOMPARE(result_of(waiting).error().kind, ErrorKind::cancelled);
        QCOMPARE(result_of(after)->out, "after\n");
        other->wait();
    }

    void too_much_output_ends_the_command_data() { both_hosts(); }
    void too_much_output_ends_the_command()
    {
        const auto got = result_of(shell().run({.argv = {"yes"}, .output_limit = 100000}));
        QVERIFY(!got);
        QCOMPARE(got.error().kind, ErrorKind::too_large);
        QCOMPARE(output(shell(), {.argv = {"echo", "on"}}).out, "on\n");
    }

    void noise_before_the_first_mark_is_no_output()
    {
        auto noisy =
            started({.name = "noisy",
                     .where = ThisComputer{},
                     .prepare = "echo Welcome; echo motd >&2; set -eu; NOISY=yes; export NOISY; printf '\n@'"});
        QVERIFY(noisy);
        const auto got = output(*noisy, {.argv = {}, .script = "echo $NOISY; false; echo on"});
        QCOMPARE(got.out, "yes\non\n");
        QCOMPARE(got.err, "");
    }

    void the_end_of_the_process_answers_all()
    {
        auto one = started({.name = "here", .where = ThisComputer{}, .prepare = {}});
        QVERIFY(one);
        QSignalSpy ended(one.get(), &Shell::ended);
        const auto first = one->run({.argv = {"sleep", "30"}});
        const auto second = one->run({.argv = {"true"}});
        QTest::qWait(50);
        const auto pid = static_cast<pid_t>(one->process_id());
        const auto below = descendants(pid);
        ::kill(pid, SIGKILL);
        QCOMPARE(result_of(first).error().kind, ErrorKind::io);
        QCOMPARE(result_of(second).error().kind, ErrorKind::io);
        QCOMPARE(ended.count(), 1);
        QVERIFY(!result_of(one->run({.argv = {"true"}})));
        for (const auto child : below) ::kill(child, SIGKILL);
    }

    void closing_is_no_loss()
    {
        auto one = started({.name = "here", .where = ThisComputer{}, .prepare = {}});
        QSignalSpy ended(one.get(), &Shell::ended);
        one->close();
        QVERIFY(ended.wait());
        QVERIFY(ended.front().front().value<ShellEnding>().wanted);
    }

    void words_are_quoted_once()
    {
        QCOMPARE(quoted("it's"), "'it'\\''s'");
        QCOMPARE(quoted(""), "''");
        QCOMPARE(quoted(std::vector<std::string>{"a b", "$(x)"}), "'a b' '$(x)'");
    }
};

QTEST_GUILESS_MAIN(TestShell)
#include "test_shell.moc"
