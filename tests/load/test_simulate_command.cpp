// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_raw_client.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <csignal>

using kneepoint::tests::RawClient;

class SimulateCommandTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_program = qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM");
        if (m_program.isEmpty()) QSKIP("KNEEPOINT_LOAD_PROGRAM does not name the built program");
    }

    void serves_until_it_is_ended_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGINT") << SIGINT;
    }

    void serves_until_it_is_ended()
    {
        QFETCH(int, signal);
        QProcess process;
        process.start(m_program, {"simulate", "--port", "0", "--like", "h200-8b-fp8", "--model", "mine"});
        QVERIFY(process.waitForReadyRead(30'000));
        const QString line = process.readLine();
        const auto match = QRegularExpression("^listening http://127\\.0\\.0\\.1:(\\d+)\n$").match(line);
        QVERIFY2(match.hasMatch(), qPrintable(line));
        RawClient client(match.captured(1).toUShort());
        QVERIFY(client.get("/v1/models").body.contains("\"mine\""));
        ::kill(pid_t(process.processId()), signal);
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(process.readAllStandardOutput().isEmpty());
    }

    void exact_times_and_faults()
    {
        QProcess process;
        process.start(m_program, {"simulate", "--ttft-ms", "1", "--itl-ms", "0.5", "--fault", "429=1"});
        QVERIFY(process.waitForReadyRead(30'000));
        RawClient client(QString(process.readLine()).trimmed().section(':', -1).toUShort());
        QCOMPARE(client.post("/v1/completions", R"({"prompt":"a"})").status, 429);
        QCOMPARE(client.post("/v1/completions", R"({"prompt":"a"})", "X-Kneepoint-Fault: none\r\n").status, 200);
        process.terminate();
        QVERIFY(process.waitForFinished(30'000));
    }

    void wrong_usage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exit_code");
        QTest::addColumn<QString>("says");
        QTest::newRow("preset") << QStringList{"--like", "tpu"} << 2 << "l40s-8b-bf16";
        QTest::newRow("fault") << QStringList{"--fault", "boom=1"} << 2 << "is no fault";
        QTest::newRow("share") << QStringList{"--fault", "cut=7"} << 2 << "between 0 and 1";
        QTest::newRow("negative time") << QStringList{"--ttft-ms", "-1"} << 2 << "ttft-ms";
        QTest::newRow("port") << QStringList{"--port", "99999"} << 2 << "port";
        QTest::newRow("host") << QStringList{"--host", "nowhere"} << 2 << "numeric";
        QTest::newRow("address of another machine") << QStringList{"--host", "192.0.2.1"} << 3 << "192.0.2.1";
        QTest::newRow("key") << QStringList{"--api-key-env", "KNEEPOINT_NO_SUCH_VARIABLE"} << 2 << "is not set";
    }

    void wrong_usage()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exit_code);
        QFETCH(QString, says);
        QProcess process;
        process.start(m_program, QStringList{"simulate"} + arguments);
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitCode(), exit_code);
        const QString said = process.readAllStandardError();
        QVERIFY2(said.contains(says), qPrintable(said));
        QVERIFY(process.readAllStandardOutput().isEmpty());
    }

private:
    QString m_program;
};

QTEST_GUILESS_MAIN(SimulateCommandTest)
#include "test_simulate_command.moc"
