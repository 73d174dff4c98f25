// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies.h"

#include <QTest>

using namespace kneepoint;
using namespace kneepoint::report;

/// What --kind changes.
class TestReportKinds : public QObject {
    Q_OBJECT
private slots:
    void several_candidates()
    {
        auto study = tests::streams_study();
        const auto third = tests::made_run(
            "int4", {{Strategy::concurrent, 1, 33, 3.0, 300}, {Strategy::concurrent, 128, 900, 9, 9500}});
        compare::Subject subject;
        subject.id = "int4";
        subject.label = "INT4";
        subject.performance = &third;
        study.input.runs.push_back({&third, "INT4", 2});
        study.input.subjects.push_back(subject);
        study.input.options.alignment = compare::Alignment::streams;
        study.input.kind = ReportKind::n_way;
        Progress progress;
        study.input.comparisons.push_back(
            compare::compare_runs(study.input.subjects[0], subject, study.input.options, progress));
        const auto text = to_markdown(build_report(study.input), "svg");
        QVERIFY(text.starts_with("# Comparison of FP8, INT4 with BF16\n"));
        QVERIFY(text.find("### INT4 (configuration)") != std::string::npos);
        QVERIFY(text.find("### INT4 against BF16") != std::string::npos);
        QVERIFY(text.find("INT4 (against BF16) needs") != std::string::npos);
    }

    // seeds.md 5: target / baseline for latencies, inverted for rates, below 1 is better
    void sku_convention()
    {
        KNEEPOINT_NEEDS_SHARED();
        auto study = tests::seed_study();
        study.input.kind = ReportKind::sku;
        const auto text = to_markdown(build_report(study.input), "svg");
        QVERIFY(text.find("Ratio (\\< 1 is better)") != std::string::npos);
        const auto document = build_report(study.input);
        for (const auto& block : tests::section(document, "side-by-side")->blocks) {
            const auto* table = std::get_if<Table>(&block);
            if (!table || !table->title.starts_with("One request")) continue;
            for (const auto& row : table->rows) {
                if (row[0].text.starts_with("TTFT median")) QCOMPARE(QString::number(*row[4].value, 'f', 3), "0.758");
                if (row[0].text.starts_with("Output tok/s")) QCOMPARE(QString::number(*row[4].value, 'f', 3), "0.663");
            }
            return;
        }
        QFAIL("no table of the synchronous rows");
    }

    // seeds.md 3: latency improvement is 2 - new / old, throughput improvement new / old with three decimals and an x.
    void versions_convention()
    {
        auto study = tests::streams_study();
        study.input.kind = ReportKind::versions;
        const auto document = build_report(study.input);
        const auto* table = std::get_if<Table>(
            &*std::ranges::find_if(tests::section(document, "side-by-side")->blocks, [](const Block& block) {
                const auto* one = std::get_if<Table>(&block);
                return one && one->title == "ITL median by load, ms";
            }));
        QStringList headers;
        for (const auto& column : table->columns) headers << QString::fromStdString(column.header);
        QCOMPARE(headers, (QStringList{"Row", "Load", "BF16", "FP8", "FP8 / BF16", "Times better (> 1)",
                                       "Improvement (> 1)", "Change", "Verdict", "Note"}));
        const auto& first = table->rows.front(); // 4.90 and 3.46 ms
        QCOMPARE(first[4].text, std::string("0.71"));
        QCOMPARE(first[5].text, std::string("1.42"));
        QCOMPARE(first[6].text, std::string("1.29")); // 2 - 0.7061
        const auto text = to_markdown(document, "");
        QVERIFY(text.find("1.413x") != std::string::npos); // 284 / 201
        QVERIFY(text.find("2 - FP8 / BF16 where ↓, which is 1 + the share of time saved and no speedup") !=
                std::string::npos);
        study.input.kind = ReportKind::base_compressed;
        QVERIFY(to_markdown(build_report(study.input), "").find("Improvement") == std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestReportKinds)
#include "test_report_kinds.moc"
