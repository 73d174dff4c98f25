// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/runs/plan.h"

#include <QTest>

#include <algorithm>
#include <functional>

using namespace kneepoint;
using namespace kneepoint::runs;

namespace {

Plan small_plan()
{
    Plan plan;
    plan.name = "llama 8b int8";
    plan.models = {{.model = "org/base", .served_name = "base"},
                   {.model = "org/compressed", .served_name = "compressed", .scheme = "W8A8-INT8"}};
    return plan;
}

/// Every member with a value of its own.
Plan full_plan()
{
    auto plan = small_plan();
    plan.host = "gpu-a";
    plan.models[1].model = "made/compressed \"quoted\"\n";
    plan.quantize = Quantize{.model = "org/base",
                             .scheme = "W8A8-INT8",
                             .output = plan.models[1].model,
                             .dataset = "org/texts",
                             .samples = 64,
                             .max_length = 1024};
    plan.server.flags = {{"max-model-len", std::int64_t{2048}},
                         {"gpu-memory-utilization", 0.6},
                         {"enforce-eager", true},
                         {"kv-cache-dtype", std::string("fp8")}};
    plan.server.extra_args = {"--hf-overrides", "{\"a\": 1}"};
    plan.server.environment = {{"HF_HUB_OFFLINE", "1"}};
    plan.server.port = 8000;
    plan.server.ready_timeout_s = 120.5;
    plan.workload = {.prompt_tokens = 300, .output_tokens = 150, .prefix_tokens = 10, .data_file = "/data/p.jsonl"};
    plan.load = Load{.tool = LoadTool::guidellm,
                     .version = "0.8.1",
                     .profile = Profile::constant,
                     .rates = {1, 2.5},
                     .max_concurrency = 64,
                     .max_seconds = std::nullopt,
                     .max_requests = 100,
                     .warmup_s = 2,
                     .extra_args = {"--label", "a=b"}};
    plan.accuracy = Accuracy{.backend = Accuracy::Backend::hf,
                             .tasks = {"mmlu", "gsm8k"},
                             .include_path = "tasks",
                             .num_fewshot = 5,
                             .limit = 20,
                             .apply_chat_template = true,
                             .model_args = {{"dtype", "float32"}},
                             .extra_args = {"--verbosity", "DEBUG"}};
    plan.repeat = 3;
    plan.order = Order::interleaved;
    plan.seed = 18'446'744'073'709'551'615U;
    plan.secrets = {"HF_TOKEN"};
    return plan;
}

/// The example of the contract of the command line.
constexpr const char* contract = R"({"schema":"kneepoint.plan/1","name":"llama 8b int8",
 "models":[{"role":"base","model":"org/base-or-path","served_name":"base"},
           {"role":"candidate","model":"org/compressed","served_name":"compressed","scheme":"W8A8-INT8"}],
 "quantize":null,
 "server":{"kind":"vllm","flags":{"max-model-len":2048,"gpu-memory-utilization":0.6},"extra_args":[],"env":{},"port":8000,"ready_timeout_s":900},
 "workload":{"prompt_tokens":1024,"output_tokens":512,"data_file":null},
 "load":{"tool":"kneepoint-load","profile":"sweep","levels":10,"streams":null,"rates":null,"max_seconds":120,"max_requests":null,"warmup_s":10},
 "accuracy":{"tool":"lm_eval","backend":"server","tasks":["mmlu","gsm8k"],"include_path":null,"num_fewshot":null,"limit":null,"apply_chat_template":false},
 "repeat":1,"order":"in-turn","seed":42})";

std::string with(std::string what, const std::string& by)
{
    std::string text = contract;
    const auto at = text.find(what);
    if (at == std::string::npos) return {};
    return text.replace(at, what.size(), by);
}

} // namespace

class TestPlan : public QObject {
    Q_OBJECT
private slots:
    void the_example_of_the_contract_is_read()
    {
        const auto plan = read_plan(contract);
        QVERIFY2(plan, plan ? "" : to_string(plan.error()).c_str());
        QCOMPARE(plan->models.size(), std::size_t{2});
        QCOMPARE(plan->models[1].scheme, std::string("W8A8-INT8"));
        QCOMPARE(std::get<std::int64_t>(plan->server.flags.at("max-model-len")), std::int64_t{2048});
        QCOMPARE(std::get<double>(plan->server.flags.at("gpu-memory-utilization")), 0.6);
        QCOMPARE(plan->server.port, 8000);
        QCOMPARE(plan->load->max_seconds, std::optional(120.0));
        QCOMPARE(plan->load->warmup_s, 10.0);
        QCOMPARE(plan->accuracy->tasks, (std::vector<std::string>{"mmlu", "gsm8k"}));
        QVERIFY(!plan->quantize);
        QVERIFY(validate(*plan).empty());
    }

