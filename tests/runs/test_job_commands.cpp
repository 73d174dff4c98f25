// SPDX-License-Identifier: GPL-3.0-or-later
#include "made_job.h"

#include "kneepoint/hosts/quote.h"

#include "../hosts/lab.h"

#include <functional>

using namespace kneepoint;
using namespace kneepoint::runs;
using namespace kneepoint::tests;

/// The words that a job calls servers and tools with, as the tools' own versions take them.
class TestJobCommands : public QObject {
    Q_OBJECT
private slots:
    void a_server_is_called_as_recorded()
    {
        // From the argv of the measured case on an H200.
        auto plan = small_plan();
        plan.models[0] = {.model = "models/llama-3.1-8b-dummy", .served_name = "llama-3.1-8b-dummy"};
        plan.server.flags = {{"gpu-memory-utilization", 0.6},
                             {"tensor-parallel-size", std::int64_t{1}},
                             {"max-model-len", std::int64_t{2048}},
                             {"enable-prefix-caching", false},
                             {"enforce-eager", true},
                             {"chat-template", std::string("-x")}};
        plan.server.extra_args = {"--load-format", "dummy"};
        const auto served = argvs(job_files(plan, {}), StepKind::serve);
        QCOMPARE(served.size(), std::size_t{1});
        QCOMPARE(served[0], words("vllm serve models/llama-3.1-8b-dummy --served-model-name llama-3.1-8b-dummy --host "
                                  "127.0.0.1 --port {port} --chat-template=-x --no-enable-prefix-caching "
                                  "--enforce-eager --gpu-memory-utilization 0.6 --max-model-len 2048 "
                                  "--tensor-parallel-size 1 --load-format dummy"));
    }

    void a_command_of_ones_own()
    {
        auto plan = small_plan();
        plan.server.kind = Server::Kind::command;
        plan.server.argv = {"serve", "{model}", "--port", "{port}", "--name={served_name}", "{served_name}"};
        QCOMPARE(argvs(job_files(plan, {}), StepKind::serve)[0],
                 words("serve tok --port {port} --name={served_name} mock-model"));
    }

    void kneepoint_load_measures_all_levels_in_one_process()
    {
        auto plan = small_plan();
        plan.repeat = 2;
        plan.workload.prefix_tokens = 7;
        plan.load->warmup_s = 1;
        const auto job = job_files(plan, {});
        const auto calls = argvs(job, StepKind::level);
        QCOMPARE(calls.size(), std::size_t{2});
        QCOMPARE(calls[1],
                 words("./kneepoint-load run --target {url} --model mock-model --profile sweep --levels 5 "
                       "--max-concurrency 8 --max-seconds 3 --max-requests 60 --warmup-s 1 --prompt-tokens 32 "
                       "--output-tokens 32 --prefix-tokens 7 --seed 43 --progress jsonl --resume -o "
                       "out/mock-model/load-2"));
        QVERIFY(job->needs_load_program);
        QCOMPARE(std::ranges::count(job->steps, StepKind::level, &Step::kind), 2 * 2 * 5);
    }

