// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/import.h"

#include <QTest>

using namespace kneepoint;
using namespace kneepoint::import;

namespace {

Result<Imported> imported(const std::string& text, const std::string& file = "run/run.json")
{
    Progress progress;
    return import_bytes(text, {file, {}}, progress);
}

/// A run of kneepoint-load with the given levels, as docs/load.md describes it.
std::string run_with(const std::string& levels, const std::string& rest = {})
{
    return R"({"format":"kneepoint-load/1","tool":{"name":"kneepoint-load","version":"9.9"},)"
           R"("target":{"url":"unix:/run/server"},"model":"org/Llama-3.1-8B-FP8-dynamic",)"
           R"("request":{"prompt_tokens":1024},"profile":{"kind":"concurrent","warmup_s":2.5},)"
           R"("started":"2026-11-01T10:11:12.345Z","requests_bytes":10,)" +
           rest + "\"levels\":[" + levels + "]}";
}

constexpr auto good_level =
    R"({"label":"4 streams","strategy":"concurrent","streams":4,"start_s":10.5,"duration_s":20,
        "requests":{"successful":7,"errored":1,"incomplete":2},"validity":"VALID","validity_reasons":[],
        "metrics":{"ttft_ms":{"definition":"ttft.from_send","count":7,"mean":50.5,"median":50,
                              "percentiles":{"p99":58,"p95":55,"p999":59}}}})";

} // namespace

class TestLoadRun : public QObject {
    Q_OBJECT

private slots:
    void a_level_is_read_as_it_stands()
    {
        const auto text = run_with(good_level, R"("complete":true,)");
        QVERIFY(sniff(text).kind == FileKind::load_run);
        const auto read = imported(text);
        QVERIFY(read && read->problems.empty());
        const Run& run = read->runs.front();
        QCOMPARE(run.format, std::string("kneepoint-load/1"));
        QCOMPARE(run.tool.version, std::string("9.9"));
        QCOMPARE(run.started, std::string("2026-11-01T10:11:12Z"));
        QCOMPARE(run.setup.scheme, std::string("FP8-dynamic"));
        QCOMPARE(run.setup.facts.at("workload.prompt_tokens").value, std::string("1024"));
        QCOMPARE(run.setup.facts.at("load.warmup").value, std::string("2.5"));
        QVERIFY(run.problems.empty());
        const Level& level = run.levels.at(0);
        QVERIFY(level.strategy == Strategy::concurrent);
        QCOMPARE(*level.streams, 4);
        QCOMPARE(*level.requests.incomplete, 2u);
        QCOMPARE(*level.duration_s, 20.0);
        const Distribution* ttft = level.metric(MetricId::ttft);
        QVERIFY(ttft);
        QCOMPARE(ttft->definition, std::string("ttft.from_send"));
        QCOMPARE(ttft->path, std::string("levels[0].metrics.ttft_ms"));
        QCOMPARE(*ttft->percentile(95), 55.0);
        QCOMPARE(*ttft->percentile(99.9), 59.0);
        QVERIFY(level.problems.empty());
    }

    void a_run_keeps_its_id_while_it_grows()
    {
        const auto id = [](const std::string& text) {
            const auto read = imported(text);
            return read ? read->runs.front().id : std::string();
        };
        const auto first = id(run_with("", R"("complete":false,"finished":null,)"));
        QCOMPARE(first.size(), std::size_t(10));
        QCOMPARE(id(run_with(good_level, R"("complete":true,"finished":"2026-11-01T10:21:12.345Z",)")), first);
        auto other = run_with(good_level);
        other.replace(other.find("12.345Z"), 7, "12.346Z");
        QVERIFY(id(other) != first);
    }

    void an_earlier_copy_of_a_run_is_part_of_it()
    {
        std::vector<Run> runs;
        for (const auto& [file, levels] : {std::pair("a/run.json", std::string()), {"b/run.json", good_level}})
            runs.push_back(imported(run_with(levels), file)->runs.front());
        const auto one = assemble(std::move(runs));
        QCOMPARE(one.size(), std::size_t(1));
        QCOMPARE(one.front().file(), std::string("b/run.json"));
        QCOMPARE(one.front().levels.size(), std::size_t(1));
        QCOMPARE(one.front().provenance.files.size(), std::size_t(2));
    }

