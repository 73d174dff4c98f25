// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared.h"

#include "kneepoint/claims/claims.h"

#include <QTest>
#include <nlohmann/json.hpp>

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

claims::Review seed(const char* file)
{
    return review(tests::content(tests::shared(std::string("seeds/") + file)));
}

const char* const bitsandbytes = "002_7f11da570c81d2a2.txt";
const char* const quantization = "003_5e5aed43e814174c.txt";

/// Claims about cells whose text ends with ": COLUMN".
std::vector<claims::Claim> cells(const claims::Review& review, const std::string& column)
{
    std::vector<claims::Claim> found;
    for (const auto& claim : review.claims)
        if (claim.kind == Kind::table_cell && claim.text.ends_with(": " + column)) found.push_back(claim);
    return found;
}

std::ptrdiff_t count(const std::vector<claims::Claim>& claims, Verdict verdict)
{
    return std::ranges::count(claims, verdict, &claims::Claim::verdict);
}

} // namespace

/// Columns that follow from other columns: the formula is found, each cell judged.
class TestDerivedTables : public QObject {
    Q_OBJECT

private slots:
    // seeds.md section 3: 46 of 47 latency improvements as printed, 1.43 for the T4 cell that prints 1.42.
    void version_over_version()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto found = seed(bitsandbytes);
        QCOMPARE(found.tables, std::size_t{6});
        const auto latency = cells(found, "Latency Improvement");
        QCOMPARE(latency.size(), std::size_t{47});
        QCOMPARE(count(latency, Verdict::holds), std::ptrdiff_t{46});
        const auto odd = std::ranges::find(latency, Verdict::rounded, &claims::Claim::verdict);
        QVERIFY(odd != latency.end());
        QVERIFY2(odd->text.contains("NVIDIA T4 16GB") && odd->text.contains("INT8, Batch Size 32"), odd->text.c_str());
        QCOMPARE(odd->stated, std::string("1.42"));
        QCOMPARE(odd->computed_text, std::string("1.43"));
        QCOMPARE(odd->computed, std::optional(1.425));
        const auto throughput = cells(found, "Throughput Improvement");
        QCOMPARE(throughput.size(), std::size_t{47});
        QCOMPARE(count(throughput, Verdict::holds), std::ptrdiff_t{47});
        const auto regressions = std::ranges::count(found.problems, std::string("regression"), &Problem::code);
        QCOMPARE(regressions, std::ptrdiff_t{2});
        QVERIFY(std::ranges::any_of(found.problems, [](const Problem& p) {
            return p.text.contains("NF4, Batch Size 8 (0.993x)") && p.text.contains("NF4+DQ, Batch Size 8 (0.987x)");
        }));
    }

    // seeds.md, D3: the same 47 rows as speed-up old/new and as change in percent, put in the place of the improvement.
    void version_over_version_in_other_conventions_data()
    {
        QTest::addColumn<bool>("as_change");
        QTest::addColumn<QString>("header");
        QTest::addColumn<QString>("first_int8");
        QTest::newRow("speed-up") << false << "Latency Speedup" << "1.78"; // 0.1609 / 0.0902
        QTest::newRow("change") << true << "Latency Change" << "-43.9%";   // 0.0902 / 0.1609 - 1
    }
    void version_over_version_in_other_conventions()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(bool, as_change);
        QFETCH(QString, header);
        QFETCH(QString, first_int8);
        QStringList lines = QString::fromStdString(tests::content(tests::shared(std::string("seeds/") + bitsandbytes)))
                                .replace("Latency Improvement", header)
                                .split('\n');
        for (auto& line : lines) {
            auto cells = line.split('|');
            bool numbers = false;
            if (cells.size() < 9 || cells[6].trimmed().toDouble(&numbers) == 0 || !numbers) continue;
            const double now = cells[3].toDouble(), old = cells[5].toDouble();
            cells[6] =
                as_change ? QString::number(100 * (now / old - 1), 'f', 1) + "%" : QString::number(old / now, 'f', 2);
            line = cells.join('|');
        }
        const auto found = cells(review(lines.join('\n').toStdString()), header.toStdString());
        QCOMPARE(found.size(), std::size_t{47});
        QCOMPARE(count(found, Verdict::contradicts), std::ptrdiff_t{0});
        const auto int8 =
            std::ranges::find_if(found, [](const auto& c) { return c.text.contains("INT8, Batch Size 1"); });
        QVERIFY(int8 != found.end());
        QCOMPARE(QString::fromStdString(int8->stated), first_int8);
    }

    // seeds.md section 4: every recomputed cell of seed_acceptance.json, all 60 ratio and percent cells.
    void against_a_baseline_row()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto expected = nlohmann::json::parse(
            tests::content(tests::shared("reference/seed_acceptance.json")))["seeds"]["003"]["derived"];
        const auto found = seed(quantization);
        std::multimap<std::string, double> computed;
        std::size_t held = 0;
        for (const auto& claim : found.claims) {
            if (claim.kind != Kind::table_cell || claim.line > 160) continue; // the summary table stands below
            held += claim.verdict == Verdict::holds;
            computed.emplace(claim.stated, *claim.computed);
        }
        QCOMPARE(held, std::size_t{60});
        std::size_t compared = 0;
        for (const auto& cell : expected) {
            if (!cell.contains("printed_in_seed") || !cell.contains("value")) continue;
            const auto printed = cell["printed_in_seed"].get<std::string>();
            const double value = std::stod(cell["value"].get<std::string>());
            const auto [first, last] = computed.equal_range(printed);
            if (first == last) continue; // of another kind than the cells of these tables
            ++compared;
            QVERIFY2(std::any_of(first, last, [&](const auto& c) { return std::abs(c.second - value) < 1e-6; }),
                     cell.dump().c_str());
        }
        QVERIFY2(compared >= 48, std::to_string(compared).c_str());
    }

    // "Average Accuracy Retention" of the summary: the mean ratio over ARC and the others, to two decimals as the
    // reference has them; "~" allows less than a unit of the last place.
    void average_retention_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("verdict");
        const auto row = [](const char* model, double value, Verdict verdict) {
            QTest::newRow(model) << model << value << static_cast<int>(verdict);
        };
        row("INT8-W8A16", 100.52, Verdict::rounded);
        row("INT8-W8A8", 100.75, Verdict::contradicts);
        row("INT4-W4A16", 99.72, Verdict::contradicts);
        row("INT4-W4A16-AWQ", 99.84, Verdict::contradicts);
        row("INT8-W8A16-RTN", 100.00, Verdict::holds);
        row("FP8-W8A8", 101.07, Verdict::contradicts);
    }
    void average_retention()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, model);
        const auto found = cells(seed(quantization), "Average Accuracy Retention");
        QCOMPARE(found.size(), std::size_t{6});
        const auto claim = std::ranges::find_if(found, [&](const claims::Claim& c) {
            return c.text.ends_with(" " + model.toStdString() + ": Average Accuracy Retention");
        });
        QVERIFY(claim != found.end());
        QFETCH(double, value);
        QVERIFY(std::abs(*claim->computed - value) < 0.005);
        QTEST(static_cast<int>(claim->verdict), "verdict");
        QVERIFY2(claim->why.contains("GSM8K"), claim->why.c_str());
    }

    void one_table_data()
    {
        QTest::addColumn<QString>("markdown");
        QTest::addColumn<QString>("column");
        QTest::addColumn<QStringList>("verdicts");
        QTest::addColumn<QString>("computed");            // of the first cell
        QTest::newRow("speed-up of a latency is old/new") // 200/100, 150/100, 90/100
            << "|Model|Base latency (ms)|New latency (ms)|Speedup|\n|-|-|-|-|\n|a|200|100|2.00x|\n|b|150|100|1.50x|\n"
               "|c|90|100|0.90x|\n|d|300|100|2.00x|\n"
            << "Speedup" << QStringList{"holds", "holds", "holds", "contradicts"} << "2.00x";
        QTest::newRow("points, not percent")
            << "|Task|Base acc|Quantized acc|Change (pp)|\n|-|-|-|-|\n|x|0.500|0.490|-1.0|\n|y|0.700|0.714|+1.4|\n"
               "|z|0.800|0.780|-2.0|\n"
            << "Change (pp)" << QStringList{"holds", "holds", "holds"} << "-1.0";
        QTest::newRow("decimal commas, a thin space before the percent sign")
            << "|Modell|Latenz alt (ms)|Latenz neu (ms)|Change|\n|-|-|-|-|\n|a|100,0|80,5|-19,5\u202f%|\n"
               "|b|200,0|150,0|-25,0\u202f%|\n|c|50,0|60,0|+20,0\u202f%|\n"
            << "Change" << QStringList{"holds", "holds", "holds"} << "-19.5%";
        QTest::newRow("thousands, a true minus and a multiplication sign")
            << "|Model|Throughput base (tok/s)|Throughput new (tok/s)|Ratio|\n|-|-|-|-|\n|a|1,000|2,500|2.50\u00d7|\n"
               "|b|2,000|3,000|1.50\u00d7|\n|c|1,234.5|2,469|2.00\u00d7|\n"
            << "Ratio" << QStringList{"holds", "holds", "holds"} << "2.50x";
        QTest::newRow("dashes, N/A and NaN stay what they are")
            << "|Model|Latency old (s)|Latency new "
               "(s)|Change|\n|-|-|-|-|\n|a|10|5|-50%|\n|b|N/A|5|N/A|\n|c|\u2014|4|\u2014|\n"
               "|d|nan|4|inf|\n|e|20|15|-25%|\n|f|8|10|+25%|\n"
            << "Change" << QStringList{"holds", "holds", "holds"} << "-50%";
        QTest::newRow("per batch size against the same batch of the baseline")
            << "|Config|Batch|Throughput "
               "(tok/s)|Speedup|\n|-|-|-|-|\n|FP16|1|10|1.0x|\n|INT8|1|15|1.5x|\n|FP16|8|40|1.0x|\n"
               "|INT8|8|80|2.0x|\n|INT4|1|30|3.0x|\n|INT4|8|100|2.6x|\n"
            << "Speedup" << QStringList{"holds", "holds", "holds", "contradicts"} << "1.5x";
        QTest::newRow("average of the columns before it") // (50+70+90)/3, (40+60+81)/3
            << "|Model|ARC|MMLU|PIQA|Average|\n|-|-|-|-|-|\n|a|50.0|70.0|90.0|70.0|\n|b|40.0|60.0|81.0|60.3|\n"
               "|c|41.0|61.0|81.0|62.0|\n"
            << "Average" << QStringList{"holds", "holds", "contradicts"} << "70.0";
        QTest::newRow("rank by throughput")
            << "|Model|Throughput (tok/s)|Rank|\n|-|-|-|\n|a|50|3|\n|b|90|1|\n|c|70|2|\n|d|20|4|\n"
            << "Rank" << QStringList{"holds", "holds", "holds", "holds"} << "3";
        // seeds.md section 5: latencies target/baseline, throughputs baseline/target, below 1 is better in both.
        QTest::newRow("below 1 is better in every row")
            << "|Metric|Target|Baseline|Ratio|\n|-|-|-|-|\n|TTFT (ms)|87.9|115.9|0.758|\n"
               "|Single user throughput (tok/s)|67.6|44.8|0.663|\n|Prompt max throughput (tok/s)|4262.7|3094.4|0.726|\n"
               "|Multi user total max throughput (tok/s)|4200.5|2713.7|0.646|\n|ITL (ms)|34.5|39.6|0.871|\n"
            << "Ratio" << QStringList{"holds", "holds", "holds", "holds", "holds"} << "0.758";
        QTest::newRow("above 1 is better in every row")
            << "|Metric|Target|Baseline|Ratio|\n|-|-|-|-|\n|TTFT (ms)|87.9|115.9|1.32X|\n"
               "|Single user throughput (tok/s)|67.6|44.8|1.51X|\n|Prompt max throughput (tok/s)|4262.7|3094.4|1.38X|\n"
               "|Multi user total max throughput (tok/s)|4200.5|2713.7|1.55X|\n|ITL (ms)|34.5|39.6|1.15X|\n"
            << "Ratio" << QStringList{"holds", "holds", "holds", "holds", "holds"} << "1.32x";
    }
    void one_table()
    {
        QFETCH(QString, markdown);
        QFETCH(QString, column);
        const auto found = cells(review(markdown.toStdString()), column.toStdString());
        QStringList verdicts;
        for (const auto& claim : found)
            verdicts << QString::fromStdString(std::string(claims::to_string(claim.verdict)));
        QTEST(verdicts, "verdicts");
        QTEST(QString::fromStdString(found.front().computed_text), "computed");
    }
};

QTEST_APPLESS_MAIN(TestDerivedTables)
#include "test_derived_tables.moc"
