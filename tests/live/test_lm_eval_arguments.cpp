// SPDX-License-Identifier: GPL-3.0-or-later
#include "../runs/made_job.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <functional>

using namespace kneepoint;
using namespace kneepoint::runs;
using namespace kneepoint::tests;

namespace {

/// What lm_eval's own parser makes of an argv.
constexpr const char* parser = R"py(import json
from lm_eval._cli.harness import HarnessCLI
print(json.dumps(vars(HarnessCLI().parse_args()), default=str))
)py";
/// The same of one before 0.4.10, whose own imports bring all back ends: the parser needs none of them.
constexpr const char* older_parser = R"py(import ast, json, sys
source = ast.parse(open(sys.argv.pop(1)).read())
source.body = [n for n in source.body if isinstance(n, (ast.Import, ast.FunctionDef))
               or isinstance(n, ast.ImportFrom) and not n.module.startswith("lm_eval")]
names = {"__name__": "parser"}
exec(compile(source, "__main__", "exec"), names)
parser = names["setup_parser"]()
names["check_argument_types"](parser)
print(json.dumps(vars(parser.parse_args()), default=str))
)py";
/// The names that a back end's class takes, read without importing it: it wants a GPU's libraries.
constexpr const char* parameters = R"py(import ast, importlib.util, pathlib, sys
root = pathlib.Path(importlib.util.find_spec("lm_eval").origin).parent
for node in ast.parse((root / "models" / sys.argv[1]).read_text()).body:
    if isinstance(node, ast.ClassDef) and node.name == sys.argv[2]:
        for function in node.body:
            if isinstance(function, ast.FunctionDef) and function.name == "__init__":
                print(*(a.arg for a in function.args.args + function.args.kwonlyargs), function.args.kwarg and "**")
)py";

constexpr const char* url = "http://127.0.0.1:8000";

using Change = std::function<void(Plan&)>;

} // namespace

/// The words that a job calls lm_eval with are understood by the real one as they are meant; needs no GPU.
class TestLmEvalArguments : public QObject {
    Q_OBJECT

