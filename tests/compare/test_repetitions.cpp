// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of one setup in several files: what is joined, that it is said, and what it tells.
#include "kneepoint/compare/subjects.h"
#include "runs.h"

#include <QTest>

#include <cmath>

using namespace kneepoint;
using namespace kneepoint::compare;

namespace {

/// Two levels, of 4 and 16 streams, with this ITL at the second.
Run measured(const std::string& id, const std::string& file, const std::string& model, double itl)
{
    auto run = tests::performance(id, file, model, {tests::streams(4, 5), tests::streams(16, itl)});
    run.tool = {"guidellm", "0.5.0"};
    run.provenance.files[0].sha256 = id;
    run.setup.facts["load.max_seconds"] = {"60", "args.max_seconds"};
    run.setup.facts["load.seed"] = {id, "args.random_seed"}; // differs, as it should
    return run;
}

struct Compared {
    Pairing pairing;
    Comparison comparison;
};

Compared compared(const std::vector<Run>& runs, std::span<const PairChoice> choices = {})
{
    Compared result{find_pairs(runs, choices), {}};
    if (result.pairing.pairs.empty()) return result;
    const auto subjects = make_subjects(runs, result.pairing, result.pairing.pairs.front());
    Progress progress;
    result.comparison = compare_runs(subjects.at(0), subjects.at(1), {}, progress);
    return result;
}

Delta itl_of(const Comparison& comparison)
{
    for (const auto& delta : comparison.levels.at(1).deltas)
        if (delta.metric == MetricId::itl && delta.statistic == Statistic::median()) return delta;
    return {};
}

QString note_of(const Comparison& comparison)
{
    QStringList notes;
    for (const auto& problem : comparison.problems)
        if (problem.code == "repetitions-joined") notes << QString::fromStdString(problem.text);
    return notes.join('\n');
}

} // namespace

class TestRepetitions : public QObject {
    Q_OBJECT

private slots:
    // The worked example of docs/statistics.md, section 16: figures of 4 and 3 runs.
    void files_of_one_setup_are_repetitions()
    {
        std::vector<Run> runs;
        int number = 0;
        const auto add = [&](const std::string& id, const std::string& folder, const std::string& model, double itl) {
            const auto n = std::to_string(++number);
            runs.push_back(measured(id + n, folder + "/run-" + n + "/benchmarks.json", model, itl));
        };
        for (const double itl : {10.1, 10.4, 10.0, 10.6}) add("b", "base", "llama", itl);
        for (const double itl : {11.2, 11.9, 11.5}) add("c", "fp8", "llama-fp8", itl);
        const auto [pairing, comparison] = compared(runs);
        QCOMPARE(pairing.pairs.size(), std::size_t(1));
        QCOMPARE(pairing.pairs[0].base, std::string("b1"));
        QCOMPARE(pairing.pairs[0].candidates, std::vector<std::string>{"c5"});
        QCOMPARE(pairing.repetitions.at("b1").size(), std::size_t(3));
        QCOMPARE(pairing.roles.at("c7"), Role::candidate);
        const auto delta = itl_of(comparison);
        QCOMPARE(delta.finding.basis, Basis::runs);
        QCOMPARE(*delta.base_samples, std::uint64_t(4));
        QCOMPARE(*delta.candidate_samples, std::uint64_t(3));
        QVERIFY(std::fabs(delta.interval->low - 1.061832) < 1e-6 && std::fabs(delta.interval->high - 1.186467) < 1e-6);
        QVERIFY(std::fabs(*delta.p - 0.003065) < 1e-6);
        QVERIFY(std::fabs(*delta.base_variation - 0.026801) < 1e-6);
        QVERIFY2(delta.why.find("the base varies by 2.68 % (4 runs)") != std::string::npos, delta.why.c_str());
        const auto note = note_of(comparison);
        for (const auto* file : {"4 files of the base", "base/run-1/benchmarks.json", "base/run-4/benchmarks.json",
                                 "3 files of the candidate", "fp8/run-7/benchmarks.json"})
            QVERIFY2(note.contains(file), qPrintable(note));
    }

