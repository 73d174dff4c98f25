// SPDX-License-Identifier: GPL-3.0-or-later
#include "made_job.h"

#include "kneepoint/hosts/quote.h"

#include "../hosts/lab.h"

#include <functional>
#include <random>

using namespace kneepoint;
using namespace kneepoint::runs;
using namespace kneepoint::tests;

namespace {

/// Strings that break what is not quoted, each different, all bytes but NUL among them.
Words hostile_strings(std::size_t count)
{
    const Words seeds{"'",
                      "\"",
                      "\\",
                      "$(touch PWN)",
                      "`touch PWN`",
                      "; touch PWN",
                      "\n touch PWN",
                      "&& touch PWN",
                      "| tee PWN",
                      "> PWN",
                      "${IFS}",
                      "$HOME",
                      "*",
                      "?",
                      "[a-z]",
                      "~",
                      "-n",
                      "--",
                      "-rf",
                      " ",
                      "\t",
                      "\r\n",
                      "#",
                      "!",
                      "{port}",
                      "$port",
                      "\"$port\"",
                      "'\"'\"'",
                      "%s%n",
                      "\\0",
                      "\x1b[31m",
                      "\xff\xfe",
                      "\xc3\xa9",
                      "$((1+1))",
                      "a=b",
                      "\\'; touch PWN; '",
                      "EOF\n",
                      "{model}x",
                      "'$(touch PWN)'"};
    std::mt19937 random(1);
    Words all = seeds;
    std::string bytes;
    for (int byte = 1; byte < 256; ++byte) bytes.push_back(static_cast<char>(byte));
    all.push_back(bytes);
    while (all.size() < count) {
        std::string text;
        for (int i = 0, n = 1 + static_cast<int>(random() % 4); i < n; ++i) text += seeds[random() % seeds.size()];
        for (int i = 0, n = static_cast<int>(random() % 6); i < n; ++i)
            text.push_back(static_cast<char>(1 + random() % 255));
        all.push_back(std::move(text));
    }
    return all;
}

} // namespace

/// The files and steps that a plan becomes.
class TestJobFiles : public QObject {
    Q_OBJECT
private slots:
    void steps_stand_in_the_order_of_their_doing()
    {
        auto plan = small_plan();
        plan.load->profile = Profile::concurrent;
        plan.load->streams = {1, 16};
        plan.accuracy = Accuracy{.tasks = {"mmlu"}};
        const auto job = job_files(plan, {});
        QVERIFY(job);
        const Words expected{"mock-model: start the server",
                             "mock-model: first requests",
                             "mock-model: warm-up",
                             "mock-model: level 1 of 2, 1 stream",
                             "mock-model: level 2 of 2, 16 streams",
                             "mock-model: accuracy",
                             "mock-model: stop the server",
                             "compressed: start the server",
                             "compressed: first requests",
                             "compressed: warm-up",
                             "compressed: level 1 of 2, 1 stream",
                             "compressed: level 2 of 2, 16 streams",
                             "compressed: accuracy",
                             "compressed: stop the server"};
        QCOMPARE(texts(job->steps), expected);
        QCOMPARE(job->steps[13].id, std::string("0014"));
        QCOMPARE(job->steps[3].folder, std::string("mock-model/load-1"));
        QVERIFY(preview(*job).contains("--served-model-name"));
        QVERIFY(file_of(*job, "driver.sh").contains("begin_job()"));
    }

    void interleaved_repetitions_go_through_all_models()
    {
        auto plan = small_plan();
        plan.order = Order::interleaved;
        plan.repeat = 6;
        plan.load->profile = Profile::synchronous;
        const auto job = job_files(plan, {});
        QVERIFY(job);
        std::vector<std::pair<int, int>> order; // repetition, model
        for (const auto& step : job->steps)
            if (step.kind == StepKind::level) order.emplace_back(step.repetition, step.model);
        QCOMPARE(order.size(), std::size_t{12});
        int swapped = 0;
        for (std::size_t i = 0; i < order.size(); i += 2) {
            QCOMPARE(order[i].first, static_cast<int>(i / 2));
            QCOMPARE(order[i].first, order[i + 1].first);
            QVERIFY(order[i].second != order[i + 1].second);
            swapped += order[i].second;
        }
        QVERIFY(swapped > 0 && swapped < 6);
        QCOMPARE(job_files(plan, {})->steps, job->steps); // the same plan, the same order
    }

    void what_an_earlier_job_has_is_left_out()
    {
        auto plan = small_plan();
        plan.load->tool = LoadTool::guidellm;
        plan.load->profile = Profile::concurrent;
        plan.load->streams = {1, 2, 4};
        plan.accuracy = Accuracy{.tasks = {"mmlu"}};
        const Finished finished{"mock-model/load-1/0001", "mock-model/load-1/0002", "mock-model/load-1/0003",
                                "mock-model/eval/tok", "compressed/load-1/0002"};
        const auto job = job_files(plan, host_with("guidellm", "0.8.1"), finished, "20260101-000000-aaaa");
        QVERIFY(job);
        Words folders;
        for (const auto& step : job->steps)
            if (!step.folder.empty()) folders.push_back(step.folder);
        QCOMPARE(folders, (Words{"compressed/load-1/0001", "compressed/load-1/0003", "compressed/eval"}));
        QVERIFY(file_of(*job, "run.sh").contains("earlier='20260101-000000-aaaa'"));
    }

