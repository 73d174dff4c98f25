// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies.h"

#include <QTest>

using namespace kneepoint;
using namespace kneepoint::report;

class TestReport : public QObject {
    Q_OBJECT
private slots:
    void seed_sentences_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("max concurrency") << "max-concurrency"
                                         << QStringList{"Max concurrent requests at a set load, BF16: **34.0**",
                                                        "Max concurrent requests at a set load, INT8: **44.0**"};
        QTest::newRow("at max") << "itl-at-max-concurrency"
                                << QStringList{"BF16: concurrency = 34.0, ITL = 39.6 ms",
                                               "INT8: concurrency = 44.0, ITL = 34.5 ms"};
        QTest::newRow("degradation") << "itl-degradation"
                                     << QStringList{"BF16: 39.6 / 22.2 = **1.78** (rows constant #8 and synchronous; "
                                                    "the printed figures allow 1.78 to 1.79)",
                                                    "INT8: 34.5 / 14.7 = **2.35** (rows constant #8 and synchronous; "
                                                    "the printed figures allow 2.34 to 2.36)"};
        QTest::newRow("degradation compared") << "degradation-compared"
                                              << QStringList{"ITL grows by a larger factor for INT8 than for BF16 from "
                                                             "the lowest to the highest load (2.35 against 1.78)."};
        QTest::newRow("at equal load") << "degradation-at-equal-load"
                                       << QStringList{"The two ratios span different loads (up to 44.0 and 34.0). At "
                                                      "34.0, the highest of BF16, that of INT8 is "
                                                      "29.94 / 14.7 = 2.04."};
        QTest::newRow("still lower")
            << "degradation-still-lower"
            << QStringList{"Still, at their highest set loads ITL of INT8 is lower than that of BF16 (34.5 "
                           "against 39.6 ms); exception: row throughput (63.9 > 55.7)."};
        QTest::newRow("slo") << "slo"
                             << QStringList{"TTFT p95 ≤ 200 ms is met up to 44 concurrent requests (25 before the "
                                            "first violation) by INT8 and at every load "
                                            "tried (up to 34 concurrent requests) by BF16.",
                                            "TTFT p95 ≤ 200 ms is met up to 44 concurrent requests (25 before the "
                                            "first violation) by INT8 and at every load "
                                            "tried (up to 34 concurrent requests) by BF16."};
        QTest::newRow("latency") << "latency-at-highest-load"
                                 << QStringList{"INT8 has lower TTFT and ITL than BF16 at their highest set loads "
                                                "(TTFT 119.7 against 147.0 ms, ITL 34.5 "
                                                "against 39.6 ms), while it sustains more concurrent requests (44.0 "
                                                "against 34.0); the other way round: median TTFT "
                                                "of row throughput (36149.3 > 33854.1); p95 TTFT of rows synchronous "
                                                "(445.7 > 124.1) and constant #7 "
                                                "(959.9 > 161.8); median ITL of row throughput (63.9 > 55.7); p95 ITL "
                                                "of row throughput (99.4 > 92.4)."};
    }
    void seed_sentences()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, rule);
        QFETCH(QStringList, expected);
        const auto study = tests::seed_study();
        const auto found = tests::texts_of_rule(build_report(study.input), rule.toStdString());
        QVERIFY2(found == expected, qPrintable(found.join("\n")));
    }

    // 9082736640 / 16060522240 = 0.5655
    void weights_of_both_sides()
    {
        auto study = tests::streams_study();
        QVERIFY(tests::texts_of_rule(build_report(study.input), "weights-of-both").isEmpty());
        study.base->setup.facts["model.weights_bytes"] = {"16060522240", "quantize.json"};
        const auto one_side = to_markdown(build_report(study.input), "");
        QVERIFY(one_side.find("| 16.06 GB |") != std::string::npos && one_side.find("weights of") == std::string::npos);
        study.candidate->setup.facts["model.weights_bytes"] = {"9082736640", "quantize.json"};
        study.candidate->setup.facts["model.made_by"] = {"LLM Compressor 0.14.0.1", "quantize.json"};
        const auto document = build_report(study.input);
        const QStringList expected{
            QString("The weights of %1 take 9.083 GB, 0.57 of the 16.06 GB of %2; made by LLM "
                    "Compressor 0.14.0.1.")
                .arg(study.input.subjects[1].label.c_str(), study.input.subjects[0].label.c_str())};
        QCOMPARE(tests::texts_of_rule(document, "weights-of-both"), expected);
    }

    void computed_facts_are_rounded()
    {
        auto study = tests::streams_study();
        study.base->setup.facts["gpu.power_cap_share"] = {"0.3522012578616352", "rows"};
        study.base->setup.facts["server.version"] = {"0.25.1", "line 1"};
        const auto text = to_markdown(build_report(study.input), "");
        QVERIFY(text.find("| 0.35 ") != std::string::npos);
        QVERIFY(text.find("0.35220") == std::string::npos);
        QVERIFY(text.find("| 0.25.1 ") != std::string::npos);
    }

    // A curve may lie below the other all along and yet show no difference at one of its loads.
    void curves_apart_are_no_verdict()
    {
        auto study = tests::streams_study();
        const auto before = tests::texts_of_rule(build_report(study.input), "no-crossover").join("");
        QVERIFY2(before.contains("FP8 is better than BF16 in ITL median"), qPrintable(before));
        for (auto& delta : study.input.comparisons.front().levels.front().deltas)
            if (delta.metric == MetricId::itl && delta.statistic == Statistic::median())
                delta.verdict = compare::Judgement::inconclusive;
        const auto document = build_report(study.input);
        const auto better = tests::texts_of_rule(document, "no-crossover").join("");
        QVERIFY2(!better.contains("ITL median"), qPrintable(better));
        QCOMPARE(tests::texts_of_rule(document, "no-crossover-not-shown"),
                 QStringList{"In ITL median the curve of FP8 lies on the better side of that of BF16 over the whole "
                             "range, though a difference is not shown at every load."});
    }

    void nothing_and_one_run()
    {
        const auto empty = build_report({});
        QCOMPARE(empty.sections.size(), std::size_t(1));
        QVERIFY(to_markdown(empty, "svg").find("nothing to report") != std::string::npos);
        const auto run = tests::made_run("r", {{Strategy::concurrent, 1, 30, 5, 200}});
        ReportInput input;
        input.runs = {{&run, "R", 0}};
        const auto one = to_markdown(build_report(input), "svg");
        QVERIFY(one.find("1 result is shown; nothing is compared") != std::string::npos);
        QVERIFY(one.find("## Performance results") != std::string::npos);
    }

    void sections_can_be_switched_off()
    {
        auto study = tests::streams_study();
        std::vector<std::string> seen;
        for (const auto& one : build_report(study.input).sections) seen.push_back(one.id);
        for (const auto& id : seen) {
            study.input.sections_off = {id};
            const auto document = build_report(study.input);
            QVERIFY(!tests::section(document, id));
            QCOMPARE(document.sections.size(), seen.size() - 1);
        }
        for (const auto& kind : section_catalogue()) study.input.sections_off.emplace_back(kind.name);
        QVERIFY(build_report(study.input).sections.empty());
    }

    void the_same_input_gives_the_same_bytes()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto one = to_markdown(build_report(tests::seed_study().input), "svg");
        const auto two = to_markdown(build_report(tests::seed_study().input), "svg");
        QCOMPARE(one, two);
        QVERIFY(one.ends_with("\n") && !one.ends_with("\n\n"));
        QVERIFY(one.find('\r') == std::string::npos);
        QVERIFY(one.find("](charts/itl.svg)") != std::string::npos);
        QVERIFY(to_markdown(build_report(tests::seed_study().input), "").find("![") == std::string::npos);
    }

    void structure_of_the_seed()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto text = QString::fromStdString(to_markdown(build_report(tests::seed_study().input), "svg"));
        qsizetype at = 0;
        for (const auto* heading :
             {"# Comparison of INT8 with BF16", "## Summary", "## Hardware", "## Models and precision",
              "## Performance results", "### BF16 (base model)", "### INT8 (compressed model)",
              "## Concurrency comparison", "## TTFT and ITL comparison", "## ITL degradation ratio", "## Equal load",
              "## Side by side", "## Service level objectives", "## Methods", "## Sources"}) {
            at = text.indexOf(QString::fromLatin1(heading) + "\n", at);
            QVERIFY2(at >= 0, heading);
        }
    }

    void precision_stages_follow_the_scheme_data()
    {
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<QString>("contains");
        QTest::newRow("int8") << "W8A8-INT8" << "INT32";
        QTest::newRow("fp8") << "FP8-dynamic" << "8-bit × 8-bit";
        QTest::newRow("w4a16") << "W4A16" << "Dequantisation of weights";
        QTest::newRow("bf16") << "BF16" << "";
    }
    void precision_stages_follow_the_scheme()
    {
        QFETCH(QString, scheme);
        QFETCH(QString, contains);
        auto study = tests::streams_study();
        study.candidate->setup.scheme = scheme.toStdString();
        const auto text = QString::fromStdString(to_markdown(build_report(study.input), "svg"));
        QCOMPARE(text.contains("Precision stages of " + scheme), !contains.isEmpty());
        QVERIFY2(text.contains(contains), qPrintable(text));
    }

    void data_cannot_become_markup_data()
    {
        QTest::addColumn<QByteArray>("label");
        QTest::newRow("pipe") << QByteArray("a|b");
        QTest::newRow("backticks") << QByteArray("a`b``c");
        QTest::newRow("script") << QByteArray("<script>alert(1)</script>");
        QTest::newRow("newline") << QByteArray("a\n# heading\n- item");
        QTest::newRow("heading") << QByteArray("# heading");
        QTest::newRow("list") << QByteArray("1. item");
        QTest::newRow("link") << QByteArray("[x](javascript:alert(1))");
        QTest::newRow("picture") << QByteArray("![x](http://127.0.0.1/x.png)");
        QTest::newRow("emphasis") << QByteArray("*a* _b_ ~~c~~");
        QTest::newRow("entity") << QByteArray("&lt;b&gt;");
    }
    void data_cannot_become_markup()
    {
        QFETCH(QByteArray, label);
        auto study = tests::streams_study();
        study.candidate->setup.model = label.toStdString();
        tests::compare_study(study, "BF16", label.toStdString(), {});
        const auto document = build_report(study.input);
        const auto markdown = to_markdown(document, "svg");
        // The structure stays that of a report with a plain name: as many lines, none of them made by the label.
        auto plain = tests::streams_study();
        plain.candidate->setup.model = "x";
        const auto expected = to_markdown(build_report(plain.input), "svg");
        QCOMPARE(std::ranges::count(markdown, '\n'), std::ranges::count(expected, '\n'));
        QVERIFY(markdown.find("\n- item") == std::string::npos);
        const auto html = to_html(document, {});
        for (const auto* bad : {"<script", "href=\"javascript", "<img", "<em>", "<del>", "<h1>heading", "<ol>"})
            QVERIFY2(html.find(bad) == std::string::npos, bad);
    }
};

QTEST_APPLESS_MAIN(TestReport)
#include "test_report.moc"
