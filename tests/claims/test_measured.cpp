// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared.h"

#include "kneepoint/claims/claims.h"
#include "kneepoint/import/import.h"

#include <QTest>

#include <algorithm>

using namespace kneepoint;
using claims::Kind;
using claims::Verdict;

namespace {

std::vector<Run> runs_in(const std::filesystem::path& folder, const std::string& begins)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().filename().string().starts_with(begins)) files.push_back(entry.path());
    std::ranges::sort(files);
    std::vector<Run> runs;
    Progress progress;
    for (const auto& file : files) {
        auto imported = import::import_bytes(tests::content(file), {file.filename().string(), {}}, progress);
        if (!imported) continue;
        for (auto& run : imported->runs) runs.push_back(std::move(run));
    }
    return runs;
}

claims::Review check(const char* seed, const std::vector<Run>& runs)
{
    Progress progress;
    const auto text = tests::content(tests::shared(std::string("seeds/") + seed));
    return claims::check_document(text, runs, progress).value_or(claims::Review{});
}

/// A run of one level.
Run latencies(const std::string& scheme, double ttft_ms, double itl_ms)
{
    Run run;
    run.id = scheme;
    run.provenance.files.push_back({scheme + ".json", {}, {}});
    run.setup.model = "org/lama-8b";
    run.setup.scheme = scheme;
    auto& level = run.levels.emplace_back();
    level.metrics[MetricId::ttft].median = ttft_ms;
    level.metrics[MetricId::itl].median = itl_ms;
    return run;
}

/// Claims that a cell is what a run measured.
std::vector<claims::Claim> measured(const claims::Review& review)
{
    std::vector<claims::Claim> found;
    for (const auto& claim : review.claims)
        if (claim.kind == Kind::table_cell && claim.rows.size() == 1 && claim.rows.front().line == 0)
            found.push_back(claim);
    return found;
}

} // namespace

/// Documents against the results they are about.
class TestMeasured : public QObject {
    Q_OBJECT

private slots:
    // All 360 figures of the console tables, though rows are named by strategies and tables by headings.
    void levels_of_a_run()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto runs = runs_in(tests::shared("fixtures/seeds"), "guidellm_console_");
        QCOMPARE(runs.size(), std::size_t{2});
        const auto found = check("000_5097a34ca0fa11ad.txt", runs);
        QCOMPARE(found.bound_runs, std::size_t{2});
        const auto cells = measured(found);
        QCOMPARE(cells.size(), std::size_t{360});
        QCOMPARE(std::ranges::count(cells, Verdict::holds, &claims::Claim::verdict), std::ptrdiff_t{360});
    }

    void a_wrong_cell_is_told()
    {
        KNEEPOINT_NEEDS_SHARED();
        auto runs = runs_in(tests::shared("fixtures/seeds"), "guidellm_console_");
        runs.front().levels.back().metrics[MetricId::itl].median = 40.1; // the document prints 39.6 or 34.5
        const auto cells = measured(check("000_5097a34ca0fa11ad.txt", runs));
        const auto wrong = std::ranges::find(cells, Verdict::contradicts, &claims::Claim::verdict);
        QVERIFY(wrong != cells.end());
        QCOMPARE(wrong->computed_text, std::string("40.1"));
        QVERIFY2(wrong->why.contains("guidellm_console_"), wrong->why.c_str());
    }

    // seed_acceptance.json, seeds.003.noise: n = 250, largest |z| 0.74.
    void scores_of_named_runs()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto runs =
            runs_in(tests::shared("fixtures/seeds/neighbours/llm-quantization-a40/eval_results"), "lm_eval_");
        QCOMPARE(runs.size(), std::size_t{7});
        const auto found = check("003_5e5aed43e814174c.txt", runs);
        QCOMPARE(found.bound_runs, std::size_t{7});
        const auto cells = measured(found);
        QCOMPARE(cells.size(), std::size_t{56});
        QCOMPARE(std::ranges::count(cells, Verdict::holds, &claims::Claim::verdict), std::ptrdiff_t{56});
        const auto noise = std::ranges::find(found.problems, std::string("accuracy-noise"), &Problem::code);
        QVERIFY(noise != found.problems.end());
        QVERIFY2(noise->text.contains("n = 250") && noise->text.contains("0.74") && noise->text.contains("INT4-W4A16"),
                 noise->text.c_str());
        QVERIFY(std::ranges::any_of(found.claims, [](const claims::Claim& c) {
            return c.line == 109 && c.why.contains("the lead is within the noise");
        }));
        // E10: the best GSM8K score leads within the noise, and the tie in ARC-Easy is said.
        const auto says = [&](int line, const char* stated, const char* words) {
            return std::ranges::any_of(found.claims, [&](const claims::Claim& c) {
                return c.line == line && c.stated == stated && c.why.contains(words);
            });
        };
        QVERIFY(says(215, "best GSM8K performance", "the lead is within the noise (z = 0.21)"));
        QVERIFY(says(109, "84.4%", "a tie with"));
    }

    // "BF16" and "INT8" name runs of any model on any GPU: a document on others is not accused.
    void figures_of_another_model_data()
    {
        QTest::addColumn<QString>("cells"); // TTFT and ITL of both rows
        QTest::addColumn<int>("held");
        QTest::addColumn<int>("contradicted");
        QTest::addColumn<bool>("of_others");
        QTest::newRow("the runs") << "|BF16|30.0|5.00|\n|INT8|25.0|4.00|\n" << 4 << 0 << false;
        QTest::newRow("one misprint") << "|BF16|30.0|5.00|\n|INT8|25.0|4.40|\n" << 3 << 1 << false;
        QTest::newRow("another model") << "|BF16|310.0|21.00|\n|INT8|250.0|14.00|\n" << 0 << 0 << true;
        QTest::newRow("another model, one alike by chance") << "|BF16|30.0|21.00|\n|INT8|250.0|14.00|\n"
                                                            << 1 << 1 << true;
    }
    void figures_of_another_model()
    {
        QFETCH(const QString, cells);
        const std::vector<Run> runs{latencies("BF16", 30, 5), latencies("INT8", 25, 4)};
        const auto text = "|Model|TTFT (ms)|ITL (ms)|\n|-|-|-|\n" + cells.toStdString();
        Progress progress;
        const auto found = claims::check_document(text, runs, progress);
        QVERIFY(found);
        const auto checked = measured(*found);
        QTEST(int(std::ranges::count(checked, Verdict::holds, &claims::Claim::verdict)), "held");
        QTEST(int(std::ranges::count(checked, Verdict::contradicts, &claims::Claim::verdict)), "contradicted");
        const auto told = std::ranges::find(found->problems, std::string("figures-of-others"), &Problem::code);
        QTEST(told != found->problems.end(), "of_others");
        if (told != found->problems.end()) QVERIFY2(told->text.contains("INT8.json"), told->text.c_str());
    }

    void runs_that_nothing_names_are_told()
    {
        Run run;
        run.kind = RunKind::accuracy;
        run.setup.model = "another-model";
        Progress progress;
        const auto found = claims::check_document("|Model|MMLU|\n|-|-|\n|INT8|0.5|\n|INT4|0.4|\n", {&run, 1}, progress);
        QVERIFY(found);
        QCOMPARE(found->bound_runs, std::size_t{0});
        QCOMPARE(found->problems.size(), std::size_t{1});
        QCOMPARE(found->problems.front().code, std::string("no-run-bound"));
    }
};

QTEST_APPLESS_MAIN(TestMeasured)
#include "test_measured.moc"
