// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared.h"

#include "kneepoint/claims/claims.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace kneepoint;
using claims::Kind;
using claims::Verdict;

namespace {

claims::Review review(const std::string& markdown)
{
    Progress progress;
    return claims::check_document(markdown, {}, progress).value_or(claims::Review{});
}

/// The review of a seed document, read once.
const claims::Review& seed(const std::string& file)
{
    static std::map<std::string, claims::Review> reviews;
    const auto found = reviews.find(file);
    if (found != reviews.end()) return found->second;
    return reviews[file] = review(tests::content(tests::shared("seeds/" + file)));
}

const claims::Claim* claim(const claims::Review& review, int line, const QString& stated)
{
    const auto found = std::ranges::find_if(review.claims, [&](const claims::Claim& c) {
        return c.kind != Kind::table_cell && (line == 0 || c.line == line) &&
               QString::fromStdString(c.stated) == stated;
    });
    return found == review.claims.end() ? nullptr : &*found;
}

bool has_row(const claims::Claim& claim, const QString& text)
{
    return std::ranges::any_of(claim.rows, [&](const claims::Evidence& e) {
        return QString::fromStdString(e.row + " " + e.column + " " + e.printed).contains(text);
    });
}

} // namespace

/// What sentences say of tables: verdicts of reference/seeds.md for the seed documents, and small documents of each
/// kind.
class TestSentences : public QObject {
    Q_OBJECT

private slots:
    void seeds_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("stated");
        QTest::addColumn<QString>("verdict");
        QTest::addColumn<QString>("says"); // in why or computed_text
        QTest::addColumn<QStringList>("rows");
        const auto in = [](const char* file) {
            return [file](int line, const char* stated, const char* verdict, const char* says,
                          const QStringList& rows = {}) {
                QTest::addRow("%.3s line %d: %s", file, line, stated)
                    << QString(file) << line << QString(stated) << QString(verdict) << QString(says) << rows;
            };
        };
        const auto guidellm = in("000_5097a34ca0fa11ad.txt");
        guidellm(130, "44.0", "holds", "throughput is left out: its load is not set; it has 194.0");
        guidellm(131, "34.0", "holds", "it has 125.0", {"constant Requests Concurrency Mdn 34.0"});
        guidellm(135, "lower ttft", "holds", "row 8 (constant), TTFT ms p95: 959.9 against 161.8", {"445.7", "124.1"});
        guidellm(135, "lower itl", "holds", "63.9 against 55.7", {"34.5", "39.6"});
        guidellm(135, "higher concurrency", "holds", "44.0 against 34.0");
        guidellm(139, "44.0", "holds", "");
        guidellm(139, "34.5 ms", "holds", "");
        guidellm(141, "34.0", "holds", "");
        guidellm(141, "39.6 ms", "holds", "");
        guidellm(154, "greater", "holds", "2.3469 against 39.6/22.2 = 1.7838");
        guidellm(156, "2.34", "contradicts", "2.35");
        guidellm(156, "1.78", "holds", "");
        guidellm(177, "2.34", "contradicts", "34.5/14.7 = 2.34694, rounded 2.35; the printed figure is cut off");
        guidellm(178, "1.78", "holds", "39.6/22.2 = 1.78378");
        guidellm(181, "34.5 lower than 39.6", "holds", "");
        const auto bitsandbytes = in("002_7f11da570c81d2a2.txt");
        bitsandbytes(13, "60-85%", "rounded", "59.7 to 83.5% over 16 rows",
                     {"NVIDIA RTX 4090 24GB \u203a Llama 3.1 8B \u203a INT8+Decomp, Batch Size 8",
                      "Qwen 2.5 14B Instruct \u203a INT8, Batch Size 8"});
        bitsandbytes(
            13, "40-45%", "contradicts", "38.5 to 45.5%",
            {"Llama 3.1 8B \u203a INT8+Decomp, Batch Size 1 ", "Llama 3.1 8B \u203a INT8+Decomp, Batch Size 8 ",
             "Llama 3.1 8B \u203a INT8+Decomp, Batch Size 32", "Qwen 2.5 14B Instruct \u203a INT8, Batch Size 1 ",
             "Qwen 2.5 14B Instruct \u203a INT8, Batch Size 8 "});
        bitsandbytes(
            14, "outperform NF4", "holds",
            "Beyond the stated condition it is reversed: INT8, Batch Size 1 7.73 against NF4, Batch Size 1 12.00",
            {"60.94", "38.99", "34.07", "243.45", "146.19", "128.46"});
        bitsandbytes(17, "10-25%", "holds", "10.9 to 24.1% over 6 rows");
        bitsandbytes(17, "10-20%", "rounded", "9.8 to 19.5%", {"Llama 3.1 8B \u203a NF4, Batch Size 1"});
        bitsandbytes(18, "up to 28%", "rounded", "The printed bound is cut off; rounded it is 29%.",
                     {"NF4+DQ, Batch Size 1"});
        bitsandbytes(18, "up to 22%", "rounded", "22.2%", {"NF4+DQ, Batch Size 1"});
        const auto quantization = in("003_5e5aed43e814174c.txt");
        quantization(52, "fastest load time", "holds", "next is", {"83.19", "84.08"});
        quantization(52, "37%", "holds", "Decrease of Load Time");
        quantization(53, "faster than INT4", "holds", "6 of 6");
        quantization(54, "~44 GB", "holds", "over 7 rows");
        quantization(70, "highest throughput", "holds", "");
        quantization(70, "~2.9x", "holds", "");
        quantization(71, "~1.8x", "contradicts", "INT8-W8A8 1.68");
        quantization(73, "up to 65%", "holds", "Seq Latency", {"6.42"});
        quantization(91, "33.4 GiB", "holds", "");
        quantization(91, "30.0 GiB", "holds", "");
        quantization(109, "83.2%", "holds", "");
        quantization(109, "84.4%", "holds", "a tie with", {"INT4-W4A16-AWQ"});
        quantization(123, "76.4%", "holds", "Strict");
        quantization(123, "76.0%", "holds", "Flexible");
        quantization(137, "67.6%", "holds", "INT4-W4A16-AWQ has 0.676");
        quantization(137, "55.6%", "holds", "INT8-W8A16-RTN has 0.556");
        quantization(151, "82.4%", "holds", "INT8-W8A8 has 0.824");
        quantization(175, "~98%", "contradicts", "99.7 to 99.8%");
        quantization(184, "76.4%", "holds", "");
        quantization(184, "73.6%", "holds", "", {"Baseline (FP16)"});
        quantization(199, "maintain or exceed baseline", "contradicts",
                     "INT8-W8A16-RTN 0.828 against Baseline (FP16) 0.832", {"0.812", "0.816"});
        quantization(200, "exceed baseline", "contradicts", "INT8-W8A16-RTN 0.736 against Baseline (FP16) 0.736");
        quantization(201, "maintain baseline", "holds", "4 of 6");
        quantization(202, "exceed baseline", "holds", "Not so by Accuracy:");
        // E10: the recommendations by rule.
        quantization(173, "best speedup", "holds", "INT4-W4A16 has 2.93x", {"2.92x"});
        quantization(206, "2.9x", "holds", "2.92 to 2.93x over 2 rows");
        quantization(206, "~98%", "contradicts", "");
        quantization(211, "1.8x", "holds", "1.84x over 2 rows");
        quantization(211, "~100%", "rounded", "");
        quantization(212, "Best overall accuracy retention", "contradicts", "FP8-W8A8");
        quantization(219, "best overall accuracy retention", "contradicts", "FP8-W8A8");
        quantization(215, "best GSM8K performance", "holds", "0.764");
        quantization(215, "1.8x", "holds", "1.84x");
        quantization(217, "3.8%", "holds", "");
        quantization(221, "37%", "holds", "");
        quantization(235, "75.6%", "holds", "INT8-W8A8 has 0.756");
        quantization(263, "1.8x to 2.9x", "contradicts", "INT8-W8A8 1.68");
        quantization(269, "~10-20%", "unchecked", "expectation");
        quantization(276, "1.7x to 2.9x", "rounded", "1.68 to 2.93x");
        quantization(276, "98-100%", "contradicts", "FP8-W8A8 101.1");
        quantization(281, "fastest loading", "holds", "");
        const auto superbench = in("004_c05e6e67e0ccfcc7.txt");
        superbench(4, "higher throughput is better", "holds", "");
        superbench(6, "lower latency is better", "holds", "");
        superbench(49, "latency of the target / latency of the baseline < 1: target better", "holds", "");
        superbench(55, "throughput of the baseline / throughput of the target < 1: target better", "holds", "");
    }
    void seeds()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, file);
        QFETCH(int, line);
        QFETCH(QString, stated);
        const auto* found = claim(seed(file.toStdString()), line, stated);
        QVERIFY2(found, "no such claim");
        QTEST(QString::fromStdString(std::string(claims::to_string(found->verdict))), "verdict");
        QFETCH(QString, says);
        const auto told = QString::fromStdString(found->why + " " + found->computed_text);
        QVERIFY2(told.contains(says), qPrintable(told));
        QFETCH(QStringList, rows);
        for (const auto& row : rows) QVERIFY2(has_row(*found, row), qPrintable(row));
    }

    // The regressions that no sentence of 002 mentions, and the rest of its claims, are counted.
    void counts_of_seeds_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("tables");
        QTest::addColumn<int>("sentences"); // claims in sentences
        QTest::newRow("guidellm") << "000_5097a34ca0fa11ad.txt" << 3 << 0;
        QTest::newRow("workflow, which has no figures") << "001_a79dca61155df7a6.txt" << 0 << -1;
        QTest::newRow("bitsandbytes") << "002_7f11da570c81d2a2.txt" << 6 << 7;
        QTest::newRow("quantization") << "003_5e5aed43e814174c.txt" << 9 << 0;
    }
    void counts_of_seeds()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, file);
        QFETCH(int, tables);
        QFETCH(int, sentences);
        const auto& found = seed(file.toStdString());
        QCOMPARE(static_cast<int>(found.tables), tables);
        const auto said =
            std::ranges::count_if(found.claims, [](const claims::Claim& c) { return c.kind != Kind::table_cell; });
        if (sentences < 0) QCOMPARE(found.claims.size(), std::size_t{0});
        if (sentences > 0) QCOMPARE(static_cast<int>(said), sentences);
        QVERIFY(std::ranges::is_sorted(found.claims, {}, &claims::Claim::line));
    }

    // Figures that no table is about are no claims, though words and units look alike.
    void not_a_claim_data()
    {
        QTest::addColumn<QString>("sentence");
        for (const auto* sentence :
             {"The server has 80 GB of memory and we waited 35 s.", "Latency is read every 10 ms.",
              "We ran 3 rounds (5 of them warm) on 4 GPUs.", "Throughput (64 requests) was logged by v0.5.1.",
              "The mean of 2 x 3 x 4 = 24 values.", "INT8 was released in 2024 (version 1.2)."})
            QTest::newRow(sentence) << sentence;
    }
    void not_a_claim()
    {
        QFETCH(QString, sentence);
        const auto found =
            review("|Model|Throughput (tok/s)|Latency (ms)|Memory (GB)|\n|-|-|-|-|\n|Baseline FP16|100|20.0|16|\n"
                   "|INT8|150|12.0|9|\n\n" +
                   sentence.toStdString() + "\n");
        QString all;
        for (const auto& c : found.claims) all += QString::fromStdString("[" + c.stated + "] " + c.why + "\n");
        QVERIFY2(found.count(Verdict::contradicts) == 0, qPrintable(all));
    }

    // Each kind of sentence on one small table; the figures are worked out beside the row.
    void kinds_data()
    {
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("stated");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("verdict");
        const auto row = [](const char* sentence, const char* stated, const char* kind, const char* verdict) {
            QTest::newRow(sentence) << sentence << stated << kind << verdict;
        };
        // Throughput 100, 150, 290; latency 20, 12, 8; memory 16, 9, 5.5; MMLU 0.650, 0.645, 0.600
        row("INT4 is 2.9x faster.", "2.9x", "ratio", "holds");
        row("INT4 reaches a throughput speedup of 3.1×.", "3.1x", "ratio", "contradicts");
        row("INT8 reduces latency by 40 %.", "40 %", "percent", "holds"); // 1 - 12/20
        row("INT8 reduces latency by ≈ 38 %.", "~38 %", "percent", "contradicts");
        row("Latency is reduced by 40–60 %.", "40-60 %", "range", "holds"); // 40, 60
        row("Latency is reduced by between 45 and 60 %.", "45 and 60 %", "range", "contradicts");
        row("Latency is reduced by up to 60 %.", "up to 60 %", "threshold", "holds");
        row("Latency is reduced by up to 75 %.", "up to 75 %", "threshold", "contradicts");
        row("Latency is reduced by at least 40 %.", "at least 40 %", "threshold", "holds");
        row("Throughput improves by 50% with INT8.", "50%", "percent", "holds");
        row("INT4 has the lowest latency.", "lowest latency", "best", "holds");
        row("INT8 has the lowest latency.", "lowest latency", "best", "contradicts");
        row("FP16 has the highest MMLU score.", "highest MMLU score", "best", "holds");
        row("INT8 outperforms FP16 in throughput.", "outperforms FP16", "comparison", "holds");
        row("INT8 has a higher MMLU accuracy than FP16.", "higher MMLU accuracy than FP16", "comparison",
            "contradicts");
        row("INT4 keeps 92.3% of the baseline MMLU accuracy, a retention of 92.3%.", "92.3%", "percent",
            "holds"); // 600/650
        row("INT8 needs 9 GB of memory.", "9 GB", "value", "holds");
        row("INT8 needs 12 GB of memory.", "12 GB", "value", "contradicts");
        row("INT4 gives 145 + 145 = 290.", "290", "ratio", "holds");
        row("INT4 gives 290/100 = 2.8.", "2.8", "ratio", "contradicts");
        row("It needs 2 * 7 = 14000 operations.", "14000", "ratio", "unchecked");
        row("With FP8 kernels we expect 30% more throughput.", "30%", "percent", "unchecked");
    }
    void kinds()
    {
        const std::string table =
            "# Results\n\n|Model|Throughput (tok/s)|Latency (ms)|Memory (GB)|MMLU|\n|-|-|-|-|-|\n"
            "|Baseline FP16|100|20.0|16|0.650|\n|INT8|150|12.0|9|0.645|\n|INT4|290|8.0|5.5|0.600|\n\n";
        QFETCH(QString, sentence);
        QFETCH(QString, stated);
        const auto found_in = review(table + sentence.toStdString() + "\n");
        const auto* found = claim(found_in, 0, stated);
        QString all;
        for (const auto& c : found_in.claims) all += QString::fromStdString("[" + c.stated + "] " + c.why + "\n");
        QVERIFY2(found, qPrintable(all));
        QTEST(QString::fromStdString(std::string(claims::to_string(found->kind))), "kind");
        QTEST(QString::fromStdString(std::string(claims::to_string(found->verdict))), "verdict");
        QCOMPARE(found->line, 9);
    }
};

QTEST_APPLESS_MAIN(TestSentences)
#include "test_sentences.moc"
