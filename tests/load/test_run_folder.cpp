// SPDX-License-Identifier: GPL-3.0-or-later
#include "load_support.h"

#include "kneepoint/base/file.h"
#include "kneepoint/load/measure.h"
#include "kneepoint/load/selftest.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

using namespace kneepoint;
using namespace kneepoint::load;
using namespace kneepoint::tests;

namespace {

RunManifest manifest_of(const std::string& url)
{
    RunManifest manifest;
    manifest.version = "test";
    manifest.client = client_of(url);
    manifest.client.content.api_key = "secret-key";
    manifest.client.content.headers = {{"X-Tenant", "secret-header"}};
    manifest.profile.kind = ProfileKind::concurrent;
    manifest.profile.streams = {1, 4};
    manifest.profile.stop.requests = 12;
    return manifest;
}

nlohmann::json run_json(const std::filesystem::path& folder)
{
    return nlohmann::json::parse(read_file(folder / "run.json").value_or(""), nullptr, false);
}

std::vector<nlohmann::json> requests(const std::filesystem::path& folder)
{
    std::vector<nlohmann::json> found;
    std::ifstream file(folder / "requests.jsonl");
    for (std::string line; std::getline(file, line);) found.push_back(nlohmann::json::parse(line, nullptr, false));
    return found;
}

/// A record of a request that was sent at `sent` and answered by tokens at these times, all in milliseconds.
RequestRecord record(std::uint64_t index, int scheduled, int sent, const std::vector<int>& tokens)
{
    RequestRecord r;
    r.index = index;
    r.scheduled = Nanoseconds{scheduled} * 1'000'000;
    r.started = r.sent = Nanoseconds{sent} * 1'000'000;
    for (const int at : tokens) r.chunks.push_back({.at = Nanoseconds{at} * 1'000'000});
    r.first_byte = r.first_token = r.chunks.front().at;
    r.last_token = r.end = r.chunks.back().at;
    r.usage = {10, std::uint32_t(tokens.size()), {}};
    r.outcome = OutcomeClass::ok;
    r.status = 200;
    return r;
}

double mean(const LevelResult& result, MetricId id)
{
    return result.level.value(id, Statistic::mean()).value_or(NAN);
}

} // namespace

class TestRunFolder : public QObject {
    Q_OBJECT

private slots:
    void statistics_by_hand()
    {
        LevelRecords records;
        records.requests = {record(0, 0, 0, {100, 110, 120, 130}), record(1, 100, 200, {400, 430}),
                            record(2, 900, 900, {1000})};
        records.requests[2].outcome = OutcomeClass::cut;
        records.seconds = 1;
        LevelPlan plan = closed_loop(1, 3);
        const LevelResult result = level_result(plan, records, 0);
        QCOMPARE(*result.level.requests.successful, 2u);
        QCOMPARE(*result.level.requests.errored, 1u);
        QCOMPARE(mean(result, MetricId::ttft), 150.0);                      // 100 and 200
        QCOMPARE(result.more.at("ttft.from_schedule").mean.value(), 200.0); // 100 and 300
        QCOMPARE(mean(result, MetricId::itl), 15.0);                        // (3 x 10 + 1 x 30) / 4
        QCOMPARE(result.level.metric(MetricId::itl)->median.value(), 10.0); // 10 10 10 30
        QCOMPARE(result.level.metric(MetricId::itl)->percentile(90).value(), 24.0);
        QCOMPARE(result.more.at("itl.per_request").mean.value(), 20.0);
        QCOMPARE(*result.more.at("itl.gaps").count, 4u);
        QVERIFY(std::abs(mean(result, MetricId::tpot) - (130.0 + 230.0) / 6) < 1e-9); // 4 x 32.5 and 2 x 115, by tokens
        QCOMPARE(mean(result, MetricId::request_latency), 0.18);
        QVERIFY(std::abs(mean(result, MetricId::concurrency) - 0.46) < 1e-9); // 130 + 230 + 100 ms in a second
        QCOMPARE(mean(result, MetricId::requests_per_second), 2.0);
        QCOMPARE(mean(result, MetricId::output_tokens_per_second), 6.0);
        const auto& all = result.level.metrics_all_requests;
        QCOMPARE(*all.at(MetricId::output_tokens_per_second).mean, 7.0); // tokens that came, cut or not
        QCOMPARE(*all.at(MetricId::requests_per_second).mean, 3.0);
        QCOMPARE(result.outcomes.at("cut"), 1u);
        for (const char* id : {"ttft.from_schedule", "latency.from_schedule", "itl.per_request", "itl.gaps"})
            QVERIFY2(result.more.contains(id) && definition(id), id);
    }