    static QByteArray python(const QStringList& arguments)
    {
        QProcess process;
        process.start(qEnvironmentVariable("KNEEPOINT_LIVE_LM_EVAL") + "/python", arguments);
        process.waitForFinished(120'000);
        if (process.exitCode() != 0) qWarning("%s", process.readAllStandardError().constData());
        return process.readAllStandardOutput();
    }

private slots:
    void initTestCase()
    {
        if (qEnvironmentVariableIsEmpty("KNEEPOINT_LIVE_LM_EVAL"))
            QSKIP("the real lm_eval is not installed: scripts/test.sh --live");
    }

    void its_parser_understands_them_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("vllm") << Change([](Plan& p) {
            p.accuracy->backend = Accuracy::Backend::vllm;
            p.accuracy->num_fewshot = 2;
            p.accuracy->limit = 20;
            p.accuracy->apply_chat_template = true;
            p.server.flags = {{"max-model-len", std::int64_t{2048}},
                              {"gpu-memory-utilization", 0.6},
                              {"tensor-parallel-size", std::int64_t{2}}};
        }) << QByteArray(R"({"command":"run","model":"vllm","model_args":{"pretrained":"tok","max_model_len":2048,
            "gpu_memory_utilization":0.6,"tensor_parallel_size":2},"num_fewshot":2,"limit":20,"batch_size":"auto",
            "apply_chat_template":true,"fewshot_as_multiturn":true})");
        QTest::newRow("hf") << Change([](Plan& p) {
            p.accuracy->backend = Accuracy::Backend::hf;
            p.accuracy->model_args = {{"dtype", "float32"}};
            p.accuracy->extra_args = {"--device", "cpu", "--batch_size", "16"};
        }) << QByteArray(R"({"command":"run","model":"hf","model_args":{"pretrained":"tok","dtype":"float32"},
            "num_fewshot":null,"limit":null,"batch_size":16,"device":"cpu","include_path":"kit/tasks"})");
        QTest::newRow("server") << Change([](Plan&) {})
                                << QByteArray(R"({"command":"run","model":"local-completions","batch_size":1,
            "model_args":{"model":"mock-model","base_url":"{url}/v1/completions","tokenizer":"tok",
            "tokenizer_backend":"huggingface","num_concurrent":16,"max_retries":3}})");
    }
    void its_parser_understands_them()
    {
        QFETCH(const Change, change);
        QFETCH(const QByteArray, expected);
        auto plan = small_plan();
        plan.accuracy = Accuracy{.tasks = {"kp_know", "kp_arith"}, .include_path = "kit/tasks"};
        change(plan);
        QStringList arguments{"-c", parser};
        const auto argv = argvs(job_files(plan, host_with("lm_eval", "0.4.13")), StepKind::accuracy).at(0);
        for (const auto& word : argv) arguments << QString::fromStdString(word).replace("{url}", url);
        arguments.removeAt(2); // lm_eval itself
        const auto parsed = QJsonDocument::fromJson(python(arguments)).object();
        auto all = QJsonDocument::fromJson(QByteArray(expected).replace("{url}", url)).object();
        QVERIFY(!all.isEmpty());
        all["tasks"] = QJsonArray{"kp_know", "kp_arith"};
        all["use_cache"] = "cache/mock-model"; // per model
        all["log_samples"] = true;
        all["output_path"] = "out/mock-model/eval.tmp";
        for (auto key = all.begin(); key != all.end(); ++key) {
            auto told = parsed[key.key()];
            if (told.isString() && key.value().isDouble()) told = told.toString().toDouble(); // it keeps "16" as a text
            QVERIFY2(told == key.value(), qPrintable(key.key() + ": " + told.toVariant().toString()));
        }
    }

    void older_parsers_understand_them_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<Change>("change");
        QTest::addColumn<QByteArray>("expected");
        const auto with_template = Change([](Plan& p) {
            p.accuracy->backend = Accuracy::Backend::vllm;
            p.accuracy->num_fewshot = 2;
            p.accuracy->limit = 20;
            p.accuracy->apply_chat_template = true;
            p.server.flags = {{"max-model-len", std::int64_t{2048}}, {"gpu-memory-utilization", 0.6}};
        });
        const auto on_cpu = Change([](Plan& p) {
            p.accuracy->backend = Accuracy::Backend::hf;
            p.accuracy->model_args = {{"dtype", "float32"}};
            p.accuracy->extra_args = {"--device", "cpu", "--batch_size", "16"};
        });
        // What they know of --fewshot_as_multiturn takes no value, and a template does not turn it on.
        const QByteArray templated = R"({"model":"vllm","num_fewshot":2,"limit":20,"batch_size":"auto",
            "model_args":"pretrained=tok,max_model_len=2048,gpu_memory_utilization=0.6","apply_chat_template":true,
            "fewshot_as_multiturn":false})";
        const QByteArray hf = R"({"model":"hf","model_args":"pretrained=tok,dtype=float32","batch_size":"16",
            "device":"cpu","num_fewshot":null,"limit":null,"apply_chat_template":false})";
        for (const char* version : {"0.4.3", "0.4.9.2"}) {
            QTest::addRow("vllm of %s", version) << version << with_template << templated;
            QTest::addRow("hf of %s", version) << version << on_cpu << hf;
        }
        // An older one is not let at a server: it asks without echo (runs/test_job_files).
        QTest::newRow("server of 0.4.9.2")
            << "0.4.9.2" << Change([](Plan&) {}) << QByteArray(R"({"model":"local-completions","batch_size":"1",
            "model_args":"model=mock-model,base_url={url}/v1/completions,tokenizer=tok,tokenizer_backend=huggingface,num_concurrent=16,max_retries=3"})");
    }
    void older_parsers_understand_them()
    {
        QFETCH(const QString, version);
        QFETCH(const Change, change);
        QFETCH(const QByteArray, expected);
        const auto older = qEnvironmentVariable("KNEEPOINT_LIVE_OLDER_LM_EVAL");
        if (older.isEmpty()) QSKIP("older ones are not installed: scripts/test.sh --live");
        auto plan = small_plan();
        plan.accuracy = Accuracy{.tasks = {"kp_know", "kp_arith"}, .include_path = "kit/tasks"};
        change(plan);
        QStringList arguments{"-c", older_parser, older + "/" + version + "/lm_eval/__main__.py"};
        const auto argv = argvs(job_files(plan, host_with("lm_eval", version.toStdString())), StepKind::accuracy).at(0);
        for (const auto& word : argv) arguments << QString::fromStdString(word).replace("{url}", url);
        arguments.removeAt(3); // lm_eval itself
        const auto parsed = QJsonDocument::fromJson(python(arguments)).object();
        QVERIFY(!parsed.isEmpty());
        auto all = QJsonDocument::fromJson(QByteArray(expected).replace("{url}", url)).object();
        QVERIFY(!all.isEmpty());
        all["tasks"] = "kp_know,kp_arith";
        all["include_path"] = "kit/tasks";
        all["use_cache"] = "cache/mock-model";
        all["log_samples"] = true;
        all["output_path"] = "out/mock-model/eval.tmp";
        for (auto key = all.begin(); key != all.end(); ++key)
            QVERIFY2(parsed[key.key()] == key.value(),
                     qPrintable(key.key() + ": " + parsed[key.key()].toVariant().toString()));
    }

    void its_back_ends_take_what_is_named_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("words");
        // What it does not name itself goes on to vLLM's engine, where a share of the memory is
        // --gpu-memory-utilization.
        QTest::newRow("vllm") << "vllm_causallms.py" << "VLLM"
                              << QStringList{"pretrained", "max_model_len", "**", "tensor_parallel_size"};
        QTest::newRow("hf") << "huggingface.py" << "HFLM" << QStringList{"pretrained", "dtype"};
        QTest::newRow("server") << "api_models.py" << "TemplateAPI"
                                << QStringList{"model",          "base_url",    "tokenizer", "tokenizer_backend",
                                               "num_concurrent", "max_retries", "max_length"};
    }
    void its_back_ends_take_what_is_named()
    {
        QFETCH(const QString, file);
        QFETCH(const QString, name);
        QFETCH(const QStringList, words);
        const auto taken = QString::fromUtf8(python({"-c", parameters, file, name})).simplified().split(' ');
        for (const auto& word : words) QVERIFY2(taken.contains(word), qPrintable(word + " of " + taken.join(' ')));
    }
};

QTEST_GUILESS_MAIN(TestLmEvalArguments)
#include "test_lm_eval_arguments.moc"
