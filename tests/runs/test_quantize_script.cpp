// SPDX-License-Identifier: GPL-3.0-or-later
#include "made_job.h"

#include "../hosts/lab.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace kneepoint;
using namespace kneepoint::runs;
using namespace kneepoint::tests;

namespace {

/// Stand-ins for LLM Compressor and what it works with: they write down how they are called.
constexpr const char* transformers = R"py(import os
class Weights:
    def numel(self): return 10
    def element_size(self): return 2
class Model:
    def parameters(self): return [Weights(), Weights()]
    def save_pretrained(self, folder, save_compressed):
        assert save_compressed
        os.makedirs(folder)
        with open(os.path.join(folder, "model.safetensors"), "w") as file: file.write("small")
class Tokenizer:
    def __call__(self, text, **options): return {"input_ids": [len(text)]}
    def apply_chat_template(self, messages, tokenize): return messages[0]["content"]
    def save_pretrained(self, folder): pass
class AutoModelForCausalLM:
    @staticmethod
    def from_pretrained(model, torch_dtype): return Model()
class AutoTokenizer:
    @staticmethod
    def from_pretrained(model): return Tokenizer()
)py";
constexpr const char* modifiers = R"py(class Modifier:
    def __init__(self, **options): self.said = {"name": type(self).__name__, **options}
)py";
constexpr const char* oneshot = R"py(import json, os
def oneshot(model, recipe, dataset=None, **options):
    recipe = recipe if isinstance(recipe, list) else [recipe]
    rows = None if dataset is None else dataset.rows
    with open("called.json", "w") as file:
        json.dump({"recipe": [m.said for m in recipe], "rows": rows, "options": options}, file)
)py";
constexpr const char* datasets = R"py(class Data:
    column_names = ["text"]
    def __init__(self, rows): self.rows = rows
    def __len__(self): return len(self.rows)
    def shuffle(self, seed): return self
    def select(self, which): return Data([self.rows[i] for i in which])
    def map(self, change, remove_columns): return Data([change(row) for row in self.rows])
def load_dataset(name, **options):
    data = Data([{"text": "a"}, {"messages": [{"content": "bb"}]}, {"prompt": "ccc"}, {"text": "dddd"}])
    return data if options.get("split") == "train" else {"train": data}
)py";

} // namespace

/// The script that a plan's quantising becomes, run by Python as a job runs it. The recipes are those of models that
/// were published with theirs: SmoothQuant 0.8 and GPTQ W8A8, GPTQ W4A16, FP8_DYNAMIC; the head is left as it is.
class TestQuantizeScript : public QObject {
    Q_OBJECT