    void warm_up_is_left_out_and_stated()
    {
        LevelRecords records;
        for (int i = 0; i < 10; ++i)
            records.requests.push_back(record(std::uint64_t(i), i * 100, i * 100, {i * 100 + 50, i * 100 + 60}));
        records.seconds = 1;
        LevelPlan plan = closed_loop(1, 10);
        plan.warmup_seconds = 0.3;
        plan.cooldown_seconds = 0.2;
        const LevelResult result = level_result(plan, records, 0);
        QCOMPARE(result.window.begin, 0.3);
        QCOMPARE(result.window.end, 0.8);
        QCOMPARE(*result.level.requests.successful, 5u);
        QCOMPARE(*result.level.listed.successful, 10u);
        QCOMPARE(mean(result, MetricId::requests_per_second), 10.0);
        QCOMPARE(mean(result, MetricId::output_tokens_per_second), 20.0);
    }

    void usage_counts_more_tokens_than_chunks()
    {
        LevelRecords records;
        records.requests = {record(0, 0, 0, {100, 150, 200})};
        records.requests[0].usage.completion_tokens = 6;
        records.seconds = 1;
        const LevelResult result = level_result(closed_loop(1, 1), records, 0);
        QCOMPARE(mean(result, MetricId::itl), 20.0); // 100 ms between 6 tokens
        QCOMPARE(mean(result, MetricId::output_tokens_per_second), 6.0);
        QCOMPARE(*result.more.at("itl.gaps").mean, 50.0);
    }

    void a_level_without_success_has_no_latency_rather_than_zero()
    {
        LevelRecords records;
        records.requests = {record(0, 0, 0, {100})};
        records.requests[0].outcome = OutcomeClass::cut;
        records.seconds = 1;
        const LevelResult result = level_result(closed_loop(1, 1), records, 0);
        QVERIFY(!result.level.metric(MetricId::ttft));
        QVERIFY(!result.level.metric(MetricId::itl));
        QCOMPARE(mean(result, MetricId::requests_per_second), 0.0);
    }

    void levels_are_judged()
    {
        LevelRecords records;
        for (int i = 0; i < 100; ++i)
            records.requests.push_back(record(std::uint64_t(i), i * 10, i * 10, {i * 10 + 5, i * 10 + 9}));
        records.seconds = 1;
        LevelPlan plan = closed_loop(1, 100);
        plan.streams.reset();
        plan.rate = 100;
        plan.kind = ProfileKind::constant;
        QVERIFY(level_result(plan, records, 0).validity == Validity::valid);
        records.thread_cpu_s = {0.95};
        QVERIFY(level_result(plan, records, 0).validity == Validity::client_limited);
        records.thread_cpu_s = {};
        for (auto& r : records.requests) r.started = r.scheduled + 3'000'000;
        QVERIFY(level_result(plan, records, 0).validity == Validity::client_limited);
        for (auto& r : records.requests) {
            r.started = r.scheduled;
            r.end = r.last_token = r.scheduled + Nanoseconds(r.index) * 9'000'000; // ever later
        }
        const LevelResult saturated = level_result(plan, records, 0);
        QVERIFY(saturated.validity == Validity::target_saturated);
        QVERIFY(!saturated.reasons.empty());
    }

