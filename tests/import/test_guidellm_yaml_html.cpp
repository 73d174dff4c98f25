// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_support.h"

#include "yaml_json.h"

#include <bit>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace std::string_literals;

class TestGuidellmYamlHtml : public QObject {
    Q_OBJECT

    /// Equal with NaN equal to NaN.
    static bool same(const std::vector<double>& a, const std::vector<double>& b)
    {
        return std::ranges::equal(a, b, {}, std::bit_cast<std::uint64_t, double>, std::bit_cast<std::uint64_t, double>);
    }

private slots:
    void yaml_says_what_its_json_says_data()
    {
        QTest::addColumn<QString>("stem");
        for (const char* stem : {"0.6.1/concurrent/benchmarks", "0.7.4/concurrent/report", "0.8.1/poisson/report",
                                 "0.8.1/synchronous/report"})
            QTest::newRow(stem) << QString(stem);
    }
    void yaml_says_what_its_json_says()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, stem);
        const auto path = "guidellm/live/" + stem.toStdString();
        auto json = read_fixture(path + ".json"), yaml = read_fixture(path + ".yaml");
        QVERIFY(json && yaml);
        Run& a = json->runs.front();
        Run& b = yaml->runs.front();
        QCOMPARE(b.format.substr(0, 14), "guidellm-yaml/"s);
        QCOMPARE(a.run_key, b.run_key);
        QVERIFY(!a.run_key.empty());
        QVERIFY(a.setup == b.setup);
        QCOMPARE(a.levels.size(), b.levels.size());
        for (std::size_t i = 0; i < a.levels.size(); ++i) {
            auto& left = a.levels[i];
            auto& right = b.levels[i];
            QVERIFY(same(left.columns.ttft_ms, right.columns.ttft_ms));
            QVERIFY(same(left.columns.start_s, right.columns.start_s));
            left.columns = right.columns = {};
            for (Level* level : {&left, &right})
                for (Problem& problem : level->problems) problem.file.clear();
            QVERIFY(left == right);
        }
    }

    void reads_yaml_of_0_3()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto imported = read_fixture("guidellm/live/0.3.1/concurrent-yaml/report.yaml");
        QVERIFY(imported.has_value());
        const Run& run = imported->runs.front();
        QCOMPARE(run.format, "guidellm-yaml/0.3"s);
        QCOMPARE(run.levels.front().label, "2 streams"s);
        QCOMPARE(run.levels.front().metric(MetricId::tpot)->definition, "tpot.decode_only"s);
    }

    void reads_scalars_as_pyyaml_does_data()
    {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("json");
        const auto row = [](const char* name, const char* yaml, const char* json) {
            QTest::newRow(name) << QString(yaml) << QString(json);
        };
        row("numbers", "[1, -2.5, 1e-05, 1795242669.522131]", "[1, -2.5, 0.00001, 1795242669.522131]");
        row("words", "[null, ~, true, False, .nan, -.inf]", "[null, null, true, false, NaN, -Infinity]");
        row("quoted", "['1', \"true\", 'a\"b']", "[\"1\", \"true\", \"a\\\"b\"]");
        row("keys", "1: a\nnull: b", R"({"1": "a", "null": "b"})");
        row("empty value", "a:\nb: {}", R"({"a": null, "b": {}})");
        row("alias", "a: &x [1, 2]\nb: *x", R"({"a": [1, 2], "b": [1, 2]})");
        row("line end", "a: |\n  x\n  y\n", R"({"a": "x\u000ay\u000a"})");
    }
    void reads_scalars_as_pyyaml_does()
    {
        QFETCH(QString, yaml);
        QFETCH(QString, json);
        Progress progress;
        const auto text = import::json_from_yaml(yaml.toStdString(), progress);
        QVERIFY2(text.has_value(), text ? "" : text.error().text.c_str());
        QCOMPARE(QString::fromStdString(*text), json);
    }

    void refuses_bad_yaml_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<int>("kind");
        QByteArray bomb = "a0: &a0 [" + QByteArray("lol,").repeated(100) + "]\n";
        for (int i = 1; i < 12; ++i)
            bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" +
                    ("*a" + QByteArray::number(i - 1) + " , ").repeated(10) + "]\n";
        QTest::newRow("aliases that multiply") << bomb << int(ErrorKind::too_large);
        QTest::newRow("an alias of itself") << QByteArray("a: &x [*x]") << int(ErrorKind::unreadable);
        QTest::newRow("10,000 levels in brackets")
            << QByteArray("[").repeated(10000) + QByteArray("]").repeated(10000) << int(ErrorKind::too_large);
        QByteArray deep;
        for (int i = 0; i < 2000; ++i) deep += QByteArray(" ").repeated(i) + "a:\n";
        QTest::newRow("2,000 levels by indent") << deep << int(ErrorKind::too_large);
        QTest::newRow("a list as a key") << QByteArray("? [1, 2]\n: x") << int(ErrorKind::unsupported);
        QTest::newRow("no YAML") << QByteArray("a: [1, 2") << int(ErrorKind::unreadable);
        QTest::newRow("empty") << QByteArray() << int(ErrorKind::unreadable);
        QTest::newRow("no report") << QByteArray("a: 1") << int(ErrorKind::unsupported);
    }
    void refuses_bad_yaml()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(int, kind);
        Progress progress;
        const auto imported = import::guidellm_yaml(yaml.toStdString(), {}, progress);
        QVERIFY(!imported.has_value());
        QCOMPARE(int(imported.error().kind), kind);
    }

    void html_of_0_8_says_what_its_json_says_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"goodput", "knee_limited", "sweep"}) QTest::newRow(name) << QString(name);
    }
    void html_of_0_8_says_what_its_json_says()
    {
        KNEEPOINT_NEEDS_SHARED();
        QFETCH(QString, name);
        const auto path = "guidellm/live/0.8.1/" + name.toStdString() + "/report";
        const auto json = read_fixture(path + ".json"), html = read_fixture(path + ".html");
        QVERIFY(json && html);
        const Run& a = json->runs.front();
        const Run& b = html->runs.front();
        QCOMPARE(b.format, "guidellm-html/0.8"s);
        QCOMPARE(b.setup.model, a.setup.model);
        QCOMPARE(b.levels.size(), a.levels.size());
        for (std::size_t i = 0; i < a.levels.size(); ++i) {
            QCOMPARE(b.levels[i].strategy, a.levels[i].strategy);
            QCOMPARE(b.levels[i].streams, a.levels[i].streams);
            QVERIFY(b.levels[i].requests == a.levels[i].requests);
            for (const auto& [id, metric] : b.levels[i].metrics)
                for (const Percentile& percentile : metric.percentiles)
                    QVERIFY(std::abs(percentile.value -
                                     a.levels[i].metric(id)->percentile(percentile.rank).value_or(-1)) < 1e-9);
            for (const auto& [id, metric] : b.levels[i].metrics_all_requests)
                QCOMPARE(metric.mean, a.levels[i].metrics_all_requests.at(id).mean);
        }
    }

    // The page merges equal neighbours of the percentiles into the last key: p99 is not there, p999 is.
    void html_of_0_4_says_what_its_json_says()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto json = read_fixture("guidellm/v0.5dev/gpt-oss-20b_tp4_sync_aime.json");
        const auto html = read_fixture("guidellm/v0.5dev/gpt-oss-20b_tp4_sync_aime.html");
        QVERIFY(json && html);
        const Run& run = html->runs.front();
        QCOMPARE(run.format, "guidellm-html/0.4"s);
        QCOMPARE(run.setup.model, "openai/gpt-oss-20b"s);
        QCOMPARE(run.levels.front().label, "synchronous"s);
        QCOMPARE(run.levels.front().requests.successful, std::optional<std::uint64_t>(25));
        QCOMPARE(printed(run.levels.front().metric(MetricId::ttft)->percentile(99), "60.776"), "60.776"s);
        for (const auto& [id, metric] : run.levels.front().metrics) {
            const auto* same_metric = json->runs.front().levels.front().metric(id);
            QVERIFY(same_metric);
            QCOMPARE(metric.mean, same_metric->mean);
            for (const Percentile& percentile : metric.percentiles)
                QCOMPARE(std::optional(percentile.value), same_metric->percentile(percentile.rank));
        }
    }

    void refuses_other_pages_data()
    {
        QTest::addColumn<QByteArray>("html");
        QTest::addColumn<int>("kind");
        QTest::newRow("no data") << QByteArray("<html></html>") << int(ErrorKind::unsupported);
        QTest::newRow("only empty data") << QByteArray("window.benchmarks = {};") << int(ErrorKind::unsupported);
        QTest::newRow("cut off") << QByteArray("window.GUIDELLM_REPORT = {\"runs\": [{") << int(ErrorKind::unreadable);
        QTest::newRow("cut in a text") << QByteArray("window.benchmarks = [{\"a") << int(ErrorKind::unreadable);
    }
    void refuses_other_pages()
    {
        QFETCH(QByteArray, html);
        QFETCH(int, kind);
        Progress progress;
        const auto imported = import::guidellm_html(html.toStdString(), {}, progress);
        QVERIFY(!imported.has_value());
        QCOMPARE(int(imported.error().kind), kind);
    }
};

QTEST_APPLESS_MAIN(TestGuidellmYamlHtml)
#include "test_guidellm_yaml_html.moc"
