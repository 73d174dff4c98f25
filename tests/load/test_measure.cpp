// SPDX-License-Identifier: GPL-3.0-or-later
#include "load_support.h"

#include "kneepoint/base/file.h"
#include "kneepoint/load/measure.h"

#include <nlohmann/json.hpp>

#include <cmath>

using namespace kneepoint;
using namespace kneepoint::load;
using namespace kneepoint::tests;

namespace {

/// A simulated server that works on so many requests at a time, each for 20 ms.
std::unique_ptr<Simulator> server_of_batch(int most)
{
    SimulatorOptions options;
    options.model = {.step_ms = 2, .max_batch = most, .kv_tokens = 1000000};
    auto server = Simulator::start(options);
    return server ? std::move(*server) : nullptr;
}

RunManifest search_of(const Simulator& server, ProfileKind kind, int levels)
{
    RunManifest manifest;
    manifest.version = "test";
    manifest.client = client_of(server.url());
    manifest.profile.kind = kind;
    manifest.profile.search_levels = levels;
    manifest.profile.max_concurrency = 64;
    manifest.profile.stop.requests = 60;
    return manifest;
}

nlohmann::json run_json(const std::filesystem::path& folder)
{
    return nlohmann::json::parse(read_file(folder / "run.json").value_or(""), nullptr, false);
}

} // namespace

class TestMeasure : public QObject {
    Q_OBJECT

private slots:
    void finds_the_knee_and_goes_on_where_it_was_stopped()
    {
        const QTemporaryDir dir;
        const std::filesystem::path folder = dir.filePath("run").toStdString();
        const auto server = server_of_batch(4);
        const RunManifest manifest = search_of(*server, ProfileKind::knee, 14);
        std::stop_source stop;
        int ended = 0;
        {
            auto made = RunFolder::create(folder, manifest);
            QVERIFY(made);
            const auto part = measure(manifest, *made, stop.get_token(), {.level_ended = [&](const LevelResult&) {
                                          if (++ended == 3) stop.request_stop();
                                      }});
            QVERIFY(part && !*part);
        }
        QCOMPARE(run_json(folder)["levels"].size(), std::size_t(3));
        auto made = RunFolder::resume(folder, manifest);
        QVERIFY(made);
        Conclusion concluded;
        const auto whole = measure(manifest, *made, {},
                                   {.level_ended = [&](const LevelResult&) { ++ended; },
                                    .concluded = [&](const Conclusion& c) { concluded = c; }});
        QVERIFY(whole && *whole);
        const auto run = run_json(folder);
        QCOMPARE(run["levels"].size(), std::size_t(ended));
        QVERIFY(ended <= 14);
        QCOMPARE(server->counts().requests, std::int64_t(60 * ended)); // no level twice, none beyond its requests
        QCOMPARE(concluded.status, std::string("found"));
        QVERIFY2(*concluded.streams >= 3 && *concluded.streams <= 8, concluded.text.c_str());
        QVERIFY(run["conclusions"][0]["streams"] == *concluded.streams);
        QVERIFY(run["conclusions"][0]["text"] == concluded.text);
    }