    // Nothing shown: "~", and how many runs would show what is asked for.
    void noise_between_files_leaves_it_open()
    {
        const auto [pairing, comparison] = compared(
            {measured("b1", "base/run-1.json", "llama", 10.0), measured("b2", "base/run-2.json", "llama", 10.8),
             measured("c1", "fp8/run-1.json", "llama-fp8", 9.6), measured("c2", "fp8/run-2.json", "llama-fp8", 10.5)});
        const auto delta = itl_of(comparison);
        QCOMPARE(delta.verdict, Judgement::inconclusive);
        QCOMPARE(delta.finding.difference, Difference::none_shown);
        QVERIFY2(delta.finding.settle.find("2 repetitions can show ") == 0 &&
                     delta.finding.settle.find("; for 3 % run ") != std::string::npos,
                 delta.finding.settle.c_str());
    }

    void one_side_alone_says_what_is_missing()
    {
        const auto [pairing, comparison] = compared({measured("b1", "base/run-1.json", "llama", 10.0),
                                                     measured("b2", "base/run-2.json", "llama", 10.2),
                                                     measured("c1", "fp8/run-1.json", "llama-fp8", 8)});
        const auto delta = itl_of(comparison);
        QVERIFY(delta.base_variation && !delta.candidate_variation);
        QVERIFY2(delta.why.find("repeat the candidate, too") != std::string::npos, delta.why.c_str());
    }