    void the_rates_of_a_sweep_need_its_first_two_levels()
    {
        auto plan = small_plan();
        plan.models.resize(1);
        plan.load->tool = LoadTool::guidellm;
        const auto of = [&](const Finished& finished) {
            Words folders;
            const auto job = job_files(plan, host_with("guidellm", "0.8.1"), finished, "earlier");
            for (const auto& step : job->steps)
                if (!step.folder.empty()) folders.push_back(step.folder.substr(step.folder.size() - 4));
            return folders;
        };
        const std::string below = "mock-model/load-1/";
        QCOMPARE(of({below + "0001", below + "0002", below + "0004"}), (Words{"0001", "0002", "0003", "0005"}));
        QCOMPARE(of({below + "0003", below + "0004", below + "0005"}), (Words{"0001", "0002"}));
    }

    void a_script_that_quantises()
    {
        for (const auto* scheme : {"W8A8-INT8", "FP8-dynamic", "W4A16"}) {
            auto plan = small_plan();
            plan.quantize = Quantize{
                .model = "org/\"base\"\n\\", .scheme = scheme, .output = "org/compressed", .dataset = "{x}\"\"\""};
            const auto job = job_files(plan, {});
            QVERIFY2(job, job ? "" : to_string(job.error()).c_str());
            QTemporaryDir folder;
            write_text(folder.filePath("quantize.py"), QByteArray::fromStdString(file_of(*job, "quantize.py")));
            QProcess python;
            python.start("python3", {"-c",
                                     "import ast,sys\n"
                                     "t = ast.parse(open(sys.argv[1]).read())\n"
                                     "for n in t.body:\n"
                                     "  if isinstance(n, ast.Assign) and n.targets[0].id in ('MODEL', 'DATASET'):\n"
                                     "    print(repr(ast.literal_eval(n.value)))",
                                     folder.filePath("quantize.py")});
            if (!python.waitForStarted()) QSKIP("python3 is not installed");
            python.waitForFinished();
            QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
            QByteArray expected = "'org/\"base\"\\n\\\\'\n"; // as Python shows the text
            if (QByteArray(scheme) != "FP8-dynamic") expected += "'{x}\"\"\"'\n";
            QCOMPARE(python.readAllStandardOutput(), expected);
            QCOMPARE(argvs(job, StepKind::quantize, -1).at(0), words("python3 ./quantize.py out/quantize.json"));
        }
    }

    void scripts_are_whole_for_every_kind_of_plan()
    {
        auto plan = small_plan();
        plan.accuracy = Accuracy{.backend = Accuracy::Backend::hf, .tasks = {"a"}};
        plan.quantize = Quantize{.model = "tok", .scheme = "FP8-dynamic", .output = "org/compressed"};
        plan.repeat = 2;
        plan.server.environment = {{"HF_HUB_OFFLINE", "1"}};
        for (const auto tool : {LoadTool::kneepoint_load, LoadTool::guidellm})
            for (const auto order : {Order::in_turn, Order::interleaved}) {
                plan.load->tool = tool;
                plan.order = order;
                const auto job = job_files(plan, {});
                QVERIFY(job);
                QTemporaryDir folder;
                write_text(folder.filePath("run.sh"), QByteArray::fromStdString(file_of(*job, "run.sh")));
                QProcess sh;
                sh.start("sh", {"-n", folder.filePath("run.sh")});
                sh.waitForFinished();
                QCOMPARE(sh.exitCode(), 0);
            }
    }

    void a_sweep_whose_cap_exceeds_what_its_time_allows_is_bad_data()
    {
        QTest::addColumn<int>("cap");
        QTest::addColumn<double>("seconds");
        QTest::addColumn<bool>("bad");
        // What an H200 showed with 1024 and 512 tokens.
        QTest::newRow("none of 512 ended in 25 s") << 512 << 25.0 << true;
        QTest::newRow("one wave or none of 256 in 12 s") << 256 << 12.0 << true;
        QTest::newRow("one wave or none of 128 in 12 s") << 128 << 12.0 << true;
        QTest::newRow("16 for a minute") << 16 << 60.0 << false;
        QTest::newRow("128 for a minute") << 128 << 60.0 << false;
    }
    void a_sweep_whose_cap_exceeds_what_its_time_allows_is_bad()
    {
        QFETCH(const int, cap);
        QFETCH(const double, seconds);
        QFETCH(const bool, bad);
        auto plan = small_plan();
        plan.workload = {.prompt_tokens = 1024, .output_tokens = 512};
        plan.load = Load{.levels = 5, .max_concurrency = cap, .max_seconds = seconds};
        const auto checks = hosts::level_checks(needs(plan).levels);
        const auto found = std::ranges::find(checks, hosts::Verdict::bad, &hosts::Check::verdict);
        QCOMPARE(found != checks.end(), bad);
        if (!bad) return;
        QVERIFY2(found->what.contains("throughput"), found->what.c_str());
        QVERIFY2(found->text.contains("cap its concurrency"), found->text.c_str());
    }

