// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies.h"

#include <QTest>

#include <limits>

using namespace kneepoint;
using namespace kneepoint::report;

class TestTable : public QObject {
    Q_OBJECT

    static Table example()
    {
        return {"Example",
                {{"Name", false}, {"ITL, ms", true}},
                {{{"a|b", {}}, {"22.2", 22.15680264}}, {{"line\nbreak", {}}, {"—", {}}}},
                {"A note."}};
    }

private slots:
    void markdown_is_aligned_and_escaped()
    {
        const std::string expected = "| Name       | ITL, ms |\n"
                                     "| ---------- | ------: |\n"
                                     "| a\\|b       |    22.2 |\n"
                                     "| line break |       — |\n"
                                     "\nA note.\n";
        QCOMPARE(to_markdown(example()), expected);
    }

    void csv_is_unrounded()
    {
        QCOMPARE(to_csv(example()), std::string("Name,\"ITL, ms\"\r\na|b,22.15680264\r\n\"line\nbreak\",\r\n"));
    }

    void csv_fields_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("plain") << QByteArray("abc") << QByteArray("abc");
        QTest::newRow("comma") << QByteArray("a,b") << QByteArray("\"a,b\"");
        QTest::newRow("quote") << QByteArray("a\"b") << QByteArray("\"a\"\"b\"");
        QTest::newRow("formula") << QByteArray("=1+1") << QByteArray("'=1+1");
        QTest::newRow("command") << QByteArray("@SUM(A1)") << QByteArray("'@SUM(A1)");
        QTest::newRow("plus text") << QByteArray("+cmd|x") << QByteArray("'+cmd|x");
        QTest::newRow("minus text") << QByteArray("-x") << QByteArray("'-x");
        QTest::newRow("negative number") << QByteArray("-2.5") << QByteArray("-2.5");
        QTest::newRow("signed number") << QByteArray("+3") << QByteArray("+3");
        QTest::newRow("quoted formula") << QByteArray("=A,B") << QByteArray("\"'=A,B\"");
    }
    void csv_fields()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, field);
        const Table table{{}, {{"h", false}}, {{{text.toStdString(), {}}}}, {}};
        QCOMPARE(to_csv(table), "h\r\n" + field.toStdString() + "\r\n");
    }

    void json_has_null_for_absent()
    {
        auto table = example();
        table.rows.push_back({{"nan", {}}, {"nan", std::numeric_limits<double>::quiet_NaN()}});
        const auto json = to_json(table);
        QVERIFY(json.starts_with("{\n  \"schema\": \"kneepoint.table/1\""));
        QVERIFY(json.find("22.15680264") != std::string::npos);
        QCOMPARE(std::ranges::count(json, '\n'), std::ranges::count(to_json(table), '\n'));
        QVERIFY(json.find("null") != std::string::npos);
        QVERIFY(json.find("NaN") == std::string::npos);
    }

    void damaged_text_is_still_json()
    {
        const Table table{"\xff", {{"h", false}}, {{{"\xc3", {}}}}, {}};
        QVERIFY(!to_json(table).empty());
    }

    void short_rows_are_filled()
    {
        const Table table{{}, {{"a", false}, {"b", true}}, {{{"x", {}}}, {}}, {}};
        QCOMPARE(to_csv(table), std::string("a,b\r\nx,\r\n,\r\n"));
        QCOMPARE(to_markdown(table), std::string("| a   |   b |\n| --- | --: |\n| x   |     |\n|     |     |\n"));
    }

    void unknown_kind_names_the_known()
    {
        const auto tables = make_tables("latencies", {}, {}, {});
        QVERIFY(!tables);
        QCOMPARE(tables.error().kind, ErrorKind::invalid);
        QVERIFY(tables.error().text.find("side-by-side") != std::string::npos);
    }

    void nothing_gives_not_found_data()
    {
        QTest::addColumn<QString>("kind");
        for (const auto& kind : table_kinds())
            if (kind.name != "problems")
                QTest::newRow(std::string(kind.name).c_str()) << QString::fromStdString(std::string(kind.name));
    }
    void nothing_gives_not_found()
    {
        QFETCH(QString, kind);
        const auto tables = make_tables(kind.toStdString(), {}, {}, {});
        QVERIFY(!tables);
        QCOMPARE(tables.error().kind, ErrorKind::not_found);
    }

    // seeds.md 1: ratios compressed / base that must be shown (A9).
    void seed_ratios_data()
    {
        QTest::addColumn<int>("table");
        QTest::addColumn<QString>("metric");
        QTest::addColumn<QString>("ratio");
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("verdict");
        QTest::newRow("load concurrency") << 0 << "Concurrency median ↑" << "1.29" << "+29.4 %" << "better";
        QTest::newRow("load latency") << 0 << "Request latency median, s ↓" << "0.87" << "-12.7 %" << "better";
        QTest::newRow("load ttft") << 0 << "TTFT median, ms ↓" << "0.81" << "-18.6 %" << "better";
        QTest::newRow("load ttft p95") << 0 << "TTFT p95, ms ↓" << "0.84" << "-16.3 %" << "better";
        QTest::newRow("load itl") << 0 << "ITL median, ms ↓" << "0.87" << "-12.9 %" << "better";
        QTest::newRow("load output") << 0 << "Output tok/s mean ↑" << "1.53" << "+53.1 %" << "better";
        QTest::newRow("sync latency") << 1 << "Request latency median, s ↓" << "0.67" << "-33.3 %" << "better";
        QTest::newRow("sync ttft") << 1 << "TTFT median, ms ↓" << "0.76" << "-24.2 %" << "better";
        QTest::newRow("sync ttft p95") << 1 << "TTFT p95, ms ↓" << "3.59" << "+259.1 %" << "worse";
        QTest::newRow("sync itl") << 1 << "ITL median, ms ↓" << "0.66" << "-33.8 %" << "better";
        QTest::newRow("sync output") << 1 << "Output tok/s mean ↑" << "1.51" << "+50.9 %" << "better";
        QTest::newRow("one digit rates") << 1 << "Requests/s mean ↑" << "≠" << "≠" << "—";
        QTest::newRow("throughput latency") << 2 << "Request latency median, s ↓" << "1.13" << "+13.0 %" << "worse";
        QTest::newRow("throughput ttft") << 2 << "TTFT median, ms ↓" << "1.07" << "+6.8 %" << "worse";
        QTest::newRow("throughput itl") << 2 << "ITL median, ms ↓" << "1.15" << "+14.7 %" << "worse";
        QTest::newRow("throughput output") << 2 << "Output tok/s mean ↑" << "1.55" << "+54.8 %" << "better";
    }
    void seed_ratios()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(int, table);
        QFETCH(QString, metric);
        QFETCH(QString, ratio);
        QFETCH(QString, change);
        QFETCH(QString, verdict);
        const auto study = tests::seed_study();
        const auto tables = make_tables("side-by-side", study.runs, study.input.comparisons, study.input.options);
        QVERIFY(tables.has_value());
        QVERIFY(tables->size() > 2);
        const auto& rows = (*tables)[static_cast<std::size_t>(table)].rows;
        const auto row = std::ranges::find_if(rows, [&](const auto& r) { return r[0].text == metric.toStdString(); });
        QVERIFY(row != rows.end());
        QCOMPARE(QString::fromStdString((*row)[3].text), ratio);
        QCOMPARE(QString::fromStdString((*row)[5].text), change);
        QVERIFY2(QString::fromStdString((*row)[6].text).endsWith(verdict), (*row)[6].text.c_str());
    }

    void seed_equal_load()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto study = tests::seed_study();
        const auto tables = make_tables("equal-load", study.runs, study.input.comparisons, study.input.options);
        QVERIFY(tables.has_value());
        const auto itl = std::ranges::find(*tables, "ITL median at equal load, ms", &Table::title);
        QVERIFY(itl != tables->end());
        // seeds.md 1, equal-load view
        const QStringList interpolated{"14.70", "15.63", "17.20", "18.80", "20.00", "22.24", "24.03", "26.45", "29.94"};
        const QStringList ratios{"0.662", "0.643", "0.672", "0.694", "0.699", "0.695", "0.709", "0.735", "0.756"};
        QCOMPARE(itl->rows.size(), std::size_t(9));
        for (int i = 0; i < 9; ++i) {
            const auto shown = QString::fromStdString(itl->rows[static_cast<std::size_t>(i)][2].text);
            QCOMPARE(QString(shown).remove('*'), interpolated[i]);
            if (i == 0) QCOMPARE(shown, "14.70"); // measured at 1.0 on both sides
            if (i == 8) QCOMPARE(shown, "29.94*");
            QCOMPARE(QString::fromStdString(itl->rows[static_cast<std::size_t>(i)][3].text), ratios[i]);
        }
    }

    void seed_capacity_and_slo()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto study = tests::seed_study();
        const auto capacity = make_tables("capacity", study.runs, study.input.comparisons, study.input.options);
        QVERIFY(capacity.has_value());
        const auto& rows = capacity->front().rows;
        QCOMPARE(rows[0][1].text, std::string("34.0"));
        QCOMPARE(rows[1][1].text, std::string("44.0"));
        QCOMPARE(rows[0][6].text, std::string("1.78"));
        QCOMPARE(rows[1][6].text, std::string("2.35"));
        QVERIFY(rows[1][7].text.find("throughput") != std::string::npos);
        const auto slo = make_tables("slo", study.runs, study.input.comparisons, study.input.options);
        QVERIFY(slo.has_value());
        QCOMPARE(slo->front().rows[0][1].text, std::string("34.0"));
        QCOMPARE(slo->front().rows[0][2].text, std::string("34.0"));
        QCOMPARE(slo->front().rows[1][1].text, std::string("44.0"));
        QCOMPARE(slo->front().rows[1][2].text, std::string("25.0"));
        QCOMPARE(slo->front().rows[1][3].text, std::string("constant #7"));
    }

    void brief_fits_a_terminal()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto study = tests::seed_study();
        const auto tables = make_tables("brief", study.runs, study.input.comparisons, study.input.options);
        QVERIFY(tables.has_value());
        QCOMPARE(tables->size(), std::size_t(2));
        QVERIFY(tables->front().title.starts_with("At the highest set load of each"));
        // seeds.md 1, equal-load view: 29.94 / 39.6 = 0.756 at concurrency 34; row 0 is measured on both sides
        const auto& rows = tables->back().rows;
        QCOMPARE(rows[0][6].text, std::string("22.2"));
        QCOMPARE(rows[0][7].text, std::string("14.7"));
        QCOMPARE(rows[1][0].text, std::string("throughput (excluded)"));
        QCOMPARE(rows[9][7].text, std::string("29.9*"));
        QCOMPARE(rows[9][8].text, std::string("0.76"));
        const auto text = QString::fromStdString(to_text(tables->back()));
        QVERIFY2(text.contains("29.9*") && !text.contains('\\'), qPrintable(text));
        for (const auto& line : text.section("\n\n", 0, 0).split('\n')) QVERIFY2(line.size() <= 130, qPrintable(line));
    }

    void brief_names_the_headline_scores()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto study = tests::accuracy_study();
        const auto tables = make_tables("brief", study.runs, study.input.comparisons, study.input.options);
        QVERIFY(tables.has_value());
        QCOMPARE(tables->size(), std::size_t(1));
        QCOMPARE(tables->front().rows.size(), std::size_t(4)); // arc_easy, hellaswag, ifeval, mmlu
        const auto text = QString::fromStdString(to_text(tables->front()));
        QVERIFY2(text.contains("4 of 70 scores") &&
                     text.contains("Mean recovery over 4 tasks: 99.94 %, from 99.57 % (arc_easy acc_norm) to ") &&
                     text.contains("Largest |z| of all scores: 0.82"),
                 qPrintable(text));
    }

    void few_requests_are_marked()
    {
        auto run = tests::made_run("r", {{Strategy::concurrent, 1, 30, 5, 200}});
        run.levels[0].metrics[MetricId::ttft].percentiles = {{95, 44.5, {}}};
        run.levels[0].metrics[MetricId::ttft].count = 11;
        const std::vector<Charted> runs{{&run, "r", 0}};
        const auto tables = make_tables("latency", runs, {}, {});
        QVERIFY(tables.has_value());
        const auto text = to_markdown(tables->front());
        QVERIFY2(text.find("44.5ⁿ") != std::string::npos, text.c_str());
        QVERIFY(text.find("fewer than 20 requests") != std::string::npos);
    }

    void levels_without_data_are_absent()
    {
        const auto study = tests::streams_study();
        const auto tables = make_tables("side-by-side", study.runs, study.input.comparisons, study.input.options);
        QVERIFY(tables.has_value());
        const auto itl =
            std::ranges::find_if(*tables, [](const Table& t) { return t.title == "ITL median by load, ms"; });
        QVERIFY(itl != tables->end());
        // h200_case.md: 0.71, 0.71, 0.69, 0.83, 0.79 at these streams, and none completed at 256
        const QStringList ratios{"0.71", "0.71", "0.69", "0.83", "0.79", "—"};
        for (int i = 0; i < ratios.size(); ++i)
            QCOMPARE(QString::fromStdString(itl->rows[static_cast<std::size_t>(i)][4].text), ratios[i]);
        QVERIFY(!itl->rows.back()[7].text.empty());
    }
};

QTEST_APPLESS_MAIN(TestTable)
#include "test_table.moc"