    /// Recorded command lines of each version; a sweep and a list of streams become one process for each level, which
    /// changes --profile, and adds a bound on errors.
    void guidellm_is_called_as_recorded_data()
    {
        QTest::addColumn<std::string>("version");
        QTest::addColumn<Profile>("profile");
        QTest::addColumn<int>("level");
        QTest::addColumn<std::string>("line");
        const std::string kinds =
            "guidellm run --backend kind=openai_http,target={url},model=mock-model --data "
            "kind=synthetic_text,prompt_tokens=32,output_tokens=32 --tokenizer kind=huggingface_auto,model=tok "
            "--profile "
            "PROFILE --constraint kind=max_duration,seconds=3 --constraint kind=max_requests,count=60 --constraint "
            "kind=max_errors,count=100 --seed kind=static,value=42 --output "
            "kind=json,path=out/mock-model/load-1/LEVEL.tmp/benchmarks.json --disable-console-interactive";
        const std::string flags =
            "guidellm benchmark run --target {url} --model mock-model --processor tok --data "
            "prompt_tokens=32,output_tokens=32 --profile PROFILE --max-seconds 3 --max-requests 60 --max-errors 100 "
            "--random-seed 42 --output-dir out/mock-model/load-1/LEVEL.tmp --outputs json "
            "--disable-console-interactive";
        const auto row = [&](const std::string& version, Profile profile, int level, const std::string& text,
                             const std::string& pattern) {
            auto line = QString::fromStdString(pattern);
            line.replace("PROFILE", text.c_str()).replace("LEVEL", QString("%1").arg(level, 4, 10, QChar('0')));
            QTest::addRow("%s, level %d, %s", version.c_str(), level, text.c_str())
                << version << profile << level << line.toStdString();
        };
        for (const auto* version : {"0.8.1", "0.7.4"}) {
            row(version, Profile::sweep, 1, "kind=synchronous", kinds);
            row(version, Profile::sweep, 2, "kind=throughput,max_concurrency=8", kinds);
            row(version, Profile::sweep, 5, "kind=constant,rate={rate}", kinds);
            row(version, Profile::concurrent, 2, "kind=concurrent,streams=2", kinds);
            row(version, Profile::poisson, 1, "kind=poisson,rate=2.5", kinds);
        }
        for (const auto* version : {"0.6.1", "0.5.4"}) {
            row(version, Profile::sweep, 1, "synchronous", flags);
            row(version, Profile::sweep, 2, "throughput --rate 8", flags);
            row(version, Profile::sweep, 5, "constant --rate {rate}", flags);
            row(version, Profile::concurrent, 2, "concurrent --rate 2", flags);
            row(version, Profile::constant, 1, "constant --rate 2.5", flags);
        }
        row("0.8.1", Profile::knee, 1, "{\"kind\":\"knee\",\"initial_streams\":[1,2,4,8]}", kinds);
    }
    void guidellm_is_called_as_recorded()
    {
        QFETCH(const std::string, version);
        QFETCH(const Profile, profile);
        QFETCH(const int, level);
        QFETCH(const std::string, line);
        auto plan = small_plan();
        plan.load->tool = LoadTool::guidellm;
        plan.load->profile = profile;
        if (profile == Profile::concurrent) plan.load->streams = {1, 2, 4};
        if (profile == Profile::constant || profile == Profile::poisson) plan.load->rates = {2.5};
        const auto calls = argvs(job_files(plan, host_with("guidellm", version)), StepKind::level);
        QCOMPARE(calls.at(static_cast<std::size_t>(level - 1)), words(line));
    }

