// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/compare/comparison.h"
#include "runs.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace kneepoint;
using namespace kneepoint::compare;

namespace {

const Delta* delta(const AlignedLevel& level, MetricId metric, Statistic statistic = Statistic::median())
{
    for (const auto& one : level.deltas)
        if (one.metric == metric && one.statistic == statistic) return &one;
    return nullptr;
}

Comparison compared(const Run& base, const Run& candidate, const Options& options = {})
{
    Progress progress;
    return compare_runs({base.id, "base", &base, nullptr, {}}, {candidate.id, "fp8", &candidate, nullptr, {}}, options,
                        progress);
}

} // namespace

class TestComparison : public QObject {
    Q_OBJECT
private slots:
    void equal_streams_pair_exactly()
    {
        using tests::streams;
        const auto base = tests::performance("b", "b.json", "m", {streams(1, 10), streams(8, 20), streams(32, 30)});
        const auto candidate =
            tests::performance("c", "c.json", "m-fp8", {streams(8, 16), streams(1, 8), streams(64, 50)});
        const auto result = compared(base, candidate);
        QCOMPARE(result.alignment, Alignment::streams);
        QCOMPARE(result.levels.size(), std::size_t(4));
        QCOMPARE(delta(result.levels[0], MetricId::itl)->ratio, std::optional(0.8));
        QCOMPARE(result.levels[1].candidate_level, std::optional(0));
        QCOMPARE(delta(result.levels[1], MetricId::itl)->verdict, Judgement::better);
        QVERIFY(delta(result.levels[1], MetricId::itl)->why.starts_with("16 / 20 = 0.800 (medians, row \"8 streams\""));
        QVERIFY(!delta(result.levels[2], MetricId::itl)->candidate);
        QCOMPARE(result.levels[2].note, std::string("the candidate has no such level"));
        QCOMPARE(result.levels[3].label, std::string("64 streams"));
        QVERIFY(!result.levels[3].base_level);
    }

    void other_streams_are_compared_by_load()
    {
        using tests::streams;
        const auto base = tests::performance("b", "b.json", "m", {streams(1, 10), streams(3, 20), streams(9, 30)});
        const auto candidate = tests::performance("c", "c.json", "m", {streams(2, 10), streams(4, 14), streams(6, 20)});
        const auto result = compared(base, candidate);
        QCOMPARE(result.alignment, Alignment::load);
        QCOMPARE(result.levels[0].note, std::string("outside the candidate's measured range 2 to 6"));
        QVERIFY(!delta(result.levels[0], MetricId::itl)->candidate);
        QVERIFY(result.levels[1].interpolated);
        QCOMPARE(delta(result.levels[1], MetricId::itl)->candidate, std::optional(12.0));
        QVERIFY(!delta(result.levels[2], MetricId::itl)->ratio);
    }

    void a_load_that_both_measured_is_not_interpolated()
    {
        using tests::streams;
        const auto base = tests::performance("b", "b.json", "m", {streams(1, 10), streams(4, 20), streams(9, 30)});
        const auto candidate = tests::performance("c", "c.json", "m", {streams(2, 10), streams(4, 14), streams(6, 20)});
        const auto result = compared(base, candidate);
        QCOMPARE(result.alignment, Alignment::load);
        QVERIFY(!result.levels[1].interpolated);
        QCOMPARE(result.levels[1].note, std::string("the candidate was measured at concurrency 4 too"));
        QCOMPARE(delta(result.levels[1], MetricId::itl)->candidate, std::optional(14.0));
        const auto equal = std::ranges::find(result.equal_load, MetricId::itl, &EqualLoad::metric);
        QVERIFY(equal != result.equal_load.end() && !equal->interpolated);
    }

    void common_rates_pair_exactly()
    {
        using tests::constant;
        const auto base = tests::performance("b", "b.json", "m", {constant(1, 4, 10), constant(2, 9, 20)});
        const auto candidate = tests::performance("c", "c.json", "m", {constant(1, 3, 8), constant(2, 6, 10)});
        const auto result = compared(base, candidate);
        QCOMPARE(result.alignment, Alignment::rate);
        QCOMPARE(result.levels[1].load, std::optional(2.0));
        QCOMPARE(delta(result.levels[1], MetricId::itl)->ratio, std::optional(0.5));
    }