    void a_run_becomes_a_folder()
    {
        const QTemporaryDir dir;
        const std::filesystem::path folder = dir.filePath("run").toStdString();
        const auto server = exact_server(3, 1);
        const RunManifest manifest = manifest_of(server->url());
        auto made = RunFolder::create(folder, manifest);
        QVERIFY(made);
        QCOMPARE(run_json(folder)["levels"].size(), std::size_t(0)); // killed now, it is a run without levels
        std::vector<std::string> ended;
        const auto whole = measure(manifest, *made, {}, {.level_ended = [&](const LevelResult& r) {
                                       ended.push_back(r.level.label);
                                       QCOMPARE(run_json(folder)["levels"].size(), ended.size());
                                   }});
        QVERIFY(whole && *whole);
        QCOMPARE(ended, (std::vector<std::string>{"1 stream", "4 streams"}));
        const auto run = run_json(folder);
        QVERIFY(run["format"] == "kneepoint-load/1" && run["complete"] == true);
        const auto lines = requests(folder);
        QCOMPARE(lines.size(), std::size_t(24));
        QCOMPARE(server->counts().requests, 24);
        for (const auto& level : run["levels"]) {
            QVERIFY(level["requests"]["successful"] == 12);
            const auto& ttft = level["metrics"]["ttft_ms"];
            QVERIFY(ttft["definition"] == "ttft.from_send");
            // The mean of the level is the mean of its lines.
            double sum = 0;
            for (const auto& line : lines)
                if (line["level"] == level["index"])
                    sum += (line["first_token_s"].get<double>() - line["sent_s"].get<double>()) * 1e3 / 12;
            QVERIFY(std::abs(ttft["mean"].get<double>() - sum) < 1e-5);
            QVERIFY(ttft["min"].get<double>() >= 3);
        }
        const std::string everything = *read_file(folder / "run.json") + *read_file(folder / "requests.jsonl");
        QVERIFY(everything.find("secret") == std::string::npos);
    }

    void resume_measures_only_what_is_missing()
    {
        const QTemporaryDir dir;
        const std::filesystem::path folder = dir.filePath("run").toStdString();
        const auto server = exact_server(3, 1);
        const RunManifest manifest = manifest_of(server->url());
        std::stop_source stop;
        {
            auto made = RunFolder::create(folder, manifest);
            QVERIFY(made);
            const auto part = measure(manifest, *made, stop.get_token(),
                                      {.level_ended = [&](const LevelResult&) { stop.request_stop(); }});
            QVERIFY(part && !*part);
        }
        QCOMPARE(run_json(folder)["levels"].size(), std::size_t(1));
        QVERIFY(!RunFolder::create(folder, manifest)); // never overwritten
        std::ofstream(folder / "requests.jsonl", std::ios::app) << "{\"level\":1,\"index\":0,\"outc"; // killed here
        auto made = RunFolder::resume(folder, manifest);
        QVERIFY(made);
        std::vector<int> measured;
        const auto whole = measure(manifest, *made, {},
                                   {.level_ended = [&](const LevelResult& r) { measured.push_back(r.level.index); }});
        QVERIFY(whole && *whole);
        QCOMPARE(measured, std::vector<int>{1});
        QCOMPARE(requests(folder).size(), std::size_t(24));
        for (const auto& line : requests(folder)) QVERIFY(line.is_object());
        std::filesystem::resize_file(folder / "requests.jsonl", 10);
        QVERIFY(!RunFolder::resume(folder, manifest)); // requests of ended levels are gone
        RunManifest other = manifest;
        other.profile.streams = {1, 8};
        QVERIFY(!RunFolder::resume(folder, other));
    }

    void a_damaged_result_is_not_gone_on_with()
    {
        const QTemporaryDir dir;
        const std::filesystem::path folder = dir.path().toStdString();
        std::ofstream(folder / "run.json") << "{\"format\":\"kneepoint-load/1\"";
        const auto made = RunFolder::resume(folder, manifest_of("http://127.0.0.1:1"));
        QVERIFY(!made);
        QCOMPARE(made.error().kind, ErrorKind::unreadable);
    }

    void a_sweep_takes_its_rates_from_its_first_levels()
    {
        const QTemporaryDir dir;
        const auto server = exact_server(5, 1);
        RunManifest manifest = manifest_of(server->url());
        manifest.profile = {.kind = ProfileKind::sweep, .sweep_levels = 4, .max_concurrency = 8};
        manifest.profile.stop.requests = 24;
        auto made = RunFolder::create(dir.filePath("run").toStdString(), manifest);
        QVERIFY(made);
        std::vector<LevelResult> levels;
        const auto whole =
            measure(manifest, *made, {}, {.level_ended = [&](const LevelResult& r) { levels.push_back(r); }});
        QVERIFY(whole && *whole);
        QCOMPARE(levels.size(), std::size_t(4));
        const double slow = mean(levels[0], MetricId::requests_per_second);
        const double fast = mean(levels[1], MetricId::requests_per_second);
        QVERIFY(std::abs(*levels[2].level.target_rate - (slow + fast) / 2) < 1e-9);
        QVERIFY(std::abs(*levels[3].level.target_rate - fast) < 1e-9);
    }

