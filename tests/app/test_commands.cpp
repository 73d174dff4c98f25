// SPDX-License-Identifier: GPL-3.0-or-later
#include "places.h"
#include "program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

/// Exit codes, streams and files of every command, on the example results that the project ships.
class TestCommands : public QObject {
    Q_OBJECT

    const QString examples = kneepoint::tests::source_path("resources/examples");
    const QString streams = examples + "/h200-llama-3.1-8b-fp8/streams";
    const QString accuracy = examples + "/tiny-llama-int3-accuracy";

private slots:
    void exit_codes_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, const QStringList& arguments, int exit, const char* says) {
            QTest::newRow(name) << arguments << exit << QByteArray(says);
        };
        row("help", {"--help"}, 0, "");
        row("version", {"--version"}, 0, "");
        row("unknown option", {"import", examples, "--nonsense"}, 2, "nonsense");
        row("no path", {"import"}, 2, "PATH");
        row("missing file", {"show", "/no/such/file.json"}, 3, "No such file");
        row("nothing recognised", {"import", kneepoint::tests::source_path("cmake")}, 1, "No results");
        row("half a choice", {"compare", streams, "--base", "x"}, 2, "--candidate");
        row("unknown run", {"compare", streams, "--base", "x", "--candidate", "y"}, 2, "names no run");
        row("bad objective", {"compare", streams, "--slo", "speed<=1"}, 2, "speed");
        row("unknown chart", {"chart", streams, "--kind", "pie", "-o", "x.svg"}, 2, "pie");
        row("chart without a file", {"chart", streams, "--kind", "itl"}, 2, "-o");
        row("chart of an unknown ending", {"chart", streams, "--kind", "itl", "-o", "x.bmp"}, 2, ".bmp");
        for (const auto* size :
             {"huge", "960", "960x", "0x0", "960x600x2", "199x600", "960x10001", "-960x600", "960 x 600"})
            row(qPrintable(QString("chart of size ") + size),
                {"chart", streams, "--kind", "itl", "-o", "x.svg", QString("--size=") + size}, 2,
                "is no size of a chart");
        row("unknown table", {"table", streams, "--kind", "pie"}, 2, "pie");
        row("no folder to write in", {"report", streams, "-o", "/proc/nope/comparison.md"}, 3, "/proc/nope");
        row("several pairs", {"compare", examples + "/h200-llama-3.1-8b-fp8"}, 2, "--base");
        row("several pairs, of load and of accuracy", {"compare", examples}, 2,
            qPrintable("kneepoint compare " + examples + " --base 6e583506f5 --candidate e7f02afcde\n"));
        row("a run against itself", {"compare", "--base", streams + "/fp8", "--candidate", streams + "/fp8"}, 2,
            "names a run that is a side already");
        row("a load of none", {"compare", streams, "--overview-load", "-5"}, 2, "--overview-load");
        row("no display", {}, 3, "There is no display to open the window on.");
        row("no display for files", {examples}, 3, "There is no display to open the window on.");
        row("no command and no file", {"compar", examples}, 2,
            "\"compar\" is no command, and no file or folder has this name. The commands are import, show, compare");
        row("a file that is missing among files", {examples, "/no/such/file.json"}, 3, "/no/such/file.json: No such");
        row("the command after its file", {examples, "import"}, 2, "The command comes first: kneepoint import ");
        row("an option for the window", {examples, "--json"}, 2, "takes files and folders only, and no --json");
        row("part of a command", {"jobs"}, 2, "kneepoint jobs list, attach");
        row("unknown part of a command", {"host", "chek"}, 2, "\"chek\" is no command of kneepoint host, which has ");
        row("nothing pairs", {"compare", streams + "/base"}, 1, "Nothing here pairs");
    }
    void exit_codes()
    {
        QFETCH(QStringList, arguments);
        const auto ran = run(arguments);
        QTEST(ran.exit, "exit");
        QFETCH(QByteArray, says);
        QVERIFY2(ran.errors.contains(says), ran.errors);
        if (ran.exit != 0) QVERIFY(!ran.errors.contains("terminate"));
    }

    // A disk that is full costs the exit code, also when all that was printed still waited in a buffer.
    void a_full_disk_is_no_success_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("long JSON") << QStringList{"compare", streams, "--json"};
        QTest::newRow("long text") << QStringList{"compare", streams};
        QTest::newRow("short JSON") << QStringList{"host", "list", "--json"};
        QTest::newRow("short text") << QStringList{"table", "--list"};
        QTest::newRow("help") << QStringList{"--help"};
    }
    void a_full_disk_is_no_success()
    {
        if (!QFile::exists("/dev/full")) QSKIP("this system has no /dev/full");
        QFETCH(QStringList, arguments);
        QProcess process;
        process.setStandardOutputFile("/dev/full");
        process.start(qEnvironmentVariable("KNEEPOINT_PROGRAM"), arguments);
        QVERIFY(process.waitForFinished(60'000));
        const auto said = process.readAllStandardError();
        QVERIFY2(said.contains("Standard output: It cannot be written: No space left on device."), said);
        QCOMPARE(process.exitCode(), 3);
    }

    // compare, report, chart and table give the reason that import gives.
    void what_is_no_result_has_a_reason_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::newRow("import") << QStringList{"import"};
        QTest::newRow("compare") << QStringList{"compare"};
        QTest::newRow("table") << QStringList{"table", "--kind", "brief"};
        QTest::newRow("chart") << QStringList{"chart", "--kind", "itl", "-o", "x.svg"};
        QTest::newRow("report") << QStringList{"report"};
    }
    void what_is_no_result_has_a_reason()
    {
        QFETCH(QStringList, command);
        const QTemporaryDir folder;
        const auto empty = run(command + QStringList{folder.path()});
        QCOMPARE(empty.exit, 1);
        QVERIFY2(empty.errors.contains("No results were recognised: there is no file here."), empty.errors);
        QFile pickle(folder.filePath("results.pkl"));
        QVERIFY(pickle.open(QIODevice::WriteOnly));
        pickle.write(QByteArray("\x80\x04\x95\x0b\0\0\0\0\0\0\0}\x94\x8c\x01\x61\x94K\x01s.", 22));
        pickle.close();
        const auto refused = run(command + QStringList{folder.path()});
        QCOMPARE(refused.exit, 1);
        QVERIFY2(refused.errors.contains("No results were recognised among 1 file."), refused.errors);
        QVERIFY2((refused.output + refused.errors).contains("results.pkl: This is a Python pickle"), refused.errors);
    }

    // What a message offers for copying is a command that works.
    void folders_of_several_runs_give_a_command_to_copy()
    {
        const QTemporaryDir folder;
        const QDir to(folder.path());
        for (const auto* load : {"streams", "sweep"})
            for (const auto* side : {"base", "fp8"}) {
                QVERIFY(to.mkpath(side));
                QVERIFY(QFile::copy(examples + "/h200-llama-3.1-8b-fp8/" + load + "/" + side + "/" + load + ".json.gz",
                                    to.filePath(QString(side) + "/" + load + ".json.gz")));
            }
        const auto asked =
            run({"compare", "--base", "base", "--candidate", "fp8", "--slo", "ttft:p95<=200ms"}, folder.path());
        QCOMPARE(asked.exit, 2);
        QVERIFY2(asked.errors.contains("\"base\" and \"fp8\" hold several runs each"), asked.errors);
        auto commands = QString::fromUtf8(asked.errors).split('\n').filter("  kneepoint compare base fp8 --base ");
        QCOMPARE(commands.size(), 2);
        for (auto& command : commands) {
            QVERIFY2(command.endsWith("--slo 'ttft:p95<=200ms'"), qPrintable(command));
            auto words = QProcess::splitCommand(command.remove('\'').trimmed());
            const auto ran = run(words.mid(1), folder.path());
            QVERIFY2(ran.exit == 0, ran.errors);
        }
    }

    void each_problem_is_said_once()
    {
        const auto ran = run({"import", streams});
        QCOMPARE(ran.errors.count("at its power limit in 56 of 159 samples"), 1);
        const auto json = run({"import", streams, "--json"}).json();
        int power = 0;
        for (const auto& problem : json["problems"].toArray())
            power += problem.toObject()["code"].toString() == "power-cap" ? 1 : 0;
        QCOMPARE(power, 2); // of base and candidate
    }

    void json_is_alone_on_standard_output_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("schema");
        QTest::newRow("import") << QStringList{"import", examples} << "kneepoint.import/1";
        QTest::newRow("show") << QStringList{"show", streams + "/fp8/streams.json.gz"} << "kneepoint.run/1";
        QTest::newRow("compare") << QStringList{"compare", streams} << "kneepoint.comparison/1";
        QTest::newRow("compare accuracy") << QStringList{"compare", accuracy} << "kneepoint.comparison/1";
        QTest::newRow("check") << QStringList{"check", streams} << "kneepoint.check/1";
    }
    void json_is_alone_on_standard_output()
    {
        QFETCH(QStringList, arguments);
        const auto ran = run(arguments + QStringList{"--json"});
        QJsonParseError error;
        QJsonDocument::fromJson(ran.output, &error);
        QVERIFY2(error.error == QJsonParseError::NoError, qPrintable(error.errorString()));
        QTEST(ran.json()["schema"].toString(), "schema");
        QVERIFY(!ran.output.contains("NaN") && !ran.output.contains("nan,"));
    }

    // As a pipeline sees it: the exit code, the code of the problem, its reason.
    void a_pair_that_is_not_clean_fails_the_check_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<int>("exit");
        QTest::newRow("equal") << "pretrained=m-fp8,add_bos_token=True" << 0;
        QTest::newRow("not equal") << "pretrained=m-fp8,add_bos_token=False" << 1;
    }
    void a_pair_that_is_not_clean_fails_the_check()
    {
        QFETCH(QString, arguments);
        const QTemporaryDir folder;
        const auto write = [&](const QString& name, const QString& model_args, const QString& value) {
            QFile file(folder.filePath(name));
            if (!file.open(QIODevice::WriteOnly)) return;
            file.write(QString(R"({"results":{"gsm8k":{"alias":"gsm8k","exact_match,strict-match":%2,)"
                               R"("exact_match_stderr,strict-match":0.013}},"configs":{"gsm8k":{"task":"gsm8k"}},)"
                               R"("versions":{"gsm8k":3},"n-shot":{"gsm8k":5},)"
                               R"("n-samples":{"gsm8k":{"original":1319,"effective":1319}},)"
                               R"("config":{"model":"vllm","model_args":"%1","limit":null}})")
                           .arg(model_args, value)
                           .toUtf8());
        };
        write("results_base.json", "pretrained=m,add_bos_token=True", "0.75");
        write("results_fp8.json", arguments, "0.74");
        const auto ran = run({"check", folder.path()});
        QTEST(ran.exit, "exit");
        const bool said =
            ran.output.contains("[setup-differs] Not a clean pair: accuracy.model_args.add_bos_token is true "
                                "for m and false for FP8. A missing token at the beginning");
        QVERIFY2(said == (ran.exit == 1), ran.output);
        const auto json = run({"check", folder.path(), "--json"}).json();
        QCOMPARE(json["errors"].toInt(), ran.exit);
        for (const auto& entry : json["problems"].toArray()) QVERIFY(entry.toObject().contains("corrections"));
        const auto compared = run({"compare", folder.path(), "--json"}).json();
        for (const auto& entry : compared["setup_differences"].toArray())
            QVERIFY(!entry.toObject()["why"].toString().isEmpty());
    }

    void examples_pair()
    {
        const auto json = run({"import", examples, "--json"}).json();
        QCOMPARE(json["pairs"].toArray().size(), 3);
    }

    void reports_in_every_format_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("begins");
        QTest::newRow("Markdown") << "comparison.md" << QByteArray("# ");
        QTest::newRow("HTML") << "comparison.html" << QByteArray("<!DOCTYPE html>");
        QTest::newRow("PDF") << "comparison.pdf" << QByteArray("%PDF-");
    }
    void reports_in_every_format()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, begins);
        const QTemporaryDir folder;
        QList<QByteArray> contents;
        for (int i = 0; i < 2; ++i) {
            const auto ran = run({"report", streams, "-o", folder.filePath(file)});
            QVERIFY2(ran.exit == 0, ran.errors);
            QFile written(folder.filePath(file));
            QVERIFY(written.open(QIODevice::ReadOnly));
            contents << written.readAll();
        }
        QVERIFY2(contents[0].left(40).toLower().startsWith(begins.toLower()), contents[0].left(40));
        QCOMPARE(contents[0], contents[1]);
        if (file.endsWith(".md"))
            QVERIFY(!QDir(folder.filePath("charts")).entryList({"*.svg"}).isEmpty());
        else
            QVERIFY(!QDir(folder.path()).exists("charts"));
    }

    void compare_prints_each_note_once()
    {
        const auto ran = run({"compare", streams});
        QCOMPARE(ran.exit, 0);
        QCOMPARE(ran.output.count("↓ below 1 is better"), 1);
        QVERIFY(ran.output.contains("TTFT and ITL medians by load, base: BF16, candidate: FP8-dynamic"));
        QVERIFY(!ran.output.contains("median by load")); // the long tables are those of `table` and `report`
    }

    void every_chart_kind_draws_or_says_why()
    {
        const QTemporaryDir folder;
        const auto kinds = run({"chart", "--list"}).output.split('\n');
        QVERIFY(kinds.size() > 8);
        for (const auto& line : kinds) {
            const auto kind = QString::fromUtf8(line.left(line.indexOf(' ')));
            if (kind.isEmpty()) continue;
            if (kind == "overview") continue; // needs both halves: below
            const bool of_accuracy = kind.startsWith("accuracy");
            const auto file = folder.filePath(kind + ".svg"), csv = folder.filePath(kind + ".csv");
            const auto ran = run({"chart", of_accuracy ? accuracy : streams, "--kind", kind, "-o", file, "--csv", csv});
            QVERIFY2(ran.exit == 0, qPrintable(kind + ": " + QString::fromUtf8(ran.errors)));
            QVERIFY2(QFile(file).size() > 2000, qPrintable(kind));
            QVERIFY2(QFile(csv).size() > 20, qPrintable(kind));
        }
    }

    // A folder for each side with a load test and an accuracy test of the same model: both halves in one view.
    void the_overview_joins_both_halves()
    {
        const QTemporaryDir folder;
        const auto copy = [&](const QString& from, const QString& side) {
            for (const auto& file : QDir(from).entryInfoList(QDir::Files)) {
                QVERIFY(QDir(folder.path()).mkpath(side));
                QVERIFY(QFile::copy(file.filePath(), folder.filePath(side + "/" + file.fileName())));
            }
        };
        copy(streams + "/base", "base");
        copy(streams + "/fp8", "compressed");
        copy(accuracy + "/tiny-base", "base");
        copy(accuracy + "/tiny-int3", "compressed");
        const QStringList pair{"--base", folder.filePath("base"), "--candidate", folder.filePath("compressed")};
        const auto json = run(QStringList{"compare", "--json"} + pair).json();
        const auto overview = json["overview"].toObject();
        QCOMPARE(overview["points"].toArray().size(), 2);
        QVERIFY(overview["rule"].toString().startsWith("the fastest candidate"));
        const auto file = folder.filePath("overview.svg");
        const auto ran = run(QStringList{"chart", "--kind", "overview", "-o", file} + pair);
        QVERIFY2(ran.exit == 0, ran.errors);
        QVERIFY(QFile(file).size() > 2000);
        const auto text = run(QStringList{"compare"} + pair);
        QVERIFY2(text.output.contains("Recommended by rule ("), text.output);
        const auto lacking = run({"chart", streams, "--kind", "overview", "-o", file});
        QCOMPARE(lacking.exit, 1);
        QVERIFY(lacking.errors.contains("overview"));
    }

    void a_chart_has_the_size_asked_for()
    {
        const QTemporaryDir folder;
        const auto file = folder.filePath("itl.svg");
        const auto ran = run({"chart", streams, "--kind", "itl", "-o", file, "--size", "1200x500"});
        QVERIFY2(ran.exit == 0, ran.errors);
        QFile svg(file);
        QVERIFY(svg.open(QIODevice::ReadOnly));
        QVERIFY(svg.readAll().contains("viewBox=\"0 0 1200 500\""));
    }

    void json_says_what_the_sentences_use()
    {
        const auto json = run({"compare", streams, "--json", "--slo", "output_tokens_per_s>=1000"}).json();
        int few = 0;
        for (const auto& level : json["levels"].toArray()) few += level.toObject()["few_waves"].toBool() ? 1 : 0;
        QVERIFY(few > 0); // at 128 streams one wave completed
        // h200_case.md: base gives 760 and 1395 tok/s at 4 and 8 streams, fp8 551 and 1053 at 2 and 4
        const auto from = [&](const QString& id) {
            const auto capacity = json["capacity"].toObject()[id].toObject();
            return capacity["strategy"].toString() + " from " +
                   QString::number(capacity["slo"].toArray()[0].toObject()["from"].toDouble());
        };
        QCOMPARE(from(json["base"].toString()), "concurrent from 8");
        QCOMPARE(from(json["candidates"].toArray()[0].toString()), "concurrent from 4");
        const auto scores = run({"compare", accuracy, "--json"}).json();
        const auto summary = scores["accuracy_summary"].toObject()["e7f02afcde"].toObject();
        QCOMPARE(summary["apart"].toArray(), QJsonArray{"kp_text word_perplexity"});
        QCOMPARE(summary["tasks"].toArray().size(), 4);
        QCOMPARE(summary["flips"].toObject()["tasks"].toInt(), 8);
        QCOMPARE(summary["lowest_recovery"].toObject()["task"].toString(), "kp_arith exact_match");
        for (const auto& entry : scores["accuracy"].toArray()) {
            const auto score = entry.toObject();
            if (score["task"] == "kp_know") { // -0.069 by documents, paired.weighted_se 0.0142343893
                QCOMPARE(score["test"].toString(), "paired-stratified-z");
                QCOMPARE(score["tasks"].toInt(), 4);
                QCOMPARE(QString::number(score["standard_error"].toDouble(), 'g', 7), "0.01423439");
                QVERIFY(score["mcnemar"].toObject()["primary"].isNull());
            }
            if (score["task"] != "kp_know_colour" || score["metric"] != "acc") continue;
            QCOMPARE(score["test"].toString(), "mcnemar-exact"); // golden_paired.json, 0.4.13/hf
            QCOMPARE(QString::number(score["p"].toDouble(), 'g', 7), "0.0005350527");
            QCOMPARE(QString::number(score["p_adjusted"].toDouble(), 'g', 7), "0.004280422");
            QCOMPARE(QString::number(score["recovery_interval"].toArray()[0].toDouble(), 'g', 7), "79.50917");
            QCOMPARE(score["chance"].toDouble(), 0.25);
            QCOMPARE(QString::number(score["options"].toObject()["mean_kl"].toDouble(), 'g', 6), "0.0532019");
            QCOMPARE(score["options"].toObject()["changed"].toInt(), 37);
            QCOMPARE(score["bootstrap"].toObject()["draws"].toInt(), 10000);
            const auto mcnemar = score["mcnemar"].toObject();
            QCOMPARE(QString::number(mcnemar["mid_p"].toDouble(), 'g', 7), "0.0003240635");
            QCOMPARE(QString::number(mcnemar["chi_squared"].toDouble(), 'g', 7), "11.28125");
            QCOMPARE(mcnemar["primary"].toString(), "exact");
            QVERIFY(mcnemar["why"].toString().contains("0.0005351 decides, because"));
            QVERIFY(score["equivalence_p"].toDouble() >= score["non_inferiority_p"].toDouble());
        }
    }

    void every_table_kind_prints()
    {
        for (const auto& line : run({"table", "--list"}).output.split('\n')) {
            const auto kind = QString::fromUtf8(line.left(line.indexOf(' ')));
            if (kind.isEmpty() || kind == "overview") continue;
            for (const auto* format : {"md", "csv", "json"}) {
                const auto ran = run({"table", kind == "accuracy" ? accuracy : streams, "--kind", kind, "--format",
                                      format, "--slo", "itl:median<=10ms"});
                QVERIFY2(ran.exit == 0, qPrintable(kind + ": " + QString::fromUtf8(ran.errors)));
                QVERIFY2(ran.output.size() > 20, qPrintable(kind));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestCommands)
#include "test_commands.moc"