    void sweeps_are_compared_by_load_and_by_position_only_when_asked()
    {
        const auto base = tests::sweep("b", "b.json", "m");
        auto candidate = tests::sweep("c", "c.json", "m-fp8", 0.5);
        candidate.levels[4].metrics[MetricId::concurrency] = tests::values(40);
        auto result = compared(base, candidate);
        QCOMPARE(result.alignment, Alignment::load);
        QCOMPARE(result.levels[0].candidate_level, std::optional(0)); // synchronous with synchronous
        QVERIFY(result.levels[1].excluded && !result.levels[1].note.empty());
        QVERIFY(result.levels[4].interpolated);
        QVERIFY(std::fabs(*delta(result.levels[4], MetricId::itl)->candidate - (8 + 4.0 / 3)) < 1e-12);

        result = compared(base, candidate, {.alignment = Alignment::position});
        QCOMPARE(delta(result.levels[4], MetricId::itl)->ratio, std::optional(0.5));
        QVERIFY(result.levels[4].note.find("not equal load: concurrency 20 and 40") != std::string::npos);

        QVERIFY(!compared(base, candidate, {.include_throughput = true}).levels[1].excluded);
    }

    void what_is_not_in_common_cannot_be_asked_for()
    {
        const auto base = tests::sweep("b", "b.json", "m");
        auto candidate = tests::sweep("c", "c.json", "m-fp8", 0.5);
        for (auto& level : candidate.levels)
            if (level.target_rate) *level.target_rate += 0.25;
        for (const auto wanted : {Alignment::rate, Alignment::streams}) {
            const auto result = compared(base, candidate, {.alignment = wanted});
            QCOMPARE(result.alignment, Alignment::load);
            QVERIFY(result.alignment_why.find("was asked for, but they have none in common") != std::string::npos);
            QCOMPARE(result.problems.front().code, std::string("alignment-not-possible"));
            QCOMPARE(result.problems.front().severity, Severity::warning);
        }
        QCOMPARE(compared(base, base, {.alignment = Alignment::rate}).alignment, Alignment::rate);
    }

    void a_run_against_itself_is_said()
    {
        const auto run = tests::sweep("b", "b.json", "m");
        const auto has = [](const Comparison& result) {
            return std::ranges::any_of(result.problems, [](const Problem& p) { return p.code == "same-run"; });
        };
        QVERIFY(has(compared(run, run)));
        QVERIFY(!has(compared(run, tests::sweep("c", "c.json", "m"))));
    }

    void no_completed_request_is_no_data_and_never_zero()
    {
        using tests::streams;
        auto base = tests::performance("b", "b.json", "m", {streams(1, 10), streams(2, 0, 0)});
        base.levels[1].requests.incomplete = 2;
        auto candidate = base;
        candidate.id = "c";
        for (auto* run : {&base, &candidate})
            for (auto& level : run->levels) {
                level.metrics[MetricId::output_tokens_per_second] = tests::values(0);
                level.metrics_all_requests[MetricId::output_tokens_per_second] =
                    tests::values(run == &base ? 100 : 150);
            }
        const auto result = compared(base, candidate);
        const auto* itl = delta(result.levels[1], MetricId::itl);
        QVERIFY(itl && !itl->base && !itl->candidate && !itl->ratio);
        QCOMPARE(itl->why, std::string("no data: no request completed (2 incomplete)"));
        QCOMPARE(itl->verdict, Judgement::unknown);
        const auto* rate = delta(result.levels[1], MetricId::output_tokens_per_second, Statistic::mean());
        QCOMPARE(rate->ratio, std::optional(1.5));
        QVERIFY(rate->all_requests);
        QVERIFY(result.levels[1].note.find("base: no data") != std::string::npos);
        QCOMPARE(result.base_capacity->max_concurrency, std::optional(1.0));
        QCOMPARE(result.equal_load.size(), std::size_t(2)); // TTFT and ITL at one stream only
    }