    void what_is_written_is_read_back()
    {
        for (const auto& plan : {small_plan(), full_plan()}) {
            const auto text = to_json(plan);
            const auto again = read_plan(text);
            QVERIFY2(again, again ? "" : to_string(again.error()).c_str());
            QVERIFY(*again == plan);
            QCOMPARE(to_json(*again), text);
            QVERIFY(validate(plan).empty());
        }
    }

    void the_base_comes_first_wherever_it_stands()
    {
        const auto plan = read_plan(R"({"schema":"kneepoint.plan/1","name":"x","models":[
            {"role":"candidate","model":"c","served_name":"c"},{"role":"base","model":"b","served_name":"b"}]})");
        QVERIFY(plan);
        QCOMPARE(plan->models[0].model, std::string("b"));
        QCOMPARE(plan->load.has_value(), true); // not named: as by default
    }

    void documents_that_are_refused_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<std::string>("place");
        QTest::addColumn<std::string>("part");
        const auto row = [](const char* name, std::string text, std::string place, std::string part,
                            ErrorKind kind = ErrorKind::invalid) {
            QTest::newRow(name) << std::move(text) << kind << std::move(place) << std::move(part);
        };
        row("nothing", "", "", "line 1, column 1", ErrorKind::unreadable);
        row("cut", std::string(contract).substr(0, 300), "", "line 5", ErrorKind::unreadable);
        row("not UTF-8", with("llama", "ll\xff"), "", "line 1", ErrorKind::unreadable);
        row("deep", "{\"schema\":" + std::string(500'000, '[') + "1", "", "column", ErrorKind::unreadable);
        row("huge", std::string(2 << 20, ' '), "", "1 MiB", ErrorKind::too_large);
        row("a list", "[]", "", "no plan");
        row("another document", R"({"schema":"kneepoint.workspace/1"})", "", "no plan");
        row("a newer plan", R"({"schema":"kneepoint.plan/2"})", "", "newer", ErrorKind::unsupported);
        row("no models", R"({"schema":"kneepoint.plan/1","name":"x"})", "models", "missing");
        row("models no list", with("[{\"role\":\"base\"", "7,\"x\":[{\"role\":\"base\""), "models", "list");
        row("no base", with("\"base\",\"model\":\"org/base", "\"candidate\",\"model\":\"org/base"), "models", "base");
        row("two bases", with("\"candidate\"", "\"base\""), "models[1].role", "base already");
        row("no role", with("\"role\":\"candidate\",", ""), "models[1].role", "role");
        row("unknown key", with("max_seconds", "max_second"), "load.max_second", "not known");
        row("unknown key of a model", with("served_name", "servedname"), "models[0].servedname", "not known");
        row("unknown key above", with("\"repeat\"", "\"repeats\""), "repeats", "not known");
        row("a key twice", with("\"repeat\":1", "\"repeat\":1,\"repeat\":2"), "repeat", "twice");
        row("text for a number", with("\"levels\":10", "\"levels\":\"10\""), "load.levels", "whole number");
        row("fraction", with("\"levels\":10", "\"levels\":10.5"), "load.levels", "whole number");
        row("too large", with("\"levels\":10", "\"levels\":10000000000"), "load.levels", "too large");
        row("far too large", with("\"levels\":10", "\"levels\":1e999"), "", "too large", ErrorKind::unreadable);
        row("negative seed", with("\"seed\":42", "\"seed\":-1"), "seed", "at least 0");
        row("number for a text", with("\"llama 8b int8\"", "7"), "name", "text");
        row("null for a number", with("\"levels\":10", "\"levels\":null"), "load.levels", "whole number");
        row("number in a list of texts", with("[\"mmlu\"", "[7"), "accuracy.tasks[0]", "text");
        row("list in flags", with("\"max-model-len\":2048", "\"max-model-len\":[1]"), "server.flags.max-model-len",
            "a text, a number, true or false");
        row("unknown profile", with("\"sweep\"", "\"swep\""), "load.profile", "sweep, concurrent");
        row("unknown tool", with("\"lm_eval\"", "\"lighteval\""), "accuracy.tool", "lm_eval");
        row("load is no object", with("\"load\":{", "\"load\":[],\"x\":{"), "load", "object");
        std::string many = "[0";
        for (int i = 0; i < 1000; ++i) many += ",1";
        row("endless list", with("\"streams\":null", "\"streams\":" + many + "]"), "load.streams", "1,000");
    }
    void documents_that_are_refused()
    {
        QFETCH(const std::string, text);
        QFETCH(const ErrorKind, kind);
        QFETCH(const std::string, place);
        QFETCH(const std::string, part);
        const auto plan = read_plan(text);
        QVERIFY(!plan);
        QCOMPARE(plan.error().place, place);
        QVERIFY2(plan.error().text.contains(part), plan.error().text.c_str());
        QCOMPARE(plan.error().kind, kind);
    }

    void plans_with_a_fault_data()
    {
        using Fault = std::function<void(Plan&)>;
        QTest::addColumn<Fault>("fault");
        QTest::addColumn<std::string>("field");
        QTest::addColumn<std::string>("part");
        const auto row = [](const char* name, std::string field, std::string part, Fault fault) {
            QTest::newRow(name) << std::move(fault) << std::move(field) << std::move(part);
        };
        row("no name", "name", "name", [](Plan& p) { p.name = " "; });
        row("no model", "models", "model", [](Plan& p) { p.models.clear(); });
        row("empty model", "models[1].model", "hub id", [](Plan& p) { p.models[1].model.clear(); });
        row("model like an option", "models[0].model", "./", [](Plan& p) { p.models[0].model = "-m"; });
        row("zero byte", "models[0].model", "zero", [](Plan& p) { p.models[0].model = std::string("a\0b", 3); });
        row("not UTF-8", "models[0].model", "UTF-8", [](Plan& p) { p.models[0].model = "a\xff"; });
        row("endless", "models[0].model", "32 KiB", [](Plan& p) { p.models[0].model = std::string(40'000, 'a'); });
        row("name with a slash", "models[0].served_name", "one word",
            [](Plan& p) { p.models[0].served_name = "../x"; });
        row("same names", "models[1].served_name", "its own", [](Plan& p) { p.models[1].served_name = "BASE"; });
        row("URL without need", "models[0].url", "running", [](Plan& p) { p.models[0].url = "http://a:1"; });
        row("no URL", "models[0].url", "", [](Plan& p) { p.server.kind = Server::Kind::running; });
        row("own option", "server.flags.host", "127.0.0.1",
            [](Plan& p) { p.server.flags["host"] = std::string("0.0.0.0"); });
        row("own option, free", "server.extra_args[0]", "random key",
            [](Plan& p) { p.server.extra_args = {"--api-key=abc"}; });
        row("option with dashes", "server.flags.--seed", "without",
            [](Plan& p) { p.server.flags["--seed"] = std::int64_t{1}; });
        row("command missing", "server.argv", "its program", [](Plan& p) { p.server.kind = Server::Kind::command; });
        row("command without need", "server.argv", "only", [](Plan& p) { p.server.argv = {"serve"}; });
        row("low port", "server.port", "1024", [](Plan& p) { p.server.port = 80; });
        row("ready is no path", "server.ready", "path", [](Plan& p) { p.server.ready = "health"; });
        row("no time to get ready", "server.ready_timeout_s", "seconds", [](Plan& p) { p.server.ready_timeout_s = 0; });
        row("token as a variable", "server.env.HF_TOKEN", "secrets",
            [](Plan& p) { p.server.environment["HF_TOKEN"] = "x"; });
        row("key as a variable", "server.env.MY_API_KEY", "secrets",
            [](Plan& p) { p.server.environment["MY_API_KEY"] = "x"; });
        row("token under another name", "server.env.NAME", "secrets",
            [](Plan& p) { p.server.environment["NAME"] = "hf_abc"; });
        row("sk under another name", "server.env.NAME", "secrets",
            [](Plan& p) { p.server.environment["NAME"] = "sk-abc"; });
        row("token as an argument", "server.extra_args[1]", "secrets",
            [](Plan& p) { p.server.extra_args = {"--x", "hf_abcdefghijklmnopqrst"}; });
        row("bearer as an argument", "load.extra_args[1]", "secrets",
            [](Plan& p) { p.load->extra_args = {"--header", "Authorization: Bearer 0123456789"}; });
        row("password in a URL", "load.extra_args[0]", "secrets",
            [](Plan& p) { p.load->extra_args = {"http://me:secret@host/"}; });
        row("not a variable", "server.env.A B", "letters", [](Plan& p) { p.server.environment["A B"] = "1"; });
        row("the job's own variable", "server.env.KNEEPOINT_JOB", "job",
            [](Plan& p) { p.server.environment["KNEEPOINT_JOB"] = "1"; });
        row("secret with a value", "secrets[0]", "name of a variable",
            [](Plan& p) { p.secrets = {"HF_TOKEN=hf_abc"}; });
        row("no prompt", "workload.prompt_tokens", "1 to", [](Plan& p) { p.workload.prompt_tokens = 0; });
        row("streams missing", "load.streams", "Write", [](Plan& p) { p.load->profile = Profile::concurrent; });
        row("streams without need", "load.streams", "only", [](Plan& p) { p.load->streams = {1}; });
        row("no streams at all", "load.streams[1]", "1 to", [](Plan& p) {
            p.load->profile = Profile::concurrent;
            p.load->streams = {1, 0};
        });
        row("a level twice", "load.streams", "twice", [](Plan& p) {
            p.load->profile = Profile::concurrent;
            p.load->streams = {1, 4, 1};
        });
        row("rates missing", "load.rates", "Write", [](Plan& p) { p.load->profile = Profile::poisson; });
        row("negative rate", "load.rates[0]", "0.001", [](Plan& p) {
            p.load->profile = Profile::constant;
            p.load->rates = {-1};
        });
        row("endless level", "load.max_seconds", "an end", [](Plan& p) { p.load->max_seconds.reset(); });
        row("all warm-up", "load.warmup_s", "shorter", [](Plan& p) { p.load->warmup_s = 60; });
        row("version of our own tool", "load.version", "GuideLLM", [](Plan& p) { p.load->version = "0.8"; });
        row("no tasks", "accuracy.tasks", "tasks", [](Plan& p) { p.accuracy = Accuracy{}; });
        row("two tasks in one", "accuracy.tasks[0]", "comma", [](Plan& p) { p.accuracy = Accuracy{.tasks = {"a,b"}}; });
        row("key in model arguments", "accuracy.model_args.header", "every result",
            [](Plan& p) { p.accuracy = Accuracy{.tasks = {"a"}, .model_args = {{"header", "x"}}}; });
        row("comma in a model argument", "accuracy.model_args.x", "commas",
            [](Plan& p) { p.accuracy = Accuracy{.tasks = {"a"}, .model_args = {{"x", "1,2"}}}; });
        row("scheme unknown", "quantize.scheme", "W4A16",
            [](Plan& p) { p.quantize = Quantize{"org/base", "INT3", "org/compressed", "d"}; });
        row("no calibration", "quantize.dataset", "calibrated",
            [](Plan& p) { p.quantize = Quantize{"org/base", "W4A16", "org/compressed", ""}; });
        row("output that nobody serves", "quantize.output", "one of the models",
            [](Plan& p) { p.quantize = Quantize{"org/base", "W4A16", "elsewhere", "d"}; });
        row("never", "repeat", "1 to 100", [](Plan& p) { p.repeat = 0; });
        row("nothing to do", "load", "Nothing", [](Plan& p) { p.load.reset(); });
    }
    void plans_with_a_fault()
    {
        QFETCH(const std::function<void(Plan&)>, fault);
        QFETCH(const std::string, field);
        QFETCH(const std::string, part);
        auto plan = small_plan();
        QVERIFY(validate(plan).empty());
        fault(plan);
        const auto problems = validate(plan);
        const auto found = std::ranges::find(problems, field, &PlanProblem::field);
        QVERIFY2(found != problems.end(), problems.empty() ? "no problem" : problems.front().field.c_str());
        QVERIFY2(found->text.contains(part), found->text.c_str());
    }

    void what_looks_like_a_secret_and_is_none()
    {
        auto plan = small_plan();
        plan.server.environment = {{"TOKENIZERS_PARALLELISM", "false"},
                                   {"MAX_TOKENS", "5"},
                                   {"HF_HUB_ENABLE_HF_TRANSFER", "1"},
                                   {"HF_HOME", "/data/hf"}};
        plan.load->extra_args = {"--x", "kind=hf_auto,model=tok", "task-list", "http://me@host/", "a:b@c"};
        QVERIFY(validate(plan).empty());
    }

    void names_are_made_of_models()
    {
        std::vector<PlannedModel> taken;
        const auto add = [&](const char* model) {
            taken.push_back({.model = model, .served_name = suggested_name(model, taken)});
            return taken.back().served_name;
        };
        QCOMPARE(add("org/Llama-3.1-8B"), std::string("Llama-3.1-8B"));
        QCOMPARE(add("/models/Llama-3.1-8B/"), std::string("Llama-3.1-8B-2"));
        QCOMPARE(add("a b\n$(x)"), std::string("a-b---x-"));
        QCOMPARE(add("org/.hidden"), std::string("model.hidden"));
        QCOMPARE(add("/"), std::string("model"));
        Plan plan;
        plan.name = "x";
        plan.models = taken;
        QVERIFY(validate(plan).empty());
    }
};

QTEST_GUILESS_MAIN(TestPlan)
#include "test_plan.moc"