    void levels_of_several_kinds_are_levels_of_guidellm()
    {
        const QTemporaryDir dir;
        const std::filesystem::path folder = dir.filePath("run").toStdString();
        const auto server = server_of_batch(4);
        RunManifest manifest = search_of(*server, ProfileKind::list, 1);
        manifest.profile.list = parse_level_list("synchronous,3,constant:40,gamma:40:0.5", 8).value();
        manifest.profile.stop.requests = 6;
        auto made = RunFolder::create(folder, manifest);
        QVERIFY(made && measure(manifest, *made, {}, {}));
        const auto report = guidellm_report(*read_file(folder / "run.json"), folder / "requests.jsonl");
        QVERIFY(report);
        const auto benchmarks = nlohmann::json::parse(*report)["benchmarks"];
        const std::vector<nlohmann::json> expected{{{"kind", "synchronous"}},
                                                   {{"kind", "concurrent"}, {"streams", {3}}},
                                                   {{"kind", "constant"}, {"rate", {40.0}}},
                                                   {{"kind", "poisson"}, {"rate", {40.0}}}};
        QCOMPARE(benchmarks.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY2(benchmarks[i]["config"]["profile"] == expected[i],
                     benchmarks[i]["config"]["profile"].dump().c_str());
    }

    /// Up to 4 streams all are worked on at once; with 8 every request waits for one before it, so that its latency is
    /// 40 ms.
    void finds_the_most_load_that_meets()
    {
        const QTemporaryDir dir;
        const auto server = server_of_batch(4);
        RunManifest manifest = search_of(*server, ProfileKind::slo, 10);
        manifest.profile.slo = parse_slo("request_latency:mean<=30ms").value();
        auto made = RunFolder::create(dir.filePath("run").toStdString(), manifest);
        QVERIFY(made);
        Conclusion concluded;
        const auto whole = measure(manifest, *made, {}, {.concluded = [&](const Conclusion& c) { concluded = c; }});
        QVERIFY(whole && *whole);
        QCOMPARE(concluded.status, std::string("found"));
        QVERIFY2(*concluded.streams >= 3 && *concluded.streams <= 6, concluded.text.c_str());
    }

    void by_rate_the_search_begins_with_one_request_at_a_time()
    {
        const QTemporaryDir dir;
        const auto server = server_of_batch(2);
        RunManifest manifest = search_of(*server, ProfileKind::slo, 4);
        manifest.profile.slo = parse_slo("ttft:p95<=10s").value();
        manifest.profile.search_by = LoadKind::rate;
        auto made = RunFolder::create(dir.filePath("run").toStdString(), manifest);
        QVERIFY(made);
        std::vector<LevelResult> levels;
        const auto whole =
            measure(manifest, *made, {}, {.level_ended = [&](const LevelResult& r) { levels.push_back(r); }});
        QVERIFY(whole && *whole);
        QVERIFY(levels.size() >= 2 && levels.size() <= 4);
        QCOMPARE(levels[0].level.label, std::string("synchronous"));
        QVERIFY(levels[1].plan.kind == ProfileKind::poisson);
        const double first = levels[0].level.value(MetricId::requests_per_second, Statistic::mean()).value();
        QVERIFY(std::abs(*levels[1].plan.rate - 2 * first) < 1e-6);
    }

    void a_level_that_was_cut_short_is_measured_again()
    {
        const QTemporaryDir dir;
        const std::filesystem::path folder = dir.filePath("run").toStdString();
        const auto server = exact_server(20, 20);
        RunManifest manifest = search_of(*server, ProfileKind::concurrent, 1);
        manifest.profile.streams = {1, 2};
        manifest.profile.stop.requests = 6;
        {
            std::stop_source stop;
            auto made = RunFolder::create(folder, manifest);
            QVERIFY(made);
            const auto part = measure(manifest, *made, stop.get_token(),
                                      {.live = [&](int index, const LevelPlan&, const LiveCounts& live) {
                                          if (index == 1 && live.ok > 0) stop.request_stop();
                                      }});
            QVERIFY(part && !*part);
        }
        QCOMPARE(run_json(folder)["levels"].size(), std::size_t(2));
        QVERIFY(run_json(folder)["levels"][1]["end"] == "stopped");
        auto made = RunFolder::resume(folder, manifest);
        QVERIFY(made);
        QCOMPARE(made->finished().size(), std::size_t(1));
        const auto whole = measure(manifest, *made, {}, {});
        QVERIFY(whole && *whole);
        const auto run = run_json(folder);
        QCOMPARE(run["levels"].size(), std::size_t(2));
        QVERIFY(run["levels"][1]["requests"]["successful"] == 6);
        const std::string lines = read_file(folder / "requests.jsonl").value();
        QCOMPARE(std::ranges::count(lines, '\n'), std::ptrdiff_t(12));
    }

    void a_level_ends_when_too_many_requests_fail()
    {
        const QTemporaryDir dir;
        const auto server = exact_server(1, 1, {*parse_fault_share("500=1")});
        RunManifest manifest = search_of(*server, ProfileKind::concurrent, 1);
        manifest.profile.streams = {2};
        manifest.profile.stop = {.requests = 5000, .error_rate = 0.5};
        auto made = RunFolder::create(dir.filePath("run").toStdString(), manifest);
        QVERIFY(made);
        std::vector<LevelResult> levels;
        const auto whole =
            measure(manifest, *made, {}, {.level_ended = [&](const LevelResult& r) { levels.push_back(r); }});
        QVERIFY(whole && *whole);
        QVERIFY(levels.front().end == LevelEnd::error_rate);
        QVERIFY(server->counts().requests < 5000);
    }

    void the_plan_says_what_will_be_sent_data()
    {
        QTest::addColumn<QString>("list");
        QTest::addColumn<double>("seconds");
        QTest::addColumn<int>("requests");
        QTest::addColumn<QString>("said");
        QTest::newRow("by requests") << "1,4" << 0.0 << 12 << "at most 24 requests with 432 tokens";
        QTest::newRow("by time")
            << "1,4" << 60.0 << 0
            << "as many requests as are answered in time, 4 in flight at most, 18 tokens each at most";
        QTest::newRow("rates")
            << "constant:2,4" << 30.0 << 0
            << "at most 60 requests with 1080 tokens at 1 level; as many requests as are answered in time at 1 level, "
               "18 tokens each at most";
    }
    void the_plan_says_what_will_be_sent()
    {
        QFETCH(QString, list);
        QFETCH(double, seconds);
        QFETCH(int, requests);
        QFETCH(QString, said);
        Profile profile;
        profile.kind = ProfileKind::list;
        profile.list = parse_level_list(list.toStdString(), 8).value();
        if (seconds > 0) profile.stop.seconds = seconds;
        if (requests > 0) profile.stop.requests = std::uint64_t(requests);
        RequestContent content;
        content.prompt_tokens = 8;
        content.output_tokens = 10;
        QCOMPARE(QString::fromStdString(to_string(planned_load(profile, content))), said);
    }

    void the_plan_of_a_search_counts_its_bound()
    {
        Profile profile;
        profile.kind = ProfileKind::knee;
        profile.stop.requests = 100;
        const auto planned = planned_load(profile, {});
        QCOMPARE(planned.levels, 20);
        QCOMPARE(planned.requests, 2000u);
        QCOMPARE(planned.open_ended, 0);
    }
};

QTEST_GUILESS_MAIN(TestMeasure)
#include "test_measure.moc"