    // h200_case.md: at 128 streams one wave completed, so requests/s moves in steps of a wave.
    void rates_of_few_waves_get_no_verdict()
    {
        using tests::streams;
        auto base = tests::performance("b", "b.json", "m", {streams(128, 15, 255)});
        auto candidate = tests::performance("c", "c.json", "m", {streams(128, 12, 128)});
        for (auto* run : {&base, &candidate})
            for (const auto metric : {MetricId::requests_per_second, MetricId::prompt_tokens_per_second,
                                      MetricId::output_tokens_per_second, MetricId::total_tokens_per_second}) {
                run->levels[0].metrics[metric] = tests::values(run == &base ? 10 : 15);
                if (metric_info(metric).unit == Unit::tokens_per_second)
                    run->levels[0].metrics_all_requests[metric] = tests::values(run == &base ? 100 : 150);
            }
        const auto level = compared(base, candidate).levels[0];
        for (const auto metric :
             {MetricId::requests_per_second, MetricId::prompt_tokens_per_second, MetricId::total_tokens_per_second}) {
            const auto* rate = delta(level, metric, Statistic::mean());
            QCOMPARE(rate->ratio, std::optional(1.5));
            QCOMPARE(rate->verdict, Judgement::inconclusive);
            QVERIFY2(rate->why.find("fewer than two waves") != std::string::npos, rate->why.c_str());
            QVERIFY(!rate->finding.settle.empty());
        }
        QCOMPARE(delta(level, MetricId::output_tokens_per_second, Statistic::mean())->verdict, Judgement::better);
    }

    void tokens_of_all_requests_are_interpolated_too()
    {
        using tests::streams;
        auto base = tests::performance("b", "b.json", "m", {streams(1, 10), streams(3, 20), streams(9, 30)});
        auto candidate = tests::performance("c", "c.json", "m", {streams(2, 10), streams(4, 14), streams(6, 20)});
        for (auto* run : {&base, &candidate})
            for (auto& level : run->levels) {
                level.requests.incomplete = 400; // the end cut off more than 5 %
                level.metrics[MetricId::output_tokens_per_second] = tests::values(1);
                level.metrics_all_requests[MetricId::output_tokens_per_second] = tests::values(100 * *level.streams);
            }
        const auto result = compared(base, candidate);
        const auto* rate = delta(result.levels[1], MetricId::output_tokens_per_second, Statistic::mean());
        QVERIFY(result.levels[1].interpolated && rate->all_requests);
        QCOMPARE(rate->candidate, std::optional(300.0));
        QCOMPARE(rate->ratio, std::optional(1.0));
    }

    void other_definitions_are_not_compared()
    {
        using tests::streams;
        auto base = tests::performance("b", "b.json", "m", {streams(1, 10)});
        auto candidate = base;
        candidate.id = "c";
        base.levels[0].metrics[MetricId::tpot] = tests::values(10);
        base.levels[0].metrics[MetricId::tpot].definition = "tpot.decode_only";
        candidate.levels[0].metrics[MetricId::tpot] = tests::values(12);
        candidate.levels[0].metrics[MetricId::tpot].definition = "tpot.with_ttft";
        const auto result = compared(base, candidate);
        const auto* tpot = delta(result.levels[0], MetricId::tpot);
        QCOMPARE(tpot->base, std::optional(10.0));
        QVERIFY(!tpot->ratio);
        QVERIFY(tpot->why.starts_with("not comparable: TPOT is defined in two ways"));
        QCOMPARE(result.problems.front().code, std::string("definitions-differ"));
    }