    void an_estimate_follows_from_the_plan()
    {
        auto plan = small_plan();
        plan.load->max_requests.reset();
        plan.load->max_seconds = 60;
        const auto one = estimate(plan);
        // Two models: 5 levels of 60 s, the server's start, first requests, warm-up and stop.
        QCOMPARE(one.takes.count(), 2 * (5 * 60 + 90 + 5 + 10 + 15.0));
        plan.repeat = 3;
        QCOMPARE(estimate(plan).takes.count() - one.takes.count(), 2 * 2 * 5 * 60.0);
        QCOMPARE(estimate(plan).result_bytes, 3 * one.result_bytes);
        const auto needed = needs(plan);
        QCOMPARE(needed.levels.size(), std::size_t{5});
        QVERIFY(needed.levels[1].throughput && needed.gpu);
        QVERIFY(std::ranges::find(needed.tools, "vllm") != needed.tools.end());
        plan.server.port = 8000;
        QCOMPARE(facts_wanted(plan, "/x").ports, (std::vector<int>{8000}));
        QCOMPARE(needed.models.size(), plan.models.size());
        plan.server.kind = Server::Kind::command;
        plan.server.argv = {"./kneepoint-load", "simulate"}; // brought along: not looked for on the host
        const auto calls = [&](std::string_view tool) {
            const auto tools = needs(plan).tools;
            return std::ranges::find(tools, tool) != tools.end();
        };
        QVERIFY(!calls("./kneepoint-load"));
        QVERIFY(needs(plan).models.empty() && !needs(plan).gpu);
        plan.server.argv = {"my-server"};
        QVERIFY(calls("my-server"));
        plan.models.clear();
        QCOMPARE(estimate(plan).takes.count(), 0.0);
    }

    /// Row 40: the words of a command reach it as they are, and nothing in them is executed.
    void row_40_hostile_words_arrive_as_they_are()
    {
        const auto strings = hostile_strings(1500);
        QCOMPARE(strings.size(), std::size_t{1500});
        constexpr std::size_t batch = 100;
        for (std::size_t begin = 0; begin < strings.size(); begin += batch) {
            QTemporaryDir folder;
            write_text(folder.filePath("record"), "#!/bin/sh\nprintf '%s\\0' \"$@\" >arrived\n");
            QFile::setPermissions(folder.filePath("record"), QFile::ReadOwner | QFile::ExeOwner);
            auto plan = small_plan();
            plan.models.resize(1);
            plan.server.kind = Server::Kind::command;
            plan.server.argv = {"./record"};
            QByteArray expected;
            for (std::size_t i = begin; i < begin + batch; ++i) {
                if (!QByteArray::fromStdString(strings[i]).isValidUtf8()) continue; // a plan is UTF-8; see below
                if (strings[i] == "{port}" || strings[i] == "{model}") continue;    // are meant to be replaced
                plan.server.argv.push_back(strings[i]);
                expected += QByteArray::fromStdString(strings[i]) + '\0';
            }
            plan.models[0].model = "m" + plan.server.argv.back();
            if (plan.models[0].model.contains('\0')) plan.models[0].model = "m";
            plan.name = "n" + plan.server.argv.back();
            plan.load->extra_args = plan.server.argv;
            plan.load->extra_args.erase(plan.load->extra_args.begin());
            const auto job = job_files(plan, {});
            QVERIFY2(job, job ? "" : to_string(job.error()).c_str());
            for (const auto& file : job->files)
                write_text(folder.filePath(QString::fromStdString(file.path)), QByteArray::fromStdString(file.content));
            QProcess sh;
            sh.setWorkingDirectory(folder.path());
            sh.setProcessChannelMode(QProcess::MergedChannels);
            sh.start("sh", {"run.sh"});
            QVERIFY(sh.waitForFinished(60000));
            QCOMPARE(text_of(folder.filePath("arrived")), expected);
            QVERIFY(QDir(folder.path()).entryList({"PWN*"}).isEmpty());
            QCOMPARE(sh.exitCode(), 1); // such a server is never ready
        }
    }

    /// The same for bytes that are no UTF-8, by the one function that quotes.
    void row_40_all_bytes_are_quoted()
    {
        QTemporaryDir folder;
        const auto strings = hostile_strings(1500);
        QByteArray expected;
        for (const auto& text : strings) expected += QByteArray::fromStdString(text) + '\0';
        write_text(folder.filePath("run.sh"),
                   QByteArray::fromStdString("printf '%s\\0' " + hosts::quoted(strings) + " >arrived\n"));
        QProcess sh;
        sh.setWorkingDirectory(folder.path());
        sh.start("sh", {"run.sh"});
        QVERIFY(sh.waitForFinished());
        QCOMPARE(text_of(folder.filePath("arrived")), expected);
        QVERIFY(QDir(folder.path()).entryList({"PWN*"}).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestJobFiles)
#include "test_job_files.moc"