    void what_is_to_know_of_the_run_and_of_its_levels_is_told()
    {
        std::string limited = good_level;
        limited.replace(limited.find("\"VALID\""), 7, "\"CLIENT-LIMITED\"");
        limited.replace(limited.find("[],"), 2, "[\"An I/O thread used 95 % of a core.\"]");
        const auto read = imported(run_with(limited, R"("complete":false,"conclusions":[{"kind":"knee","status":"found",
            "streams":8,"text":"The knee is at 8 streams."}],)"));
        QVERIFY(read);
        const Run& run = read->runs.front();
        QCOMPARE(run.problems.size(), std::size_t(1));
        QCOMPARE(run.problems.front().code, std::string("run-incomplete"));
        QVERIFY(run.problems.front().text.ends_with("1 level so far."));
        const Problems& of_level = run.levels.front().problems;
        QCOMPARE(of_level.size(), std::size_t(1));
        QCOMPARE(of_level.front().code, std::string("client-limited"));
        QVERIFY(of_level.front().text.ends_with(" An I/O thread used 95 % of a core."));
        QCOMPARE(run.conclusions.size(), std::size_t(1));
        QCOMPARE(*run.conclusions.front().streams, 8.0);
    }

    void a_remark_on_a_valid_level_is_a_note()
    {
        std::string remarked = good_level;
        remarked.replace(remarked.find("[],"), 2, "[\"The load was never steady.\"]");
        const auto read = imported(run_with(remarked));
        QVERIFY(read);
        const Problem& problem = read->runs.front().levels.front().problems.at(0);
        QCOMPARE(problem.code, std::string("load-remark"));
        QVERIFY(problem.severity == Severity::note);
        QCOMPARE(problem.text, std::string("4 streams: The load was never steady."));
    }

    void a_run_without_a_success_is_void()
    {
        const auto read =
            imported(run_with(R"({"requests":{"successful":0,"errored":5,"incomplete":0},"metrics":{}})"));
        QVERIFY(read && read->runs.front().void_result);
        QCOMPARE(read->runs.front().problems.front().code, std::string("no-success"));
    }

    void damage_is_told_and_never_guessed_over_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("read");
        const auto row = [](const char* name, const std::string& text, bool read) {
            QTest::newRow(name) << QByteArray::fromStdString(text) << read;
        };
        row("other version", R"({"format":"kneepoint-load/7","requests_bytes":0,"levels":[]})", false);
        row("cut", R"({"format":"kneepoint-load/1","requests_bytes":0,"levels":[{)", false);
        row("deep", R"({"format":"kneepoint-load/1","requests_bytes":0,"levels":)" + std::string(100000, '['), false);
        row("types",
            R"({"format":"kneepoint-load/1","tool":3,"target":[],"profile":"x","conclusions":[1,{"streams":"a"}],
                "requests_bytes":0,"complete":"yes","levels":[3,null,{"label":[],"streams":-1,"requests":7,
                "validity":5,"metrics":{"ttft_ms":5,"itl_ms":{"mean":"x","percentiles":{"p95":null,"q":1}}}},
                {"streams":1e300,"validity":"CLIENT-LIMITED","validity_reasons":{"a":1}}]})",
            true);
        row("no levels", R"({"format":"kneepoint-load/1","requests_bytes":0,"levels":{}})", true);
    }
    void damage_is_told_and_never_guessed_over()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, read);
        const auto found = imported(text.toStdString());
        QCOMPARE(found.has_value(), read);
        if (!found) return;
        for (const Level& level : found->runs.front().levels) {
            QVERIFY(level.metrics.empty());
            QVERIFY(!level.streams);
        }
    }
};

QTEST_APPLESS_MAIN(TestLoadRun)
#include "test_load_run.moc"