    void printed_figures_of_one_digit_are_not_divided()
    {
        using tests::streams;
        auto base = tests::performance("b", "b.txt", "m", {streams(1, 22.2)});
        base.levels[0].metrics[MetricId::requests_per_second] = tests::values(0.1);
        base.setup.facts["numbers"] = {"printed", {}};
        const auto result = compared(base, base);
        const auto* rate = delta(result.levels[0], MetricId::requests_per_second, Statistic::mean());
        QVERIFY(rate->base && !rate->ratio);
        QCOMPARE(rate->why, std::string("no ratio: the printed figure 0.1 has too few digits"));
        const auto* itl = delta(result.levels[0], MetricId::itl);
        QVERIFY(itl->printed && itl->why.ends_with("printed figures)"));
        QCOMPARE(itl->verdict, Judgement::equivalent);
    }

    void a_base_of_zero_gives_no_ratio()
    {
        using tests::streams;
        const auto base = tests::performance("b", "b.json", "m", {streams(1, 0)});
        const auto comparison = compared(base, base);
        const auto* itl = delta(comparison.levels[0], MetricId::itl);
        QVERIFY(!itl || !itl->ratio);
    }

    void setups_are_compared_by_what_they_mean()
    {
        auto base = tests::sweep("b", "b.json", "org/Llama-3.1-8B");
        auto candidate = tests::sweep("c", "c.json", "org/Llama-3.1-8B-FP8-dynamic");
        base.setup.facts["server.target"] = {"http://127.0.0.1:8000", {}};
        candidate.setup.facts["server.target"] = {"http://127.0.0.1:8001", {}};
        base.setup.facts["workload.prompt_tokens"] = {"1024", {}};
        candidate.setup.facts["workload.prompt_tokens"] = {"512", {}};
        base.setup.facts["server.max_num_seqs"] = {"256", {}};
        candidate.setup.facts["server.max_num_seqs"] = {"128", {}};
        base.setup.facts["load.seed"] = {"1", {}};
        candidate.setup.scheme = "FP8-dynamic";
        base.setup.scheme = "BF16";
        base.tool = {"guidellm", "0.5.0"};
        candidate.tool = {"guidellm", "0.6.1"};
        base.started = "2025-12-08T10:11:12Z";
        candidate.started = "2025-12-10T10:11:12Z";
        const auto result = compared(base, candidate);
        const std::vector<std::string> wanted{
            "load.tool_version 0.5.0 0.6.1 warning",
            "model org/Llama-3.1-8B org/Llama-3.1-8B-FP8-dynamic expected",
            "scheme BF16 FP8-dynamic expected",
            "server.max_num_seqs 256 128 error",
            "server.target http://127.0.0.1:8000 http://127.0.0.1:8001 expected",
            "workload.prompt_tokens 1024 512 error",
            "started 2025-12-08T10:11:12Z 2025-12-10T10:11:12Z warning",
        };
        std::vector<std::string> found;
        for (const auto& one : result.setup_differences)
            found.push_back(one.what + " " + one.base + " " + one.candidate + " " + one.severity);
        QCOMPARE(found, wanted);
        QCOMPARE(result.problems.front().code, std::string("started-apart"));
        QVERIFY(result.problems.front().text.find("2.0 days") != std::string::npos);
    }

    void other_models_are_a_warning()
    {
        const auto result =
            compared(tests::sweep("b", "b.json", "Llama-3.1-8B"), tests::sweep("c", "c.json", "Qwen2.5-7B-FP8"));
        QCOMPARE(result.setup_differences.front().severity, std::string("warning"));
    }

    void empty_and_missing_runs_are_no_crash()
    {
        const Run empty;
        QVERIFY(compared(empty, empty).levels.empty());
        QVERIFY(compared(tests::sweep("b", "b", "m"), empty).equal_load.empty());
        Progress progress;
        QVERIFY(compare_runs({}, {}, {}, progress).levels.empty());
    }

    void can_be_cancelled()
    {
        const auto base = tests::sweep("b", "b.json", "m");
        std::stop_source source;
        source.request_stop();
        Progress progress(source.get_token());
        QVERIFY(
            compare_runs({"b", "b", &base, nullptr, {}}, {"b", "b", &base, nullptr, {}}, {}, progress).levels.empty());
    }
};

QTEST_GUILESS_MAIN(TestComparison)
#include "test_comparison.moc"