    void other_tools_reports_hold_the_same_numbers()
    {
        const QTemporaryDir dir;
        const std::filesystem::path folder = dir.filePath("run").toStdString();
        const auto server = exact_server(3, 1);
        const RunManifest manifest = manifest_of(server->url());
        auto made = RunFolder::create(folder, manifest);
        QVERIFY(made && measure(manifest, *made, {}, {}));
        const auto run = run_json(folder);
        const auto text = guidellm_report(*read_file(folder / "run.json"), folder / "requests.jsonl");
        QVERIFY(text);
        const auto report = nlohmann::json::parse(*text);
        QCOMPARE(report["benchmarks"].size(), std::size_t(2));
        const auto& metrics = report["benchmarks"][1]["metrics"];
        QVERIFY(metrics["time_to_first_token_ms"]["successful"]["median"] ==
                run["levels"][1]["metrics"]["ttft_ms"]["median"]);
        QVERIFY(metrics["inter_token_latency_ms"]["successful"]["percentiles"]["p95"] ==
                run["levels"][1]["metrics"]["itl_ms"]["percentiles"]["p95"]);
        QCOMPARE(report["benchmarks"][1]["requests"]["successful"].size(), std::size_t(12));
        // GuideLLM's warm-up is the second less the first.
        const auto& times = report["benchmarks"][1]["scheduler_metrics"];
        QVERIFY(times["request_start_time"] <= times["measure_start_time"]);
        const auto vllm = vllm_bench_report(*read_file(folder / "run.json"), folder / "requests.jsonl");
        QVERIFY(vllm);
        const auto second = nlohmann::json::parse(vllm->substr(vllm->find('\n') + 1));
        QVERIFY(second["completed"] == 12 && second["total_output_tokens"] == 120);
        // Only rounding on the way through the lines' nanoseconds.
        QVERIFY(std::abs(second["median_ttft_ms"].get<double>() -
                         run["levels"][1]["metrics"]["ttft_ms"]["median"].get<double>()) < 1e-5);
        QVERIFY(!guidellm_report("{}", folder / "requests.jsonl"));
        QVERIFY(!vllm_bench_report("{\"format\":\"kneepoint-load/1\",\"levels\":[{\"index\":0},{\"index\":1}]}",
                                   folder / "requests.jsonl"));
    }

    void a_disk_that_cannot_be_written_is_told()
    {
        const auto made = RunFolder::create("/proc/no-such-folder", manifest_of("http://127.0.0.1:1"));
        QVERIFY(!made);
        if (::access("/dev/full", W_OK) != 0) QSKIP("No /dev/full here.");
        const QTemporaryDir dir;
        const std::filesystem::path folder = dir.filePath("run").toStdString();
        auto good = RunFolder::create(folder, manifest_of("http://127.0.0.1:1"));
        QVERIFY(good);
        std::filesystem::create_symlink("/dev/full", folder / "requests.jsonl");
        LevelRecords records;
        records.requests = {record(0, 0, 0, {100})};
        records.seconds = 1;
        const auto added = good->add(level_result(closed_loop(1, 1), records, 0), records);
        QVERIFY(!added);
        QVERIFY(added.error().text.find("level 0") != std::string::npos);
        QCOMPARE(run_json(folder)["levels"].size(), std::size_t(0));
    }

    void selftest_reads_what_was_told()
    {
        SelfTestPlan plan;
        plan.streams = {1, 5};
        plan.ttft_ms = 10;
        plan.itl_ms = 2;
        plan.output_tokens = 10;
        plan.seconds = 0.2;
        const auto rows = selftest(plan, {});
        QVERIFY(rows);
        QCOMPARE(rows->size(), std::size_t(2));
        for (const SelfTestRow& row : *rows) {
            QCOMPARE(row.failed, 0u);
            QVERIFY(row.requests >= std::uint64_t(row.streams));
            QVERIFY(row.stamp.median_ms >= 0);
            QVERIFY(row.stamp.median_ms < 50); // a busy machine
            // What was read is late by the endpoint's and the client's part together, token by token.
            QVERIFY(row.itl.max_ms <= row.client_itl.max_ms + 2 * row.endpoint_late.max_ms + 0.001);
        }
        QVERIFY(nlohmann::json::parse(selftest_json(plan, *rows))["rows"].size() == 2);
    }
};

QTEST_GUILESS_MAIN(TestRunFolder)
#include "test_run_folder.moc"
