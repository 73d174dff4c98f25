// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/compare/comparison.h"
#include "runs.h"

#include <QTest>

#include <algorithm>
#include <functional>

using namespace kneepoint;
using namespace kneepoint::compare;

using Change = std::function<void(Run&, Run&)>; ///< of the base and the candidate
Q_DECLARE_METATYPE(Change)

namespace {

Run load_test(const char* id, double scale)
{
    using tests::streams;
    auto run = tests::performance(id, std::string(id) + ".json", "m",
                                  {streams(1, 10 * scale), streams(4, 12 * scale), streams(16, 20 * scale)});
    for (auto& level : run.levels) {
        level.metrics[MetricId::output_tokens] = tests::values(128);
        level.metrics[MetricId::prompt_tokens] = tests::values(1024);
    }
    return run;
}

TaskSamples samples(std::vector<std::string> documents, std::vector<std::string> prompts)
{
    TaskSamples result;
    result.task = "gsm8k";
    for (std::size_t i = 0; i < documents.size(); ++i) result.doc_id.push_back(static_cast<std::int64_t>(i));
    result.doc_hash = std::move(documents);
    result.prompt_hash = std::move(prompts);
    return result;
}

Comparison compared(const Run& base, const Run& candidate)
{
    Progress progress;
    const bool accuracy = base.kind == RunKind::accuracy;
    const auto subject = [&](const Run& run) {
        return Subject{run.id, run.id, accuracy ? nullptr : &run, accuracy ? &run : nullptr, {}};
    };
    return compare_runs(subject(base), subject(candidate), {}, progress);
}

const Problem* find(const Comparison& comparison, const QString& code)
{
    const auto found = std::ranges::find(comparison.problems, code.toStdString(), &Problem::code);
    return found == comparison.problems.end() ? nullptr : &*found;
}

} // namespace

class TestCheckPair : public QObject {
    Q_OBJECT
private slots:
    void load_tests_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<double>("scale"); ///< of the candidate's latencies
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("says"); ///< empty: the check must be silent
        const auto row = [](const char* name, const char* code, double scale, Change change, const char* says) {
            QTest::newRow(name) << code << scale << std::move(change) << says;
        };
        const Change quantised = [](Run& a, Run& b) {
            a.setup.scheme = "BF16";
            b.setup.scheme = "W8A8-INT8";
        };
        const auto weights = [=](const char* base, const char* candidate, const char* log) {
            return Change([=](Run& a, Run& b) {
                quantised(a, b);
                a.setup.facts["server.weights_gib"] = {base, "base.log"};
                b.setup.facts["server.weights_gib"] = {candidate, log};
            });
        };
        row("no effect", "no-effect", 1.02, quantised,
            "No measurable difference: all 6 latencies and output rates at 3");
        row("an effect", "no-effect", 0.9, quantised, "");
        row("one scheme", "no-effect", 1.02, [](Run& a, Run& b) { a.setup.scheme = b.setup.scheme = "BF16"; }, "");
        row("not smaller", "weights-not-smaller", 0.7, weights("14.99", "14.99", "fp8.log"),
            "said to be W8A8-INT8, but its server loaded 14.99 GiB of weights, the base's 14.99 GiB");
        row("smaller", "weights-not-smaller", 0.7, weights("14.99", "8.49", "fp8.log"), "");
        row("one log for both", "weights-not-smaller", 0.7, weights("14.99", "14.99", "base.log"), "");
        row(
            "longer answers", "tokens-differ", 0.7,
            [](Run&, Run& b) { b.levels[1].metrics[MetricId::output_tokens] = tests::values(140); },
            "output tokens a request are 128 and 140 at the widest, of 1 figure");
        row(
            "equal answers", "tokens-differ", 0.7,
            [](Run&, Run& b) { b.levels[1].metrics[MetricId::output_tokens] = tests::values(130); }, "");
        const auto named = [](const char* source) {
            return Change([=](Run& a, Run& b) {
                a.setup.scheme = "BF16";
                b.setup.scheme = "FP8-dynamic";
                b.setup.scheme_source = source;
            });
        };
        row("by its name", "scheme-from-name", 0.7, named("model name"), "is FP8-dynamic is known from its name only");
        row("by its log", "scheme-from-name", 0.7, named("server log (vllm.log)"), "");
    }
    void load_tests()
    {
        QFETCH(QString, code);
        QFETCH(double, scale);
        QFETCH(Change, change);
        QFETCH(QString, says);
        auto base = load_test("b", 1), candidate = load_test("c", scale);
        change(base, candidate);
        const auto comparison = compared(base, candidate);
        const auto* found = find(comparison, code);
        QCOMPARE(found != nullptr, !says.isEmpty());
        if (found) QVERIFY2(QString::fromStdString(found->text).contains(says), found->text.c_str());
    }

    void questions_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QStringList>("documents"); ///< of the candidate; the base has a, b, c
        QTest::addColumn<QStringList>("prompts");   ///< the base has p, q, r
        QTest::addColumn<QString>("says");
        const QStringList same{"a", "b", "c"}, prompts{"p", "q", "r"};
        QTest::newRow("other documents") << "documents-differ" << QStringList{"a", "x", "c"} << prompts
                                         << "answered different questions: gsm8k 1 of 3.";
        QTest::newRow("other prompts") << "prompts-differ" << same << QStringList{"p", "y", "z"}
                                       << "put in other words, by chat template, worked examples or system prompt: "
                                          "gsm8k 2 of 3.";
        QTest::newRow("the same") << "documents-differ" << same << prompts << "";
        QTest::newRow("the same prompts") << "prompts-differ" << same << prompts << "";
        QTest::newRow("no hashes") << "documents-differ" << QStringList{"", "", ""} << QStringList{"", "", ""} << "";
    }
    void questions()
    {
        QFETCH(QString, code);
        QFETCH(QStringList, documents);
        QFETCH(QStringList, prompts);
        QFETCH(QString, says);
        const auto texts = [](const QStringList& list) {
            std::vector<std::string> result;
            for (const auto& text : list) result.push_back(text.toStdString());
            return result;
        };
        auto base = tests::accuracy("b", "b.json", "m", {tests::score("gsm8k", "exact_match", .5, .01, 3)});
        auto candidate = base;
        candidate.id = "c";
        base.samples = {samples({"a", "b", "c"}, {"p", "q", "r"})};
        candidate.samples = {samples(texts(documents), texts(prompts))};
        const auto comparison = compared(base, candidate);
        const auto* found = find(comparison, code);
        QCOMPARE(found != nullptr, !says.isEmpty());
        if (found) QVERIFY2(QString::fromStdString(found->text).contains(says), found->text.c_str());
    }
};

QTEST_GUILESS_MAIN(TestCheckPair)
#include "test_check_pair.moc"