    static void add(const QTemporaryDir& folder, const QString& file, const QByteArray& text)
    {
        QDir().mkpath(QFileInfo(folder.filePath(file)).path());
        write_text(folder.filePath(file), text);
    }
    /// @param old as LLM Compressor had its modules before 0.7
    static void add_packages(const QTemporaryDir& folder, bool old)
    {
        add(folder, "transformers.py", transformers);
        add(folder, "datasets.py", datasets);
        add(folder, "llmcompressor/__init__.py", old ? "" : oneshot);
        if (old) add(folder, "llmcompressor/transformers.py", oneshot);
        add(folder, "llmcompressor/modifiers/__init__.py", modifiers);
        const QByteArray from = "from llmcompressor.modifiers import Modifier\n";
        add(folder, "llmcompressor/modifiers/quantization.py",
            from + "class GPTQModifier(Modifier): pass\nclass QuantizationModifier(Modifier): pass\n");
        const QByteArray smooth = from + "class SmoothQuantModifier(Modifier): pass\n";
        if (!old) add(folder, "llmcompressor/modifiers/transform/__init__.py", "");
        add(folder, QString("llmcompressor/modifiers/%1smoothquant.py").arg(old ? "" : "transform/"), smooth);
        for (const QByteArray name : {"llmcompressor", "transformers", "torch"})
            add(folder, name + "-1.2.3.dist-info/METADATA",
                "Metadata-Version: 2.1\nName: " + name + "\nVersion: 1.2.3\n");
    }
    static QByteArray run_python(const QTemporaryDir& folder, const QStringList& arguments)
    {
        QProcess python;
        python.setWorkingDirectory(folder.path());
        python.setProcessChannelMode(QProcess::MergedChannels);
        python.start("python3", arguments);
        python.waitForFinished();
        return python.exitStatus() == QProcess::NormalExit && python.exitCode() == 0
                   ? QByteArray()
                   : "it failed: " + python.readAll() + python.errorString().toUtf8();
    }

private slots:
    void the_recipe_is_that_of_the_scheme_data()
    {
        QTest::addColumn<std::string>("scheme");
        QTest::addColumn<bool>("old");
        QTest::addColumn<QByteArray>("recipe");
        const QByteArray gptq = R"({"name":"GPTQModifier","targets":"Linear","scheme":"SCHEME","ignore":["lm_head"]})";
        const QByteArray w8a8 = R"([{"name":"SmoothQuantModifier","smoothing_strength":0.8},)" +
                                QByteArray(gptq).replace("SCHEME", "W8A8") + "]";
        const QByteArray w4a16 = "[" + QByteArray(gptq).replace("SCHEME", "W4A16") + "]";
        const QByteArray fp8 =
            R"([{"name":"QuantizationModifier","targets":"Linear","scheme":"FP8_DYNAMIC","ignore":["lm_head"]}])";
        for (const bool old : {false, true}) {
            const char* when = old ? "before 0.7" : "now";
            QTest::addRow("W8A8-INT8, %s", when) << std::string("W8A8-INT8") << old << w8a8;
            QTest::addRow("W4A16, %s", when) << std::string("W4A16") << old << w4a16;
            QTest::addRow("FP8-dynamic, %s", when) << std::string("FP8-dynamic") << old << fp8;
        }
    }
    void the_recipe_is_that_of_the_scheme()
    {
        QFETCH(const std::string, scheme);
        QFETCH(const bool, old);
        QFETCH(const QByteArray, recipe);
        if (output_of("python3", {"--version"}).isEmpty()) QSKIP("python3 is not installed");
        auto plan = small_plan();
        plan.quantize = Quantize{
            .model = "org/base", .scheme = scheme, .output = "org/compressed", .dataset = "org/data", .samples = 3};
        const auto job = job_files(plan, {});
        QVERIFY2(job, job ? "" : to_string(job.error()).c_str());
        QTemporaryDir folder;
        add_packages(folder, old);
        add(folder, "quantize.py", QByteArray::fromStdString(file_of(*job, "quantize.py")));
        QCOMPARE(run_python(folder, {"-m", "py_compile", "quantize.py"}), QByteArray());
        QCOMPARE(run_python(folder, {"./quantize.py", "sizes.json"}), QByteArray());
        const auto called = QJsonDocument::fromJson(text_of(folder.filePath("called.json"))).object();
        QCOMPARE(called["recipe"].toArray(), QJsonDocument::fromJson(recipe).array());
        const auto options = called["options"].toObject();
        if (scheme == "FP8-dynamic") { // needs no data
            QVERIFY(called["rows"].isNull() && options.isEmpty());
        } else {
            QCOMPARE(called["rows"].toArray().size(), 3); // of four; text, chat and prompt become tokens
            for (int i = 0; i < 3; ++i)
                QCOMPARE(called["rows"].toArray()[i].toObject()["input_ids"].toArray()[0].toInt(), i + 1);
            QCOMPARE(options["num_calibration_samples"].toInt(), 3);
            QCOMPARE(options["max_seq_length"].toInt(), plan.quantize->max_length);
        }
        const auto sizes = QJsonDocument::fromJson(text_of(folder.filePath("sizes.json"))).object();
        QCOMPARE(sizes["schema"], "kneepoint.quantize/1");
        QCOMPARE(sizes["scheme"].toString().toStdString(), scheme);
        QCOMPARE(sizes["model_bytes"].toInt(), 40); // two weights of ten numbers of two bytes
        QCOMPARE(sizes["output_bytes"].toInt(), 5);
        QCOMPARE(sizes["versions"].toObject()["llmcompressor"], "1.2.3");
        QVERIFY(QFile::exists(folder.filePath("org/compressed/model.safetensors")));
        QVERIFY(!QFile::exists(folder.filePath("org/compressed.unfinished")));
    }
};

QTEST_GUILESS_MAIN(TestQuantizeScript)
#include "test_quantize_script.moc"
