// SPDX-License-Identifier: GPL-3.0-or-later
#include "load_support.h"

#include "kneepoint/base/file.h"
#include "kneepoint/library/catalogue.h"
#include "kneepoint/library/watch.h"
#include "kneepoint/load/run_folder.h"

#include <QSignalSpy>

#include <atomic>
#include <fstream>
#include <set>

using namespace kneepoint;
using namespace kneepoint::tests;

namespace {

load::RunManifest manifest_of_two_levels()
{
    load::RunManifest manifest;
    manifest.version = "9.9";
    manifest.client.endpoint.url = "http://127.0.0.1:8000";
    manifest.client.content.model = "org/Llama-3.1-8B-FP8-dynamic";
    manifest.profile.kind = load::ProfileKind::concurrent;
    return manifest;
}

/// Requests that are known to the millisecond: TTFT 100 ms, ITL 20 ms, four tokens.
load::LevelRecords records_of(int requests)
{
    load::LevelRecords records;
    records.started_unix_s = 1'800'000'000;
    records.seconds = requests * 0.5;
    for (int i = 0; i < requests; ++i) {
        load::RequestRecord r;
        r.index = std::uint64_t(i);
        r.scheduled = load::Nanoseconds{i} * 500'000'000;
        r.started = r.sent = r.scheduled;
        for (int t = 0; t < 4; ++t) r.chunks.push_back({.at = r.scheduled + 100'000'000 + t * 20'000'000});
        r.first_byte = r.first_token = r.chunks.front().at;
        r.last_token = r.end = r.chunks.back().at;
        r.usage = {10, 4, {}};
        r.outcome = load::OutcomeClass::ok;
        records.requests.push_back(std::move(r));
    }
    return records;
}

Result<void> add_level(load::RunFolder& folder, int index, const load::LevelRecords& records)
{
    load::LevelPlan plan = closed_loop(index + 1, records.requests.size());
    return folder.add(load::level_result(plan, records, index), records);
}

library::Catalogue scanned(const QTemporaryDir& dir, const library::Catalogue* previous = nullptr)
{
    Progress progress;
    const std::vector<std::filesystem::path> paths{dir.path().toStdString()};
    return library::scan(paths, progress, {}, previous);
}

bool any_error(const library::Catalogue& catalogue)
{
    const auto is_error = [](const Problem& p) { return p.severity == Severity::error; };
    if (std::ranges::any_of(catalogue.problems, is_error)) return true;
    return std::ranges::any_of(catalogue.runs,
                               [&](const Run& run) { return std::ranges::any_of(run.problems, is_error); });
}

} // namespace

class TestImportedFolder : public QObject {
    Q_OBJECT

private slots:
    void numbers_come_back_as_they_were_measured()
    {
        const QTemporaryDir dir;
        auto folder = load::RunFolder::create(dir.path().toStdString(), manifest_of_two_levels());
        QVERIFY(folder && add_level(*folder, 0, records_of(2)) && folder->close(true));
        const auto catalogue = scanned(dir);
        QCOMPARE(catalogue.runs.size(), std::size_t(1));
        const Run& run = catalogue.runs.front();
        QCOMPARE(run.tool.version, std::string("9.9"));
        QCOMPARE(run.setup.facts.at("server.target").value, std::string("http://127.0.0.1:8000"));
        QVERIFY(run.problems.empty());
        const Level& level = run.levels.at(0);
        QCOMPARE(level.label, std::string("1 stream"));
        QCOMPARE(*level.requests.successful, 2u);
        QCOMPARE(*level.value(MetricId::ttft, Statistic::median()), 100.0);
        QCOMPARE(*level.value(MetricId::itl, Statistic::percentile(95)), 20.0);
        QCOMPARE(*level.value(MetricId::requests_per_second, Statistic::mean()), 2.0);
        QVERIFY(!level.value(MetricId::requests_per_second, Statistic::median()));
        for (const auto& [id, distribution] : level.metrics) QVERIFY(definition(distribution.definition));
        QVERIFY(catalogue.skipped.empty());
        QCOMPARE(run.provenance.files.size(), std::size_t(2));
    }