    void lm_eval_is_called_as_recorded_data()
    {
        using Change = std::function<void(Plan&)>;
        QTest::addColumn<Change>("change");
        QTest::addColumn<std::string>("version");
        QTest::addColumn<std::string>("line");
        const auto row = [](const char* name, const char* version, Change change, const char* line) {
            QTest::newRow(name) << std::move(change) << std::string(version) << std::string(line);
        };
        row(
            "server", "0.4.13",
            [](Plan& p) { p.accuracy->model_args = {{"max_length", "1024"}, {"max_retries", "2"}}; },
            "lm_eval --model local-completions --model_args "
            "model=mock-model,base_url={url}/v1/"
            "completions,tokenizer=tok,tokenizer_backend=huggingface,num_concurrent=16,"
            "max_length=1024,max_retries=2 --tasks kp_know,kp_arith --include_path kit/tasks --batch_size 1 "
            "--output_path out/mock-model/eval.tmp --log_samples --use_cache cache/mock-model");
        row(
            "hf", "0.4.3",
            [](Plan& p) {
                p.accuracy->backend = Accuracy::Backend::hf;
                p.accuracy->model_args = {{"dtype", "float32"}};
                p.accuracy->extra_args = {"--device", "cpu", "--batch_size", "16"};
            },
            "lm_eval --model hf --model_args pretrained=tok,dtype=float32 --tasks kp_know,kp_arith --include_path "
            "kit/tasks --output_path out/mock-model/eval.tmp --log_samples --use_cache cache/mock-model --device cpu "
            "--batch_size 16");
        row(
            "vllm, few-shot, chat", "0.4.13",
            [](Plan& p) {
                p.accuracy->backend = Accuracy::Backend::vllm;
                p.accuracy->num_fewshot = 2;
                p.accuracy->limit = 20;
                p.accuracy->apply_chat_template = true;
                p.server.flags = {{"max-model-len", std::int64_t{2048}}, {"gpu-memory-utilization", 0.6}};
            },
            "lm_eval --model vllm --model_args pretrained=tok,max_model_len=2048,gpu_memory_utilization=0.6 --tasks "
            "kp_know,kp_arith --include_path kit/tasks --num_fewshot 2 --limit 20 --batch_size auto "
            "--apply_chat_template --fewshot_as_multiturn true --output_path out/mock-model/eval.tmp --log_samples "
            "--use_cache cache/mock-model");
        row(
            "chat before 0.4.10", "0.4.9.2",
            [](Plan& p) {
                p.accuracy->backend = Accuracy::Backend::hf;
                p.accuracy->apply_chat_template = true;
            },
            "lm_eval --model hf --model_args pretrained=tok --tasks kp_know,kp_arith --include_path kit/tasks "
            "--batch_size auto --apply_chat_template --output_path out/mock-model/eval.tmp --log_samples --use_cache "
            "cache/mock-model");
    }
    void lm_eval_is_called_as_recorded()
    {
        QFETCH(const std::function<void(Plan&)>, change);
        QFETCH(const std::string, version);
        QFETCH(const std::string, line);
        auto plan = small_plan();
        plan.accuracy = Accuracy{.tasks = {"kp_know", "kp_arith"}, .include_path = "kit/tasks"};
        change(plan);
        QCOMPARE(argvs(job_files(plan, host_with("lm_eval", version)), StepKind::accuracy).at(0), words(line));
    }

    void versions_that_cannot_do_it_data()
    {
        using Change = std::function<void(Plan&)>;
        QTest::addColumn<Change>("change");
        QTest::addColumn<std::string>("tool");
        QTest::addColumn<std::string>("version");
        QTest::addColumn<std::string>("part");
        const auto row = [](const char* name, Change change, const char* tool, const char* version, const char* part) {
            QTest::newRow(name) << std::move(change) << std::string(tool) << std::string(version) << std::string(part);
        };
        const Change guidellm = [](Plan& p) { p.load->tool = LoadTool::guidellm; };
        row("GuideLLM 0.4", guidellm, "guidellm", "0.4.0", "0.5 to 0.8");
        row("GuideLLM 0.9", guidellm, "guidellm", "0.9.0", "0.5 to 0.8");
        row("another GuideLLM", [=](Plan& p) { guidellm(p), p.load->version = "0.8"; }, "guidellm", "0.7.4", "0.7.4");
        row(
            "no knee", [=](Plan& p) { guidellm(p), p.load->profile = Profile::knee; }, "guidellm",
            "guidellm version: 0.7.4", "0.8");
        row("no echo", [](Plan& p) { p.accuracy = Accuracy{.tasks = {"a"}}; }, "lm_eval", "0.4.3", "wrong");
        row(
            "old lm_eval", [](Plan& p) { p.accuracy = Accuracy{.backend = Accuracy::Backend::hf, .tasks = {"a"}}; },
            "lm_eval", "0.3.0", "older");
    }
    void versions_that_cannot_do_it()
    {
        QFETCH(const std::function<void(Plan&)>, change);
        QFETCH(const std::string, tool);
        QFETCH(const std::string, version);
        QFETCH(const std::string, part);
        auto plan = small_plan();
        change(plan);
        const auto job = job_files(plan, host_with(tool, version));
        QVERIFY(!job);
        QCOMPARE(job.error().kind, ErrorKind::unsupported);
        QVERIFY2(job.error().text.contains(part), job.error().text.c_str());
    }
};

QTEST_GUILESS_MAIN(TestJobCommands)
#include "test_job_commands.moc"
