// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/formats.h"

#include "shared.h"

#include <QTest>

#include <algorithm>

using namespace kneepoint;

namespace {

const std::string folder = "fixtures/lm_eval/";
const std::string tiny = folder + "live/out/0.4.13/hf/models__tiny-base/";

/// JSON with single quotes for double ones.
std::string json(std::string text)
{
    std::ranges::replace(text, '\'', '"');
    return text;
}

Result<import::Imported> results(const std::string& text)
{
    Progress progress;
    return import::lm_eval_results(text, {"results.json", {}}, progress);
}

Result<import::Imported> samples(const std::string& text)
{
    Progress progress;
    return import::lm_eval_samples(text, {"samples_t_x.jsonl", {}}, progress);
}

} // namespace

class TestLmEvalBadInput : public QObject {
    Q_OBJECT
private slots:
    void results_are_refused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* name, const QByteArray& text, ErrorKind kind) {
            QTest::newRow(name) << text << int(kind);
        };
        row("empty", "", ErrorKind::unreadable);
        row("no JSON", "hello", ErrorKind::unreadable);
        row("10,000 levels", QByteArray(10000, '['), ErrorKind::too_large);
        row("a list", "[1,2]", ErrorKind::unsupported);
        row("a number", "7", ErrorKind::unsupported);
        row("GuideLLM", R"({"benchmarks":[]})", ErrorKind::unsupported);
        row("checkpoint", R"({"model_type":"llama"})", ErrorKind::unsupported);
        row("results of another tool", R"({"results":{"a":{"score":1}}})", ErrorKind::unsupported);
        row("results is a list", R"({"results":[],"configs":{}})", ErrorKind::unsupported);
    }
    void results_are_refused()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, kind);
        const auto imported = results(text.toStdString());
        QVERIFY(!imported);
        QCOMPARE(int(imported.error().kind), kind);
        QVERIFY(imported.error().text.ends_with('.'));
    }

    /// Each member replaced by each wrong type: read with what is left, or refused; never a crash.
    void wrong_types_are_survived()
    {
        const std::vector<std::string> wrong = {"null",
                                                "7",
                                                "'x'",
                                                "[]",
                                                "[{}]",
                                                "{}",
                                                "{'t':7}",
                                                "{'t':[]}",
                                                "{'t':{'acc':[]}}",
                                                "{'':['','t'],'t':['','t',7]}",
                                                "NaN"};
        for (const char* key : {"groups", "group_subtasks", "configs", "versions", "n-shot", "higher_is_better",
                                "n-samples", "config", "date", "pretty_env_info", "lm_eval_version", "task_hashes",
                                "model_name", "chat_template_sha", "summary_tasks", "config_general"})
            for (const auto& value : wrong) {
                const std::string start = "{'results':{'t':{'acc,none':0.5,'alias':'t'}},'configs':{},'";
                const auto imported = results(json(start + key + "':" + value + "}"));
                QVERIFY2(imported && imported->runs.at(0).scores.size() == 1, (key + value).c_str());
            }
        for (const auto& value : wrong) {
            const std::string entry = "{'acc,none':" + value + ",'acc_stderr,none':" + value + ",'alias':" + value +
                                      ",'sample_len':" + value + "}";
            const auto imported = results(json("{'configs':{},'results':{'t':" + entry + ",'u':" + value + "}}"));
            QVERIFY2(imported.has_value(), value.c_str());
        }
    }

    void groups_in_a_circle_end()
    {
        std::string chain = "'a':['b'],'b':['c'],'c':['a','a']";
        for (int i = 0; i < 20000; ++i) chain += ",'g" + std::to_string(i + 1) + "':['g" + std::to_string(i) + "']";
        const std::string entries = "{'a':{'acc,none':1},'g0':{'acc,none':1},'c':{'acc,none':1}}";
        const auto imported =
            results(json("{'configs':{},'results':" + entries + ",'group_subtasks':{" + chain + "}}"));
        QVERIFY(imported);
        QCOMPARE(imported->runs.at(0).scores.size(), std::size_t{3});
    }

    void cut_results_are_refused_and_cut_samples_kept()
    {
        KNEEPOINT_NEEDS_SHARED();
        const std::string whole = tests::content(tests::shared(tiny + "results_2026-11-21T06-13-39.445809.json"));
        const std::string lines =
            tests::content(tests::shared(tiny + "samples_kp_know_city_2026-11-21T06-13-39.445809.jsonl"));
        for (std::size_t part = 0; part < 64; ++part) {
            const auto cut = results(whole.substr(0, whole.size() * part / 64));
            QVERIFY(!cut && cut.error().kind == ErrorKind::unreadable);
            const auto kept = samples(lines.substr(0, lines.size() * part / 64));
            QCOMPARE(kept.has_value(), part > 0);
            if (kept) QVERIFY(kept->runs.at(0).samples.at(0).doc_id.size() >= 150 * part / 64 - 2);
        }
    }

    void samples_are_refused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("kind");
        QTest::newRow("empty") << QByteArray("\n\n") << int(ErrorKind::unreadable);
        QTest::newRow("empty list") << QByteArray("[]") << int(ErrorKind::unreadable);
        QTest::newRow("no JSON") << QByteArray("hello\nworld") << int(ErrorKind::unreadable);
        QTest::newRow("results") << QByteArray(R"({"results":{}})") << int(ErrorKind::unsupported);
        QTest::newRow("no answer") << QByteArray(R"({"doc_id":1,"text":"x"})") << int(ErrorKind::unsupported);
        QTest::newRow("10,000 levels") << QByteArray(10000, '[') << int(ErrorKind::too_large);
        QTest::newRow("deep document") << "{\"doc_id\":" + QByteArray(10000, '[') << int(ErrorKind::too_large);
    }
    void samples_are_refused()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, kind);
        const auto imported = samples(text.toStdString());
        QVERIFY(!imported);
        QCOMPARE(int(imported.error().kind), kind);
    }

    /// Every JSON file of the folder is read by one of the two readers, or refused because it is something else.
    void every_fixture_is_read_or_refused_rightly()
    {
        KNEEPOINT_NEEDS_SHARED();
        int read = 0, refused = 0;
        for (const auto& file : std::filesystem::recursive_directory_iterator(tests::shared(folder))) {
            const std::string path = file.path().generic_string();
            if (!file.is_regular_file() || !path.contains(".json")) continue;
            if (!path.ends_with(".json") && !path.ends_with(".jsonl")) continue;
            const std::string text = tests::content(file.path());
            const bool foreign =
                path.contains("/models/") || path.contains("/kit/") || path.ends_with("golden_paired.json");
            const auto as_results = results(text), as_samples = samples(text);
            QVERIFY2((as_results || as_samples) == !foreign, path.c_str());
            QVERIFY2(!(as_results && as_samples), path.c_str());
            ++(foreign ? refused : read);
            if (foreign)
                QVERIFY2(as_results.error().kind == ErrorKind::unsupported || path.ends_with("l"), path.c_str());
        }
        QVERIFY(read > 140 && refused > 5);
    }
};

QTEST_APPLESS_MAIN(TestLmEvalBadInput)
#include "test_lm_eval_bad_input.moc"