    // 100 ms to the first of four tokens, 20 ms between them: latency 160 ms, TPOT 160 / 4 = 40 ms.
    void requests_come_with_their_run()
    {
        const QTemporaryDir dir;
        auto folder = load::RunFolder::create(dir.path().toStdString(), manifest_of_two_levels());
        QVERIFY(folder && add_level(*folder, 0, records_of(2)) && add_level(*folder, 1, records_of(5)) &&
                folder->close(true));
        const auto catalogue = scanned(dir);
        QCOMPARE(catalogue.runs.size(), std::size_t(1));
        QVERIFY(!any_error(catalogue));
        const Level& level = catalogue.runs.front().levels.at(1);
        QCOMPARE(level.columns.size(), std::size_t(5));
        QCOMPARE(level.listed, level.requests);
        QCOMPARE(level.columns.start_s.at(2), 1'800'000'001.0);
        QCOMPARE(level.columns.ttft_ms.at(2), 100.0);
        QCOMPARE(level.columns.itl_ms.at(2), 20.0);
        QCOMPARE(level.columns.tpot_ms.at(2), 40.0);
        QCOMPARE(level.columns.latency_s.at(2), 0.16);
        QCOMPARE(level.columns.output_tokens.at(2), 4.0);
        QVERIFY(level.columns.outcome.at(2) == Outcome::successful);
    }

    void only_requests_that_the_statistics_count_are_taken()
    {
        const QTemporaryDir dir;
        auto manifest = manifest_of_two_levels();
        manifest.profile.warmup_seconds = 1;
        auto folder = load::RunFolder::create(dir.path().toStdString(), manifest);
        const auto records = records_of(5); // end at 0.16, 0.66, 1.16, 1.66 and 2.16 s
        load::LevelPlan plan = closed_loop(1, records.requests.size());
        plan.warmup_seconds = 1;
        QVERIFY(folder && folder->add(load::level_result(plan, records, 0), records) && folder->close(true));
        const auto catalogue = scanned(dir);
        const Level& level = catalogue.runs.front().levels.at(0);
        QCOMPARE(*level.requests.successful, 3u);
        QCOMPARE(level.columns.size(), std::size_t(3));
        QCOMPARE(level.columns.start_s.front(), 1'800'000'001.0);
    }

    void requests_of_no_run_are_listed()
    {
        const QTemporaryDir dir;
        auto folder = load::RunFolder::create(dir.path().toStdString(), manifest_of_two_levels());
        QVERIFY(folder && add_level(*folder, 0, records_of(2)) && folder->close(true));
        QVERIFY(QFile::remove(dir.filePath("run.json")));
        const auto catalogue = scanned(dir);
        QVERIFY(catalogue.runs.empty() && catalogue.problems.empty());
        QCOMPARE(catalogue.skipped.size(), std::size_t(1));
        QVERIFY(catalogue.skipped.front().why.contains("does not lie beside it"));
    }

    // A level that was written anew leaves a list of another count behind.
    void requests_of_another_count_are_not_taken()
    {
        const QTemporaryDir dir;
        auto folder = load::RunFolder::create(dir.path().toStdString(), manifest_of_two_levels());
        QVERIFY(folder && add_level(*folder, 0, records_of(3)) && folder->close(true));
        QFile list(dir.filePath("requests.jsonl"));
        QVERIFY(list.open(QIODevice::ReadWrite));
        const auto first = list.readLine();
        QVERIFY(list.resize(first.size()) && list.seek(first.size()) && list.write("no request\n") > 0);
        list.close();
        const auto catalogue = scanned(dir);
        QCOMPARE(catalogue.runs.front().levels.at(0).columns.size(), std::size_t(0));
        QCOMPARE(*catalogue.runs.front().levels.at(0).requests.successful, 3u);
        QCOMPARE(catalogue.problems.size(), std::size_t(1));
        QVERIFY(catalogue.problems.front().text.contains("1 damaged line."));
    }

    void another_tools_report_beside_it_is_the_same_run()
    {
        const QTemporaryDir dir;
        const std::filesystem::path path = dir.path().toStdString();
        auto folder = load::RunFolder::create(path, manifest_of_two_levels());
        QVERIFY(folder && add_level(*folder, 0, records_of(2)) && folder->close(true));
        const auto report = load::guidellm_report(*read_file(path / "run.json"), path / "requests.jsonl");
        QVERIFY(report && write_file(path / "guidellm.json", *report));
        const auto catalogue = scanned(dir);
        QCOMPARE(catalogue.runs.size(), std::size_t(1));
        QCOMPARE(catalogue.runs.front().format, std::string("kneepoint-load/1"));
        QCOMPARE(catalogue.runs.front().provenance.files.size(), std::size_t(3));
        QVERIFY(!any_error(catalogue));
    }

    void a_killed_run_keeps_what_it_had()
    {
        const QTemporaryDir dir;
        {
            auto folder = load::RunFolder::create(dir.path().toStdString(), manifest_of_two_levels());
            QVERIFY(folder && add_level(*folder, 0, records_of(3)));
        }
        // Killed while it wrote the second level's requests, and then the new run.json.
        std::ofstream(dir.filePath("requests.jsonl").toStdString(), std::ios::app)
            << "{\"level\":1,\"index\":0,\"sched";
        std::ofstream(dir.filePath(".kneepoint-7-1.part").toStdString()) << "{\"format\":\"kneepoint-load/1\",\"re";
        const auto catalogue = scanned(dir);
        QVERIFY(!any_error(catalogue));
        QCOMPARE(catalogue.runs.size(), std::size_t(1));
        QCOMPARE(catalogue.runs.front().levels.size(), std::size_t(1));
        QCOMPARE(catalogue.runs.front().problems.front().code, std::string("run-incomplete"));
    }

    void a_growing_run_is_read_again_and_again()
    {
        constexpr int levels = 12;
        const QTemporaryDir dir;
        auto folder = load::RunFolder::create(dir.path().toStdString(), manifest_of_two_levels());
        QVERIFY(folder.has_value());
        const auto first = scanned(dir);
        QVERIFY(!any_error(first));
        QCOMPARE(first.runs.size(), std::size_t(1));
        const std::string id = first.runs.front().id;

        std::atomic<bool> ended = false, good = true;
        std::thread writer([&] {
            const auto records = records_of(2000);
            for (int i = 0; i < levels; ++i) good = good && add_level(*folder, i, records).has_value();
            good = good && folder->close(true).has_value();
            ended = true;
        });
        auto last = first;
        std::set<std::size_t> seen;
        for (bool once_more = true; once_more;) {
            once_more = !ended;
            auto next = scanned(dir, &last);
            if (any_error(next) || next.runs.size() != 1 || next.runs.front().id != id) break;
            if (next.runs.front().levels.size() < last.runs.front().levels.size()) break;
            seen.insert(next.runs.front().levels.size());
            last = std::move(next);
        }
        writer.join();
        QVERIFY(good);
        QCOMPARE(last.runs.front().levels.size(), std::size_t(levels));
        QVERIFY(last.runs.front().problems.empty());
        QVERIFY2(seen.size() > 2, "Nothing was seen on the way.");
    }

    void watching_tells_of_each_new_level()
    {
        const QTemporaryDir dir;
        auto folder = load::RunFolder::create(dir.path().toStdString(), manifest_of_two_levels());
        QVERIFY(folder.has_value());
        library::Watch watch({.settle = std::chrono::milliseconds(50), .poll = std::chrono::milliseconds(200)},
                             nullptr);
        QSignalSpy ready(&watch, &library::Watch::ready);
        QSignalSpy changed(&watch, &library::Watch::changed);
        watch.set_paths({dir.path().toStdString()});
        QVERIFY(ready.wait(20000));
        auto last = scanned(dir);
        for (int i = 0; i < 3; ++i) {
            changed.clear();
            QVERIFY(add_level(*folder, i, records_of(5)));
            QTRY_VERIFY_WITH_TIMEOUT(
                !changed.isEmpty() && scanned(dir, &last).runs.at(0).levels.size() == std::size_t(i) + 1, 20000);
            last = scanned(dir, &last);
        }
        QVERIFY(!any_error(last));
    }
};

QTEST_GUILESS_MAIN(TestImportedFolder)
#include "test_imported_folder.moc"
