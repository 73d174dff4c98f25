// SPDX-License-Identifier: GPL-3.0-or-later
#include "load_support.h"
#include "program_support.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <csignal>
#include <unistd.h>

using namespace kneepoint::load;
using namespace kneepoint::tests;

namespace {

Ran run(const QStringList& arguments, const QProcessEnvironment& variables = environment())
{
    return run_program(arguments, variables);
}

QStringList command(const std::string& url, const QString& folder, const QStringList& more = {})
{
    return run_arguments(url, folder, more);
}

QJsonObject run_json(const QString& folder)
{
    QFile file(folder + "/run.json");
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

/// Until its first level has ended and the second goes on.
void run_into_second_level(QProcess& program, const QStringList& arguments)
{
    program.setProcessEnvironment(environment());
    program.start(qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM"), arguments);
    QByteArray out;
    QElapsedTimer clock;
    clock.start();
    while (out.count("level_begins") < 2 && clock.elapsed() < 60'000) {
        program.waitForReadyRead(1000);
        out += program.readAllStandardOutput();
    }
}

} // namespace

class TestRunCommand : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        if (!QFile::exists(qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM"))) QSKIP("kneepoint-load is not built.");
    }

    void measures_and_tells_as_json_lines()
    {
        const QTemporaryDir dir;
        const auto server = exact_server(2, 1);
        const Ran ran = run(command(server->url(), dir.filePath("r"),
                                    {"--streams", "1,2", "--max-seconds", "1", "--progress", "jsonl"}));
        QVERIFY2(ran.exit == 0, qPrintable(ran.err));
        QCOMPARE(ran.err, QString());
        QStringList events;
        int progress = 0;
        for (const QString& line : ran.out.split('\n', Qt::SkipEmptyParts)) {
            const auto json = QJsonDocument::fromJson(line.toUtf8()).object();
            QVERIFY2(!json.isEmpty(), qPrintable(line));
            json["event"] == "progress" ? void(++progress) : void(events << json["event"].toString());
        }
        QCOMPARE(events, (QStringList{"plan", "level_begins", "level_ended", "level_begins", "level_ended"}));
        QVERIFY(progress >= 2);
        QVERIFY(progress <= 2 * 6); // 4 a second, and the ends of the levels
    }

    void mistakes_are_told_before_any_load_data()
    {
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QString>("said");
        const QStringList end{"--streams", "1", "--max-requests", "2"};
        QTest::newRow("no end") << QStringList{"--streams", "1"} << 2 << "needs an end";
        QTest::newRow("unknown model") << end + QStringList{"--model", "other"} << 3 << "It serves: simulated";
        QTest::newRow("token ids for chat")
            << end + QStringList{"--api", "chat", "--prompt", "token-ids"} << 2 << "--prompt text";
        QTest::newRow("key as a header") << end + QStringList{"--header", "Authorization: Bearer x"} << 2
                                         << "KNEEPOINT_API_KEY";
        QTest::newRow("two headers after one flag") // the second would stand in run.json
            << end + QStringList{"--header", "A: 1", "X-Key: secret"} << 2 << "not expected";
        QTest::newRow("header with a line feed") << end + QStringList{"--header", "X: a\r\nY: b"} << 2 << "Name: value";
        QTest::newRow("body") << end + QStringList{"--body", "[1]"} << 2 << "JSON object";
        QTest::newRow("no such file") << end + QStringList{"--dataset", "/no/such/file"} << 3 << "/no/such/file";
        QTest::newRow("no level") << QStringList{"--list", "1,constant", "--max-seconds", "1"} << 2
                                  << "\"constant\" is no";
        QTest::newRow("no objective") << QStringList{"--slo", "ttft", "--max-seconds", "1"} << 2 << "ttft:p95<=200ms";
        QTest::newRow("objective of another profile")
            << QStringList{"--slo", "ttft:p95<=1s", "--profile", "sweep", "--max-seconds", "1"} << 2 << "Leave out";
        QTest::newRow("ramp without a time")
            << QStringList{"--profile", "ramp", "--rates", "1,9", "--max-requests", "5"} << 2 << "--max-seconds";
        QTest::newRow("ramp for GuideLLM")
            << QStringList{"--profile", "ramp", "--rates", "1,9", "--max-seconds", "1", "--format", "guidellm"} << 2
            << "no ramps";
        QTest::newRow("falling ramp") << QStringList{"--profile", "ramp", "--rates", "9,1", "--max-seconds", "1"} << 2
                                      << "--rates 1,20";
        QTest::newRow("streams of a sweep") << QStringList{"--profile", "sweep", "--streams", "4", "--max-seconds", "1"}
                                            << 2 << "--streams has no effect with the profile sweep";
        QTest::newRow("rates of streams") << end + QStringList{"--rates", "2"} << 2 << "constant, poisson, gamma, ramp";
        QTest::newRow("levels of streams") << end + QStringList{"--levels", "5"} << 2 << "--levels has no effect";
        QTest::newRow("largest concurrency of rates")
            << QStringList{"--profile", "poisson", "--rates", "2", "--max-seconds", "1", "--max-concurrency", "4"} << 2
            << "--max-concurrency has no effect";
        QTest::newRow("drain without a time") << end + QStringList{"--drain-s", "2"} << 2 << "without --max-seconds";
        QTest::newRow("prefixes without tokens") << end + QStringList{"--prefixes", "2"} << 2 << "--prefix-tokens";
        QTest::newRow("authorities without TLS") << end + QStringList{"--ca-file", "x.pem"} << 2 << "not https";
        QTest::newRow("no TTFT without a stream")
            << QStringList{"--slo", "ttft:p95<=1s", "--no-stream", "--max-seconds", "1"} << 2 << "no TTFT";
        QTest::newRow("longer than the model takes")
            << end + QStringList{"--prefix-tokens", "9000000"} << 2 << "(max_model_len)";
        QTest::newRow("unknown option") << QStringList{"--nonsense"} << 2 << "";
    }
    void mistakes_are_told_before_any_load()
    {
        QFETCH(QStringList, more);
        QFETCH(int, exit);
        QFETCH(QString, said);
        const QTemporaryDir dir;
        const auto server = exact_server(2, 1);
        const Ran ran = run(command(server->url(), dir.filePath("r"), more));
        QCOMPARE(ran.exit, exit);
        QVERIFY2(ran.err.contains(said), qPrintable(ran.err));
        QCOMPARE(server->counts().requests, 0);
    }

    void paths_that_are_none_are_told_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QString>("said");
        QTest::newRow("whole address") << "/v1/chat/completions" << 2
                                       << "/chat/completions is added here. Give \"http://";
        QTest::newRow("of completions") << "/v1/completions/" << 2 << "/completions is added here";
        QTest::newRow("another") << "/api" << 3 << "There is no /api/models at";
    }
    void paths_that_are_none_are_told()
    {
        QFETCH(QString, path);
        QFETCH(int, exit);
        QFETCH(QString, said);
        const QTemporaryDir dir;
        const auto server = exact_server(2, 1);
        const Ran ran = run(
            command(server->url() + path.toStdString(), dir.filePath("r"), {"--streams", "1", "--max-requests", "1"}));
        QCOMPARE(ran.exit, exit);
        QVERIFY2(ran.err.contains(said), qPrintable(ran.err));
    }

    /// Prompts that a server knows from an earlier run are answered faster.
    void runs_ask_other_prompts_unless_the_seed_is_given()
    {
        const QTemporaryDir dir;
        const auto server = exact_server(2, 1);
        const auto seed_of_run = [&](const QString& folder, const QStringList& more) {
            const Ran ran = run(command(server->url(), dir.filePath(folder),
                                        QStringList{"--streams", "1", "--max-requests", "2"} + more));
            const QString kept =
                QString::number(run_json(dir.filePath(folder))["request"].toObject()["seed"].toInteger());
            return ran.err.contains("--seed " + kept + " sends the same again") ? kept : ran.err;
        };
        const QString first = seed_of_run("a", {});
        QVERIFY2(first.toLongLong() > 0, qPrintable(first));
        QVERIFY(seed_of_run("b", {}) != first);
        QCOMPARE(seed_of_run("c", {"--seed", first}), first);
    }

    void what_is_told_fits_a_terminal()
    {
        const QTemporaryDir dir;
        const auto server = exact_server(2, 1, {{*parse_fault("500"), 0.2}});
        const Ran ran = run(command(server->url(), dir.filePath("r"),
                                    {"--list", "synchronous,12,throughput:40,constant:40.5,gamma:20:0.5",
                                     "--max-seconds", "0.5", "--max-requests", "500"}));
        QVERIFY2(ran.exit == 0, qPrintable(ran.err));
        for (const QString& line : ran.err.split('\n')) QVERIFY2(line.size() <= 80, qPrintable(line));
        for (const char* said :
             {"\nSends     at most ", "TARGET-SATURATED", "failed: ", " HTTP 500.", "\n  5/5 gamma 20.0"})
            QVERIFY2(ran.err.contains(said), qPrintable(ran.err));
    }

    void lengths_that_are_none_are_told()
    {
        const QTemporaryDir dir;
        const Ran ran = run({"run", "--target", "http://127.0.0.1:1", "--streams", "1", "--max-requests", "1",
                             "--prompt-tokens", "normal:5", "-o", dir.filePath("r")});
        QCOMPARE(ran.exit, 2);
        QVERIFY2(ran.err.contains("uniform:100..500"), qPrintable(ran.err));
    }

    void a_self_test_is_kept_in_the_result()
    {
        const QTemporaryDir dir;
        const auto server = exact_server(2, 1);
        const Ran ran =
            run(command(server->url(), dir.filePath("r"), {"--streams", "2", "--max-requests", "4", "--selftest"}));
        QVERIFY2(ran.exit == 0, qPrintable(ran.err));
        QFile file(dir.filePath("r/run.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto json = QJsonDocument::fromJson(file.readAll()).object();
        for (const QString& line : ran.err.split('\n')) QVERIFY2(line.size() <= 80, qPrintable(line));
        const auto rows = json["selftest"].toObject()["rows"].toArray();
        QCOMPARE(rows.size(), 2); // 1 stream, and the 2 of this run
        QCOMPARE(rows[1].toObject()["streams"].toInt(), 2);
        QVERIFY(rows[1].toObject()["ttft_error_ms"].toObject()["p99"].isDouble());
        QCOMPARE(json["levels"].toArray().size(), 1);
    }

    void a_self_test_is_told_as_a_json_line_and_not_made_twice()
    {
        const QTemporaryDir dir;
        const auto server = exact_server(2, 1);
        const QStringList arguments =
            command(server->url(), dir.filePath("r"),
                    {"--streams", "1", "--max-requests", "2", "--selftest", "--resume", "--progress", "jsonl"});
        const Ran ran = run(arguments);
        QVERIFY2(ran.exit == 0, qPrintable(ran.err));
        QCOMPARE(ran.err, QString());
        QCOMPARE(ran.out.count(R"({"event":"selftest","streams":1,)"), 1);
        const Ran again = run(arguments);
        QCOMPARE(again.exit, 0);
        QVERIFY2(!again.out.contains("selftest") && !again.out.contains("level_begins"), qPrintable(again.out));
    }

    void prompts_of_a_file()
    {
        const QTemporaryDir dir;
        QFile file(dir.filePath("d.jsonl"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"prompt\":\"one two three\",\"output_tokens\":3}\n{\"prompt\":\"one\",\"output_tokens\":2}\n");
        file.close();
        const auto server = exact_server(2, 1);
        const QStringList more{"--streams", "1", "--max-requests", "4", "--dataset", file.fileName()};
        const Ran ran = run(command(server->url(), dir.filePath("r"), more));
        QVERIFY2(ran.exit == 0, qPrintable(ran.err));
        QVERIFY2(ran.err.contains("Sends     at most 4 requests\nRequests  2 prompts of a file, 4 tokens of output"),
                 qPrintable(ran.err));
        QCOMPARE(server->counts().tokens, 2 * (3 + 2));
        QFile run_json(dir.filePath("r/run.json"));
        QVERIFY(run_json.open(QIODevice::ReadOnly));
        const auto request = QJsonDocument::fromJson(run_json.readAll()).object()["request"].toObject();
        QCOMPARE(request["dataset"].toObject()["conversations"].toInt(), 2);
        QVERIFY(request["prompt_tokens"].isNull());

        QVERIFY(file.open(QIODevice::Append));
        file.write("{\"question\":\"why\"}\n");
        file.close();
        const Ran bad = run(command(server->url(), dir.filePath("r2"), more));
        QCOMPARE(bad.exit, 2);
        QVERIFY2(bad.err.contains("d.jsonl:3: It has no \"prompt\""), qPrintable(bad.err));
        QCOMPARE(server->counts().requests, 4);
    }

    void targets_that_do_not_answer_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("said");
        QTest::newRow("refused") << "http://127.0.0.1:1" << "refused";
        QTest::newRow("unknown host") << "http://no-such-host.invalid" << "not known";
        QTest::newRow("no socket") << "unix:/no/such.sock" << "No such file";
    }
    void targets_that_do_not_answer()
    {
        QFETCH(QString, url);
        QFETCH(QString, said);
        const QTemporaryDir dir;
        const Ran ran = run(command(url.toStdString(), dir.filePath("r"), {"--streams", "1", "--max-requests", "1"}));
        QCOMPARE(ran.exit, 3);
        QVERIFY2(ran.err.contains(said), qPrintable(ran.err));
    }

    void plain_http_behind_https_is_told()
    {
        const QTemporaryDir dir;
        const ScriptedServer server("HTTP/1.1 400 Bad Request\r\n\r\n");
        const std::string url = "https" + server.url().substr(4);
        const Ran ran = run(command(url, dir.filePath("r"), {"--streams", "1", "--max-requests", "1"}));
        QCOMPARE(ran.exit, 3);
        QVERIFY2(ran.err.contains("TLS"), qPrintable(ran.err));
    }

    void the_key_comes_from_the_environment_and_goes_nowhere()
    {
        const QTemporaryDir dir;
        SimulatorOptions options;
        options.exact = ExactTimes{std::chrono::milliseconds(2), std::chrono::milliseconds(1)};
        options.api_key = "sk-very-secret";
        const auto server = Simulator::start(options);
        QVERIFY(server);
        const auto arguments = command((*server)->url(), dir.filePath("r"), {"--streams", "1", "--max-requests", "2"});
        const Ran refused = run(arguments);
        QCOMPARE(refused.exit, 3);
        QVERIFY2(refused.err.contains("KNEEPOINT_API_KEY"), qPrintable(refused.err));
        auto variables = environment();
        variables.insert("KNEEPOINT_API_KEY", "sk-very-secret");
        const Ran ran = run(arguments, variables);
        QVERIFY2(ran.exit == 0, qPrintable(ran.err));
        for (const char* name : {"r/run.json", "r/requests.jsonl"}) {
            QFile file(dir.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY(!file.readAll().contains("sk-very-secret"));
        }
        QVERIFY(!(ran.out + ran.err).contains("sk-very-secret"));
    }

    void an_interrupt_keeps_what_had_ended_and_resume_goes_on()
    {
        const QTemporaryDir dir;
        const auto server = exact_server(2, 1);
        QStringList arguments =
            command(server->url(), dir.filePath("r"),
                    {"--streams", "1,1", "--max-seconds", "2", "--progress", "jsonl", "--format", "guidellm"});
        QProcess program;
        run_into_second_level(program, arguments);
        ::kill(pid_t(program.processId()), SIGINT);
        QVERIFY(program.waitForFinished(30'000));
        QCOMPARE(program.exitCode(), 130);
        QVERIFY(QFile::exists(dir.filePath("r/guidellm.json"))); // of what had ended
        QFile file(dir.filePath("r/run.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto json = QJsonDocument::fromJson(file.readAll()).object();
        QCOMPARE(json["complete"].toBool(true), false);
        QVERIFY(!json["levels"].toArray().isEmpty());
    }

    /// As a job on a machine is ended: the whole group, this program in it.
    void the_end_of_its_process_group_keeps_what_had_ended()
    {
        const QTemporaryDir dir;
        const auto server = exact_server(2, 1);
        QProcess program;
        program.setChildProcessModifier([] { ::setpgid(0, 0); });
        run_into_second_level(program, command(server->url(), dir.filePath("r"),
                                               {"--streams", "1,1", "--max-seconds", "2", "--progress", "jsonl"}));
        QCOMPARE(::kill(-pid_t(program.processId()), SIGTERM), 0);
        QVERIFY(program.waitForFinished(30'000));
        QCOMPARE(program.exitCode(), 130);
        const auto json = run_json(dir.filePath("r"));
        QCOMPARE(json["complete"].toBool(true), false);
        QVERIFY(json["levels"].toArray().first().toObject()["requests"].toObject()["successful"].toInt() > 0);
    }

    void a_kill_leaves_a_folder_that_goes_on()
    {
        const QTemporaryDir dir;
        const auto server = exact_server(2, 1);
        const QStringList arguments = command(server->url(), dir.filePath("r"),
                                              {"--streams", "1,1", "--max-seconds", "1", "--progress", "jsonl"});
        QProcess program;
        run_into_second_level(program, arguments);
        ::kill(pid_t(program.processId()), SIGKILL);
        program.waitForFinished(30'000);
        const Ran ran = run(arguments + QStringList{"--resume"});
        QVERIFY2(ran.exit == 0, qPrintable(ran.err));
        QCOMPARE(ran.out.count("level_ended"), 1);
    }

    void no_success_is_no_success()
    {
        const QTemporaryDir dir;
        const auto server = exact_server(2, 1, {{*parse_fault("500"), 1}});
        const Ran ran = run(command(server->url(), dir.filePath("r"), {"--streams", "1", "--max-requests", "3"}));
        QCOMPARE(ran.exit, 1);
        QVERIFY2(ran.err.contains("No request succeeded"), qPrintable(ran.err));
    }
};

QTEST_GUILESS_MAIN(TestRunCommand)
#include "test_run_command.moc"
