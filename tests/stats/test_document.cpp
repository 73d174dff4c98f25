// SPDX-License-Identifier: GPL-3.0-or-later
// Recomputes every worked example of docs/statistics.md.
#include "document_accuracy.h"
#include "document_load.h"
#include "shared.h"

using namespace kneepoint;
using namespace kneepoint::tests;

namespace {

const std::map<std::string, Answers (*)(const Example&)> computed = {
    {"proportion", proportion},
    {"mean", mean},
    {"clustered", clustered},
    {"unpaired", unpaired},
    {"paired", paired},
    {"mcnemar", mcnemar_test},
    {"group", group},
    {"signs", signs},
    {"bootstrap", bootstrap},
    {"recovery", recovery},
    {"recoveries", recoveries},
    {"perplexity", perplexities},
    {"flips", flips_of},
    {"options", options_of},
    {"family", family},
    {"margin", margin},
    {"exact_margin", exact_margins},
    {"power", power},
    {"settle", settle},
    {"order_statistics", order_statistics},
    {"requests", requests},
    {"samples", samples},
    {"percentile_ratio", percentile_ratio},
    {"runs", runs},
    {"ranks", ranks},
    {"planning", planning},
    {"knee", knees},
    {"crossover", crossing},
    {"equal", equal},
    {"objective", objective},
    {"reach", reaches},
    {"reach_ratio", reach_ratios},
    {"goodput", goodputs},
    {"saturation", saturations},
};

std::vector<Example> document()
{
    return examples(content(source("docs/statistics.md")));
}

} // namespace

class TestDocument : public QObject {
    Q_OBJECT

private slots:
    void example_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const auto& example : document())
            QTest::newRow((example.name + ", line " + std::to_string(example.line)).c_str()) << index++;
    }
    void example()
    {
        QFETCH(int, index);
        const auto example = document()[std::size_t(index)];
        QVERIFY2(computed.contains(example.name), "an example that nothing computes");
        QVERIFY(!example.results.empty());
        const auto answers = computed.at(example.name)(example);
        for (const auto& [name, text] : example.results) {
            QVERIFY2(answers.contains(name), qPrintable("nothing computes " + QString::fromStdString(name)));
            const auto written = QString::fromStdString(written_like(answers.at(name), text));
            QVERIFY2(written == QString::fromStdString(text),
                     qPrintable(QString::fromStdString(name) + ": " + written));
        }
    }

    void every_function_has_an_example()
    {
        const auto all = document();
        for (const auto& [name, function] : computed)
            QVERIFY2(std::ranges::find(all, name, &Example::name) != all.end(), name.c_str());
    }
};

QTEST_GUILESS_MAIN(TestDocument)
#include "test_document.moc"
