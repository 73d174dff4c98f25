// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/facts.h"
#include "kneepoint/hosts/preflight.h"

#include "lab.h"
#include "shared.h"

#include <QStandardPaths>

#include <cmath>
#include <memory>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::tests;
using Seconds = std::chrono::duration<double>;

/// The real script in an sh of this computer; only tools that are not here are played by scripts, with what the real
/// ones printed. Row numbers are those of the table of faults.
class TestFacts : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    QString path(const QString& name) const { return m_folder->filePath(name); }
    void tool(const QString& name, const QByteArray& text) const
    {
        write_text(path("bin/" + name), text);
        QFile::setPermissions(path("bin/" + name), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    Facts gather(FactsWanted wanted = {}, const QString& search = "$BIN:$PATH") const
    {
        wanted.folder = wanted.folder.empty() ? path("runs").toStdString() : wanted.folder;
        const auto prepare =
            QString("BIN='%1'; export BIN; PATH=%2; export PATH; HF_HOME='%3'; export HF_HOME; unset HF_HUB_CACHE; "
                    "PYTHONPATH='%4'; export PYTHONPATH")
                .arg(path("bin"), search, path("hf"), path("python"));
        const Host host{.name = "here", .where = ThisComputer{}, .prepare = prepare.toStdString()};
        Shell shell(host.name, launch(host), host.prepare);
        shell.start();
        const auto facts = QCoro::waitFor(gather_facts(&shell, wanted));
        if (!facts) qFatal("%s", to_string(facts.error()).c_str());
        return *facts;
    }
    static const Tool& named(const Facts& facts, std::string_view name)
    {
        return *std::ranges::find(facts.tools, name, &Tool::name);
    }
    static std::optional<Check> check(const Facts& facts, const Needs& needs, std::string_view what)
    {
        for (const auto& one : preflight(facts, needs))
            if (one.what == what) return one;
        return std::nullopt;
    }
    /// What nvidia-smi of an H200 host printed for all columns, as it prints it when fewer are asked for.
    void play_nvidia_smi() const
    {
        const auto recorded = QString::fromStdString(shared("fixtures/nvidia-smi/nvidia-smi-query.csv").string());
        tool("nvidia-smi", "#!/bin/sh\ncase $1 in --query-gpu=*) sed 1d '" + recorded.toUtf8() +
                               "' | sed 's/ MiB//g' | awk -F', ' -v OFS=', ' '{print $1,$2,$4,$5,$11,$12}';; esac\n");
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QDir(m_folder->path()).mkdir("bin");
    }

    void an_h200_is_described_and_fit()
    {
        KNEEPOINT_NEEDS_SHARED();
        play_nvidia_smi();
        const auto facts = gather();
        QCOMPARE(facts.gpus.size(), std::size_t{1});
        QCOMPARE(facts.gpus[0].name, "NVIDIA H200");
        QCOMPARE(facts.gpus[0].memory_mib, std::optional<std::uint64_t>(143771));
        QCOMPARE(facts.gpus[0].memory_used_mib, std::optional<std::uint64_t>(0));
        QVERIFY(facts.gpus[0].capability == (Capability{9, 0}));
        QCOMPARE(facts.gpus[0].driver, "580.159.04");
        QVERIFY(facts.gpu_processes.empty());
        const Needs needs{.models = {{.model = "org/model-FP8", .scheme = "FP8-dynamic"}}};
        QCOMPARE(check(facts, needs, "GPU 0")->value, "NVIDIA H200, 140.4 GiB, capability 9.0, driver 580.159.04");
        QCOMPARE(check(facts, needs, "scheme")->verdict, Verdict::good);
        QCOMPARE(check(facts, needs, "GPU processes")->verdict, Verdict::good);
        QCOMPARE(check(facts, needs, "model org/model-FP8")->verdict, Verdict::warning);
    }

    void row_42_a_busy_gpu_is_told()
    {
        tool("nvidia-smi",
             "#!/bin/sh\ncase $1 in --query-gpu=*) echo '0, NVIDIA A100-SXM4-80GB, 81920, 70000, 8.0, 535.129.03';;\n"
             "*) echo '4242, /usr/bin/python, a.py, 69000'; echo '7, [Not Found], [N/A]';; esac\n");
        const auto facts = gather();
        QCOMPARE(facts.gpu_processes.size(), std::size_t{2});
        QCOMPARE(facts.gpu_processes[0].name, "/usr/bin/python, a.py");
        QVERIFY(!facts.gpu_processes[1].memory_mib);
        const Needs needs{.models = {{.model = "org/m", .scheme = "FP8-dynamic"}}};
        QCOMPARE(check(facts, needs, "GPU processes")->verdict, Verdict::warning);
        QVERIFY(check(facts, needs, "GPU processes")->value.contains("(4242)"));
        QCOMPARE(check(facts, needs, "GPU 0 memory")->verdict, Verdict::warning);
        QCOMPARE(check(facts, needs, "scheme")->value, "FP8-dynamic as W8A16");
        QCOMPARE(check(facts, needs, "scheme")->verdict, Verdict::warning);
    }

    void row_41_no_gpu_or_driver_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QString>("value");
        QTest::newRow("no nvidia-smi") << QByteArray() << "nvidia-smi is not there";
        QTest::newRow("no driver")
            << QByteArray("#!/bin/sh\necho \"NVIDIA-SMI has failed because it couldn't communicate with "
                          "the NVIDIA driver.\"; exit 9\n")
            << "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.";
    }
    void row_41_no_gpu_or_driver()
    {
        QFETCH(QByteArray, script);
        QFETCH(QString, value);
        if (script.isEmpty() && !QStandardPaths::findExecutable("nvidia-smi").isEmpty()) QSKIP("there is one here");
        if (!script.isEmpty()) tool("nvidia-smi", script);
        const auto facts = gather();
        QCOMPARE(check(facts, {}, "GPU")->value, value.toStdString());
        QCOMPARE(check(facts, {}, "GPU")->verdict, Verdict::bad);
        QVERIFY(!check(facts, {.gpu = false}, "GPU"));
    }

    void row_41_tools_and_their_versions()
    {
        tool("vllm", "#!/bin/sh\necho 'WARNING something'; echo 0.25.1\n");
        tool("guidellm", "#!/bin/sh\n[ \"$1\" = --version ] && echo 'guidellm version: 0.8.1'\n");
        tool("lm_eval", "#!/usr/bin/env python3\nimport sys; sys.exit(2)\n");
        QDir(m_folder->path()).mkpath("python/lm_eval-0.4.13.dist-info");
        write_text(path("python/lm_eval-0.4.13.dist-info/METADATA"),
                   "Metadata-Version: 2.1\nName: lm_eval\nVersion: 0.4.13\n");
        const auto facts = gather();
        QCOMPARE(named(facts, "vllm").version, "0.25.1");
        QCOMPARE(named(facts, "guidellm").version, "0.8.1");
        QCOMPARE(named(facts, "lm_eval").version, "0.4.13");
        QCOMPARE(named(facts, "lm_eval").path, path("bin/lm_eval").toStdString());
        QVERIFY(named(facts, "python3").version.starts_with("3."));
        QVERIFY(!named(facts, "setsid").path.empty());
        QCOMPARE(check(facts, {.tools = {"vllm"}}, "vllm")->value, "0.25.1");
        QVERIFY(!check(facts, {}, "setsid"));
    }

    void row_42_a_tool_that_hangs_costs_only_its_own_fact_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("hang");
        QTest::addColumn<QString>("search");
        const QByteArray note = "echo $$ >>\"$BIN/pids\"\n", sleeps = note + "exec sleep 300\n";
        QTest::newRow("vllm") << "vllm" << sleeps << "$BIN:$PATH";
        QTest::newRow("lm_eval of Python") << "lm_eval" << sleeps << "$BIN:$PATH";
        QTest::newRow("nvidia-smi") << "nvidia-smi" << sleeps << "$BIN:$PATH";
        QTest::newRow("TERM ignored") << "guidellm" << QByteArray("trap '' TERM INT\n" + sleeps) << "$BIN:$PATH";
        QTest::newRow("with children") << "guidellm"
                                       << QByteArray("sh -c 'echo $$ >>\"$BIN/pids\"; sleep 300' &\n" + note + "wait\n")
                                       << "$BIN:$PATH";
        QTest::newRow("in a session of its own")
            << "vllm" << QByteArray("setsid sh -c 'echo $$ >>\"$BIN/pids\"; sleep 300' &\n" + note + "wait\n")
            << "$BIN:$PATH";
        QTest::newRow("no setsid, no timeout")
            << "vllm" << QByteArray("sh -c 'echo $$ >>\"$BIN/pids\"; sleep 300' &\n" + note + "wait\n") << "$BIN";
    }
    void row_42_a_tool_that_hangs_costs_only_its_own_fact()
    {
        QFETCH(const QString, name);
        QFETCH(const QByteArray, hang);
        QFETCH(const QString, search);
        tool("guidellm", "#!/bin/sh\necho 'guidellm version: 0.8.1'\n");
        tool("vllm", "#!/bin/sh\necho 0.25.1\n");
        if (name == "lm_eval") {
            tool("python-that-hangs", "#!/bin/sh\n" + hang);
            tool(name, "#!" + path("bin/python-that-hangs").toUtf8() + "\n");
        } else {
            tool(name, "#!/bin/sh\n" + hang);
        }
        if (search == "$BIN")
            for (const char* there : {"sh", "uname", "sed", "cut", "grep", "cat", "date", "df", "awk", "dirname",
                                      "stat", "tail", "head", "getconf", "du", "sleep"})
                QFile::link(QStandardPaths::findExecutable(there), path(QString("bin/") + there));
        const auto facts = gather({.ports = {1}, .tool_limit = std::chrono::seconds(1)}, search);
        if (name == "nvidia-smi") {
            QCOMPARE(check(facts, {}, "GPU")->value, "nvidia-smi did not answer in time");
        } else {
            const auto& late = named(facts, name.toStdString());
            QCOMPARE(late.trouble, "did not answer within 1 s");
            QCOMPARE(late.path, path("bin/" + name).toStdString());
            QCOMPARE(late.version, "");
            const auto said = check(facts, {.tools = {name.toStdString()}}, name.toStdString());
            QCOMPARE(said->value, late.trouble);
            QCOMPARE(said->verdict, Verdict::warning);
        }
        const std::string other = name == "vllm" ? "guidellm" : "vllm"; // all else arrives
        QCOMPARE(named(facts, other).version, other == "vllm" ? "0.25.1" : "0.8.1");
        QCOMPARE(named(facts, other).trouble, "");
        QCOMPARE(facts.ports.size(), std::size_t{1});
        QVERIFY(facts.clock_offset);
        const auto started = text_of(path("bin/pids")).split('\n');
        QVERIFY(started.size() > 1);
        for (const auto& pid : started)
            if (!pid.isEmpty()) QTRY_VERIFY2(is_dead(pid.toInt()), pid.constData());
    }

    void row_41_missing_tools_are_named()
    {
        for (const char* name : {"uname", "sed", "cut", "grep", "cat", "date", "df", "awk", "dirname", "stat", "tail",
                                 "head", "getconf", "du"})
            QFile::link(QStandardPaths::findExecutable(name), path(QString("bin/") + name));
        const auto facts = gather({}, "$BIN");
        QVERIFY(named(facts, "setsid").path.empty());
        const auto setsid = check(facts, {.tools = {"guidellm"}}, "setsid");
        QCOMPARE(setsid->verdict, Verdict::bad);
        QVERIFY(setsid->text.contains("util-linux"));
        QCOMPARE(check(facts, {.tools = {"guidellm"}}, "guidellm")->verdict, Verdict::bad);
        QVERIFY(!check(facts, {.tools = {"guidellm"}}, "stat"));
    }

    void models_on_the_host()
    {
        QDir(m_folder->path()).mkpath("it's a model");
        write_text(path("it's a model/config.json"), "{}");
        write_text(path("it's a model/weights"), QByteArray(3 << 20, 'x'));
        QDir(m_folder->path()).mkpath("hf/hub/models--org--name/snapshots/abc");
        write_text(path("hf/hub/models--org--name/snapshots/abc/config.json"), "{}");
        const auto folder = path("it's a model").toStdString();
        const auto facts = gather({.models = {folder, "org/name", "org/other", "/no/such"}});
        QCOMPARE(facts.models[0].kind, ModelPlace::Kind::folder);
        QVERIFY(*facts.models[0].bytes >= (3U << 20) && *facts.models[0].bytes < (4U << 20));
        QCOMPARE(facts.models[1].kind, ModelPlace::Kind::cache);
        QCOMPARE(facts.models[2].kind, ModelPlace::Kind::absent);
        const Needs needs{.models = {{folder, ""}, {"org/name", ""}, {"org/other", ""}, {"/no/such", ""}}};
        QCOMPARE(check(facts, needs, "model " + folder)->verdict, Verdict::good);
        QCOMPARE(check(facts, needs, "model org/name")->verdict, Verdict::good);
        QCOMPARE(check(facts, needs, "model org/other")->verdict, Verdict::warning);
        QCOMPARE(check(facts, needs, "model /no/such")->verdict, Verdict::bad);
    }

    void row_42_ports()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const int taken = server.serverPort(), free = free_port();
        const auto facts = gather({.ports = {taken, free}});
        QCOMPARE(check(facts, {}, "port " + std::to_string(taken))->verdict, Verdict::bad);
        QCOMPARE(check(facts, {}, "port " + std::to_string(free))->verdict, Verdict::good);
    }

    void row_30_the_folder_of_runs_data()
    {
        QTest::addColumn<QString>("make");
        QTest::addColumn<QString>("says");
        QTest::newRow("not there yet") << "" << "";
        QTest::newRow("own") << "mkdir -m 700 runs" << "";
        QTest::newRow("link") << "mkdir -m 700 other; ln -s other runs" << "symbolic link";
        QTest::newRow("others write") << "mkdir -m 777 runs; chmod 777 runs" << "Others may write";
        QTest::newRow("a file") << "umask 077; touch runs" << "cannot be written";
    }
    void row_30_the_folder_of_runs()
    {
        QFETCH(QString, make);
        QFETCH(QString, says);
        output_of("sh", {"-c", "cd \"$1\"; " + make, "sh", m_folder->path()});
        const auto facts = gather();
        const auto found = check(facts, {}, "folder for runs");
        QCOMPARE(found.has_value(), !says.isEmpty());
        if (found) QVERIFY2(found->text.contains(says.toStdString()), found->text.c_str());
        QVERIFY(facts.folder.free_bytes > std::uint64_t{0});
        QCOMPARE(check(facts, {.result_bytes = std::uint64_t{1} << 62}, "disk")->verdict, Verdict::bad);
    }

    void row_33_a_wrong_clock_is_told_data()
    {
        QTest::addColumn<QByteArray>("shift");
        QTest::addColumn<double>("seconds");
        QTest::newRow("right") << QByteArray() << 0.0;
        QTest::newRow("an hour ahead") << QByteArray("+ 3600") << 3600.0;
        QTest::newRow("an hour behind") << QByteArray("- 3600") << -3600.0;
    }
    void row_33_a_wrong_clock_is_told()
    {
        QFETCH(QByteArray, shift);
        QFETCH(double, seconds);
        if (!shift.isEmpty())
            tool("date", "#!/bin/sh\necho \"$(( $(/bin/date +%s) " + shift + " )).$(/bin/date +%N)\"\n");
        const auto facts = gather();
        QVERIFY2(std::abs(facts.clock_offset->count() - seconds) < 1.0,
                 qPrintable(QString::number(facts.clock_offset->count())));
        QVERIFY(facts.round_trip->count() > 0);
        QCOMPARE(check(facts, {}, "clock")->verdict, seconds == 0 ? Verdict::good : Verdict::warning);
    }

    void text_of_any_kind_is_read_or_left()
    {
        QByteArray whole =
            "system 0 5\nLinux\ncores 0 1\n2\nlog-out 0 17\nb true\nLinger=yes\ngpus 0 34\n0, GPU, a, 1, 8.x, "
            "535, 1\n1, G, 1,\nport 0 7\n80 free\nport 0 3\nabc\n";
        for (qsizetype cut = 0; cut <= whole.size(); ++cut) read_facts(whole.left(cut).toStdString());
        for (const char* odd :
             {"gpus 0 99999999999999999999999\nx", "tool 0 0\n\n", "model 0 0\n\n", "folder 0 3\n1 2\n", "part x y\n",
              "\n\n\n", "gpus 0 3\n,,,,,,,\n", "gpus 0 -1\n", "port 0 0\n\n"})
            read_facts(odd);
        const auto facts = read_facts(whole.toStdString());
        QCOMPARE(facts.system, "Linux");
        QCOMPARE(facts.cores, std::optional(2));
        QVERIFY(facts.lingers);
        QVERIFY(facts.kills_processes == KillsProcesses::yes);
    }

    void log_out_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("verdict");
        QTest::newRow("kept") << QByteArray("b false") << -1;
        QTest::newRow("killed") << QByteArray("b true") << static_cast<int>(Verdict::bad);
        QTest::newRow("killed but lingering") << QByteArray("b true\nLinger=yes") << -1;
        QTest::newRow("configured") << QByteArray("yes\nLinger=no") << static_cast<int>(Verdict::bad);
        QTest::newRow("not told") << QByteArray("") << static_cast<int>(Verdict::warning);
    }
    void log_out()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, verdict);
        const auto facts =
            read_facts(("log-out 0 " + QByteArray::number(text.size()) + "\n" + text + "\n").toStdString());
        const auto found = check(facts, {}, "log-out");
        QCOMPARE(found ? static_cast<int>(found->verdict) : -1, verdict);
    }

    void every_sentence_is_one()
    {
        const auto facts = gather({.models = {"org/m"}, .ports = {1}});
        for (const auto& one :
             preflight(facts, {.models = {{"org/m", "FP8"}}, .tools = {"vllm"}, .takes = Seconds(600)})) {
            QVERIFY2(one.text.ends_with('.') && !one.value.empty() && !one.text.contains('!'), one.what.c_str());
        }
        QCOMPARE(check(facts, {.takes = Seconds(600)}, "estimate")->value, "10 min, 0.0 GiB");
    }
};

QTEST_GUILESS_MAIN(TestFacts)
#include "test_facts.moc"