    void what_is_not_joined_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("the same bytes") << 0;
        QTest::newRow("another limit") << 1;
        QTest::newRow("another tool version") << 2;
        QTest::newRow("another list of streams") << 3;
        QTest::newRow("another name of the file") << 4;
        QTest::newRow("no model stated") << 5;
        QTest::newRow("void") << 6;
        QTest::newRow("another precision in the path") << 7;
        QTest::newRow("a fact that only one states") << 8;
        QTest::newRow("another number of GPUs in the path") << 9;
        QTest::newRow("another version in the path") << 10;
        QTest::newRow("another GPU in the path") << 11;
    }
    void what_is_not_joined()
    {
        QFETCH(int, what);
        auto first = measured("b1", "base/run-1.json", "llama", 10),
             other = measured("b2", "base/run-2.json", "llama", 11);
        if (what == 0) other.provenance.files[0].sha256 = "b1";
        if (what == 1) other.setup.facts["load.max_seconds"].value = "120";
        if (what == 2) other.tool.version = "0.4.0";
        if (what == 3) other.levels.pop_back();
        if (what == 4) other.provenance.files[0].file = "base/tuned-2.json";
        if (what == 5) first.setup.model = other.setup.model = "";
        if (what == 6) other.void_result = true;
        if (what == 7) {
            first.provenance.files[0].file = "int8/run-1.json";
            other.provenance.files[0].file = "int4/run-2.json";
        }
        if (what == 8) other.setup.facts["workload.prompt_tokens"] = {"512", "args.data"};
        const auto name = [&](const char* one, const char* two) {
            first.provenance.files[0].file = one;
            other.provenance.files[0].file = two;
        };
        if (what == 9) name("base/tp-1/run.json", "base/tp-2/run.json");
        if (what == 10) name("base/vllm-0.8.5/run.json", "base/vllm-0.9.1/run.json");
        if (what == 11) name("base/t4/run.json", "base/t10/run.json");
        const std::vector runs{first, other, measured("c1", "fp8/run-1.json", "llama-fp8", 8)};
        QVERIFY(find_pairs(runs).repetitions.empty());
    }

    // Each chooses its own rates: said, not done silently.
    void sweeps_are_not_joined()
    {
        const std::vector runs{tests::sweep("b1", "base/run-1.json", "llama"),
                               tests::sweep("b2", "base/run-2.json", "llama", 1.1),
                               tests::sweep("c1", "fp8/run-1.json", "llama-fp8", 0.8)};
        const auto pairing = find_pairs(runs);
        QVERIFY(pairing.repetitions.empty());
        for (const auto& [id, why] : pairing.unpaired)
            QCOMPARE(why.find("a sweep chooses its own rates") != std::string::npos, id != "c1");
        QVERIFY(pairing.unpaired.contains("b2"));
    }

    // A repeat of the base as candidate, the noise floor: a side is never joined to the other.
    void chosen_sides_stay_apart()
    {
        const std::vector runs{measured("b1", "base/run-1.json", "llama", 10.0),
                               measured("b2", "base/run-2.json", "llama", 10.4),
                               measured("b3", "base/run-3.json", "llama", 10.2)};
        const std::vector<PairChoice> choice{{"b1", {"b2"}}};
        const auto pairing = find_pairs(runs, choice);
        const auto subjects = make_subjects(runs, pairing, pairing.pairs.at(0));
        QCOMPARE(subjects.size(), std::size_t(2));
        std::size_t joined = 0; // b3 can repeat one of them, not both
        for (const auto& subject : subjects) joined += subject.repetitions.size();
        QVERIFY(joined <= 1);
        Pair named; // of one group: none of it can be counted for a side
        named.base = "b1";
        named.candidates = {"b2"};
        for (const auto& subject : make_subjects(runs, find_pairs(runs), named)) QVERIFY(subject.repetitions.empty());
    }

    // A run that is named although another one stands for it brings the others along.
    void a_named_repetition_brings_the_others()
    {
        const std::vector runs{measured("b1", "base/run-1.json", "llama", 10.0),
                               measured("b2", "base/run-2.json", "llama", 10.4),
                               measured("c1", "fp8/run-1.json", "llama-fp8", 8)};
        Pair pair;
        pair.base = "b2";
        pair.candidates = {"c1"};
        const auto subjects = make_subjects(runs, find_pairs(runs), pair);
        QCOMPARE(subjects[0].performance->id, std::string("b2"));
        QCOMPARE(subjects[0].repetitions.size(), std::size_t(1));
        QCOMPARE(subjects[0].repetitions[0]->id, std::string("b1"));
    }

    // A figure of another definition is no repetition of this one.
    void definitions_are_not_mixed()
    {
        auto other = measured("b2", "base/run-2.json", "llama", 20);
        other.levels[1].metrics[MetricId::itl].definition = "itl.gaps";
        const auto [pairing, comparison] = compared(
            {measured("b1", "base/run-1.json", "llama", 10), other, measured("c1", "fp8/run-1.json", "llama-fp8", 8)});
        QVERIFY(!itl_of(comparison).base_variation);
        QVERIFY2(note_of(comparison)
                     .contains("comes from all of them, except that of a metric of another definition: "
                               "base/run-2.json does not count for ITL (itl.gaps, not "
                               "itl.token_weighted)"),
                 qPrintable(note_of(comparison)));
    }

    // What a side is converted to, its repetitions are, too: TPOT without TTFT, 100 ms over 50 tokens 2 ms more.
    void repetitions_are_converted_with_their_side()
    {
        const auto with_tpot = [](Run run, const char* definition, double tpot, double latency) {
            for (auto& level : run.levels) {
                const auto set = [&](MetricId metric, const char* by, double value) {
                    level.metrics[metric] = tests::values(value);
                    level.metrics[metric].definition = by;
                };
                set(MetricId::tpot, definition, tpot);
                set(MetricId::ttft, "ttft.from_send", 100);
                set(MetricId::request_latency, "latency.end_to_end", latency);
                set(MetricId::output_tokens, "tokens.per_request", 50);
            }
            return run;
        };
        const auto [pairing, comparison] =
            compared({with_tpot(measured("b1", "base/run-1.json", "llama", 10), "tpot.decode_only", 20, 1.1),
                      with_tpot(measured("b2", "base/run-2.json", "llama", 10), "tpot.decode_only", 22, 1.2),
                      with_tpot(measured("c1", "fp8/run-1.json", "llama-fp8", 8), "tpot.with_ttft", 15, 0.8),
                      with_tpot(measured("c2", "fp8/run-2.json", "llama-fp8", 8), "tpot.with_ttft", 16, 0.9)});
        for (const auto& delta : comparison.levels.at(1).deltas) {
            if (delta.metric != MetricId::tpot || delta.statistic != Statistic::mean()) continue;
            QVERIFY(delta.converted);
            QCOMPARE(*delta.base, 22.0);
            QCOMPARE(delta.finding.basis, Basis::runs);
            QCOMPARE(*delta.base_samples, std::uint64_t(2)); // 22 and 24
            return;
        }
        QFAIL("no TPOT");
    }

    // Three runs of the base: 0.50, 0.52 and 0.54 vary by 0.02 (their standard deviation).
    void accuracy_runs_of_one_setup_are_repetitions()
    {
        const auto scored = [](const std::string& id, const std::string& file, const std::string& model, double value) {
            auto run = tests::accuracy(id, file, model, {tests::score("t", "acc", value, 0.02, 600)});
            run.provenance.files[0].sha256 = id;
            run.tool = {"lm_eval", "0.4.13"};
            return run;
        };
        std::vector runs{scored("b1", "base/results_2026-01-01T10-00-00.123456.json", "llama", 0.50),
                         scored("b2", "base/results_2026-01-01T11-00-00.654321.json", "llama", 0.52),
                         scored("b3", "base/results_2026-01-02T09-30-00.111111.json", "llama", 0.54),
                         scored("c1", "fp8/results_2026-01-01T12-00-00.222222.json", "llama-fp8", 0.49)};
        const auto [pairing, comparison] = compared(runs);
        QCOMPARE(pairing.pairs.size(), std::size_t(1));
        QCOMPARE(pairing.repetitions.at("b1").size(), std::size_t(2));
        const auto& row = comparison.accuracy.at(0);
        QCOMPARE(row.base_between->runs, std::size_t(3));
        QVERIFY(std::fabs(row.base_between->deviation - 0.02) < 1e-12);
        QVERIFY(!row.candidate_between);
        QVERIFY2(row.why.find("from run to run, which is not in the interval, the base moves by 2.00 points (standard "
                              "deviation of 3 runs)") != std::string::npos,
                 row.why.c_str());
        QVERIFY(note_of(comparison).contains("3 files of the base repeat one setup"));
        // Other questions, another few-shot number, or another task are another test.
        for (const int what : {0, 1, 2, 3}) {
            auto other = runs;
            if (what == 0) other[1].scores[0].n = 300;
            if (what == 1) other[1].scores[0].n_shot = 5;
            if (what == 2) other[1].scores[0].task = "u";
            if (what == 3) other[1].setup.facts["accuracy.limit"] = {"100", "config.limit"};
            const auto found = find_pairs(other).repetitions;
            QVERIFY(!found.contains("b1") || found.at("b1") == std::vector<std::string>{"b3"});
        }
        // Seeds may differ where both files say that the prompts did not.
        auto seeded = runs;
        for (std::size_t i = 0; i < 2; ++i)
            seeded[i].setup.facts["accuracy.seeds"] = {std::to_string(i), "config.random_seed"};
        QVERIFY(!find_pairs(seeded).repetitions.contains("b1") || find_pairs(seeded).repetitions.at("b1").size() < 2);
        for (std::size_t i = 0; i < 3; ++i) seeded[i].setup.facts["accuracy.task_hashes"] = {"t=1", "task_hashes"};
        QCOMPARE(find_pairs(seeded).repetitions.at("b1").size(), std::size_t(2));
    }
};

QTEST_GUILESS_MAIN(TestRepetitions)
#include "test_repetitions.moc"
