// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/file.h"
#include "kneepoint/compare/comparison.h"
#include "kneepoint/compare/pairing.h"
#include "kneepoint/import/import.h"
#include "shared.h"

#include <QTest>

#include <algorithm>

using namespace kneepoint;
using namespace kneepoint::compare;
namespace fs = std::filesystem;

namespace {

/// The runs of files below the fixtures, read as the program reads a folder; names are relative to `folder`.
std::vector<Run> imported(const std::string& folder, const std::vector<std::string>& files)
{
    std::vector<Run> runs;
    Progress progress;
    for (const auto& file : files) {
        auto bytes = tests::content(tests::shared("fixtures/" + folder) / file);
        std::vector<import::Member> members;
        if (import::sniff(bytes).kind == import::FileKind::archive) {
            auto unpacked = import::unpack(bytes, {file, {}}, {}, progress);
            if (unpacked) members = std::move(unpacked->members);
        } else {
            members.push_back({file, std::move(bytes)});
        }
        for (auto& member : members) {
            auto read = import::import_bytes(std::move(member.bytes), {file, sha256(file)}, progress);
            if (!read) qWarning("%s", to_string(read.error()).c_str());
            if (read) std::ranges::move(read->runs, std::back_inserter(runs));
        }
    }
    return import::assemble(std::move(runs));
}

std::vector<std::string> files_below(const std::string& folder, std::string_view part)
{
    std::vector<std::string> files;
    const auto root = tests::shared("fixtures/" + folder);
    for (const auto& entry : fs::recursive_directory_iterator(root))
        if (entry.is_regular_file() && entry.path().string().find(part) != std::string::npos)
            files.push_back(fs::relative(entry.path(), root).generic_string());
    std::ranges::sort(files);
    return files;
}

const Run* by_id(const std::vector<Run>& runs, const std::string& id)
{
    const auto found = std::ranges::find(runs, id, &Run::id);
    return found == runs.end() ? nullptr : &*found;
}

const Run& by_file(const std::vector<Run>& runs, const std::string& file)
{
    return *std::ranges::find(runs, file, &Run::file);
}

Subject subject(const Run& run)
{
    return {run.id,
            run.id,
            run.kind == RunKind::performance ? &run : nullptr,
            run.kind == RunKind::accuracy ? &run : nullptr,
            {}};
}

Comparison compared(const Run& base, const Run& candidate, const Options& options = {})
{
    Progress progress;
    return compare_runs(subject(base), subject(candidate), options, progress);
}

const Delta* delta(const AlignedLevel& level, MetricId metric, Statistic statistic)
{
    for (const auto& one : level.deltas)
        if (one.metric == metric && one.statistic == statistic) return &one;
    return nullptr;
}

QString shown(std::optional<double> value, int decimals)
{
    return value ? QString::fromStdString(format_decimal(*value, decimals)) : "none";
}

/// "base-file: candidate-file candidate-file" per pair.
QStringList pairs(const std::vector<Run>& runs)
{
    QStringList result;
    for (const auto& pair : find_pairs(runs).pairs) {
        QString text = QString::fromStdString(by_id(runs, pair.base)->file()) + ":";
        for (const auto& id : pair.candidates) text += " " + QString::fromStdString(by_id(runs, id)->file());
        result << text;
    }
    return result;
}

bool has(const Problems& problems, std::string_view code, std::string_view text)
{
    return std::ranges::any_of(
        problems, [&](const Problem& p) { return p.code == code && p.text.find(text) != std::string::npos; });
}

} // namespace

/// The acceptance cases of the seeds (A4, A5, A8 to A11, C2, C3) and the real H200 case, on the files themselves.
class TestAcceptance : public QObject {
    Q_OBJECT

    std::vector<Run> m_console;
    const Run& base() const { return by_file(m_console, "guidellm_console_base.txt"); }
    const Run& candidate() const { return by_file(m_console, "guidellm_console_compressed.txt"); }

private slots:
    void initTestCase()
    {
        KNEEPOINT_NEEDS_SHARED();
        m_console = imported("seeds", {"guidellm_console_base.txt", "guidellm_console_compressed.txt"});
        QCOMPARE(m_console.size(), std::size_t(2));
    }

    void a4_maximum_concurrency()
    {
        const auto result = compared(base(), candidate());
        QCOMPARE(result.base_capacity->max_concurrency, std::optional(34.0));
        QCOMPARE(result.candidate_capacity->max_concurrency, std::optional(44.0));
        QCOMPARE(result.candidate_capacity->max_level, std::optional(9));
        QCOMPARE(result.candidate_capacity->excluded, (std::vector<std::string>{"synchronous", "throughput"}));
        const auto with = capacity_of(candidate(), {.include_throughput = true});
        QCOMPARE(with.max_concurrency, std::optional(194.0));
        QCOMPARE(with.excluded, std::vector<std::string>{"synchronous"});
    }

    void a5_degradation()
    {
        const auto result = compared(base(), candidate());
        QCOMPARE(shown(result.base_capacity->itl_degradation->ratio, 2), QString("1.78"));
        QCOMPARE(shown(result.candidate_capacity->itl_degradation->ratio, 2), QString("2.35"));
        QVERIFY(result.candidate_capacity->itl_degradation->why.starts_with("34.5 / 14.7 = 2.35 (ITL medians"));
        QVERIFY(result.candidate_capacity->itl_degradation->why.ends_with("printed figures)"));
        QCOMPARE(shown(capacity_of(candidate(), {.include_throughput = true}).itl_degradation->ratio, 2),
                 QString("4.35"));
    }

    void a8_slo()
    {
        Options options;
        options.slos.push_back(*parse_slo("ttft:p95<=200ms"));
        const auto result = compared(base(), candidate(), options);
        const auto& left = result.base_capacity->slos.front();
        const auto& right = result.candidate_capacity->slos.front();
        QCOMPARE(left.any, std::optional(34.0));
        QCOMPARE(left.before_first_violation, std::optional(34.0));
        QVERIFY(left.failing.empty() && !left.non_monotone);
        QCOMPARE(left.excluded, (std::vector<SloResult::Excluded>{{0, Judgement::better}, {1, Judgement::worse}}));
        QCOMPARE(right.any, std::optional(44.0));
        QCOMPARE(right.before_first_violation, std::optional(25.0));
        QCOMPARE(right.failing, std::vector{8});
        QVERIFY(right.non_monotone);
        QCOMPARE(right.excluded, (std::vector<SloResult::Excluded>{{0, Judgement::worse}, {1, Judgement::worse}}));
    }

    void a9_side_by_side_data()
    {
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("metric");
        QTest::addColumn<bool>("p95");
        QTest::addColumn<bool>("mean");
        QTest::addColumn<QString>("ratio");
        QTest::addColumn<QString>("change");
        QTest::addColumn<int>("verdict");
        constexpr auto better = int(Judgement::better), worse = int(Judgement::worse),
                       unknown = int(Judgement::unknown);
        const auto row = [](int level, MetricId metric, const char* statistic, const char* ratio, const char* change,
                            int verdict) {
            QTest::addRow("%d %s %s", level, metric_info(metric).key.data(), statistic)
                << level << int(metric) << (QString(statistic) == "p95") << (QString(statistic) == "mean")
                << QString(ratio) << QString(change) << verdict;
        };
        row(9, MetricId::concurrency, "median", "1.29", "29.4", unknown);
        row(9, MetricId::request_latency, "median", "0.87", "-12.7", better);
        row(9, MetricId::ttft, "median", "0.81", "-18.6", better);
        row(9, MetricId::ttft, "p95", "0.84", "-16.3", better);
        row(9, MetricId::itl, "median", "0.87", "-12.9", better);
        row(9, MetricId::output_tokens_per_second, "mean", "1.53", "53.1", better);
        row(9, MetricId::output_tokens_per_second, "median", "1.44", "43.9", better);
        row(0, MetricId::request_latency, "median", "0.67", "-33.3", better);
        row(0, MetricId::ttft, "median", "0.76", "-24.2", better);
        row(0, MetricId::itl, "median", "0.66", "-33.8", better);
        row(0, MetricId::output_tokens_per_second, "mean", "1.51", "50.9", better);
        row(0, MetricId::ttft, "p95", "3.59", "259.1", worse);
        row(0, MetricId::requests_per_second, "mean", "none", "none", unknown);
        row(1, MetricId::output_tokens_per_second, "mean", "1.55", "54.8", better);
        row(1, MetricId::request_latency, "median", "1.13", "13.0", worse);
        row(1, MetricId::ttft, "median", "1.07", "6.8", worse);
        row(1, MetricId::itl, "median", "1.15", "14.7", worse);
    }
    void a9_side_by_side()
    {
        QFETCH(int, row);
        QFETCH(int, metric);
        QFETCH(bool, p95);
        QFETCH(bool, mean);
        QFETCH(QString, ratio);
        QFETCH(QString, change);
        QFETCH(int, verdict);
        const auto result = compared(base(), candidate(), {.alignment = Alignment::position});
        const auto* found = delta(result.levels.at(static_cast<std::size_t>(row)), static_cast<MetricId>(metric),
                                  p95    ? Statistic::percentile(95)
                                  : mean ? Statistic::mean()
                                         : Statistic::median());
        QVERIFY(found);
        QCOMPARE(shown(found->ratio, 2), ratio);
        QCOMPARE(shown(found->change_percent, 1), change);
        QCOMPARE(int(found->verdict), verdict);
        QVERIFY(found->printed || !found->ratio);
    }

    void a10_equal_load()
    {
        const QStringList wanted{"1 14.70 0.662",  "3 15.63 0.643",  "6 17.20 0.672",
                                 "10 18.80 0.694", "13 20.00 0.699", "18 22.24 0.695",
                                 "23 24.03 0.709", "28 26.45 0.735", "34 29.94 0.756"};
        const auto result = compared(base(), candidate());
        QStringList found;
        for (const auto& one : result.equal_load)
            if (one.metric == MetricId::itl)
                found << shown(one.concurrency, 0) + " " + shown(one.candidate, 2) + " " + shown(one.ratio, 3);
        QCOMPARE(found, wanted);

        const auto swapped = compared(candidate(), base());
        QVERIFY(std::ranges::none_of(swapped.equal_load, [](const EqualLoad& e) { return e.concurrency > 34; }));
        QCOMPARE(swapped.levels.back().note, std::string("outside the candidate's measured range 1 to 34"));
        QVERIFY(!delta(swapped.levels.back(), MetricId::itl, Statistic::median())->candidate);

        QCOMPARE(result.alignment, Alignment::load);
        const auto& last = result.levels.at(9);
        QVERIFY(last.interpolated);
        QCOMPARE(shown(delta(last, MetricId::itl, Statistic::median())->ratio, 3), QString("0.756"));
        QVERIFY(delta(last, MetricId::itl, Statistic::median())
                    ->why.starts_with("29.94 / 39.6 = 0.756 (medians, row \"constant #8\""));
    }

    void a11_checks()
    {
        const auto problems = check_run(candidate());
        QVERIFY(has(problems, "total-is-not-the-sum", "together are not total"));
        QVERIFY(has(problems, "ttft-outlier", "445.7"));
        QVERIFY(has(problems, "ttft-outlier", "959.9"));
        QVERIFY(has(problems, "non-monotone", "from 959.9 at concurrency 36 to 136 at 44"));
        QVERIFY(!has(check_run(base()), "ttft-outlier", ""));
        QVERIFY(!has(check_run(base()), "non-monotone", ""));
        auto counted = candidate();
        counted.levels[0].requests.successful = 16; // stated beside the seed
        QVERIFY(has(check_run(counted), "p95-is-maximum", "level synchronous of 16 requests"));
    }

    void c2_groups_are_weighted_means()
    {
        const auto runs = imported("seeds/neighbours/model-serve-flow", {"lmeval_base_20251204.json"});
        QCOMPARE(runs.size(), std::size_t(1));
        const auto groups = compared(runs[0], runs[0]).accuracy_summary.groups;
        const auto mmlu = std::ranges::find(groups, "mmlu", &GroupCheck::task);
        QVERIFY(mmlu != groups.end());
        QCOMPARE(mmlu->members, std::size_t(57));
        QVERIFY(std::ranges::all_of(groups, [](const GroupCheck& g) { return g.agrees && g.weighted; }));
    }

    void c3_accuracy_of_the_tables()
    {
        const auto runs =
            imported("seeds/neighbours/model-serve-flow", {"lmeval_table_base.txt", "lmeval_table_compressed.txt"});
        QCOMPARE(runs.size(), std::size_t(2));
        const auto result =
            compared(by_file(runs, "lmeval_table_base.txt"), by_file(runs, "lmeval_table_compressed.txt"));
        const auto& summary = result.accuracy_summary;
        QCOMPARE(result.accuracy.size(), std::size_t(70));
        QCOMPARE(std::ranges::count_if(result.accuracy, [](const AccuracyDelta& d) { return d.z.has_value(); }), 68);
        QCOMPARE(summary.tasks, (std::vector<std::string>{"arc_easy acc_norm", "hellaswag acc_norm",
                                                          "ifeval prompt_level_strict_acc", "mmlu acc"}));
        QCOMPARE(shown(summary.mean_recovery_percent, 2), QString("99.94"));
        QCOMPARE(shown(summary.largest_abs_z, 2), QString("0.82"));
        QCOMPARE(summary.largest_abs_z_task, std::string("high_school_government_and_politics"));
        QCOMPARE(shown(*summary.largest_drop * 100, 2), QString("-4.00"));
        QCOMPARE(summary.largest_drop_task, std::string("medical_genetics"));
        QVERIFY(std::ranges::all_of(summary.groups, &GroupCheck::agrees));
        const auto row = [&](std::string_view alias, std::string_view metric) {
            return *std::ranges::find_if(result.accuracy,
                                         [&](const auto& d) { return d.alias == alias && d.metric == metric; });
        };
        QCOMPARE(shown(*row("arc_easy", "acc").delta * 100, 2), QString("-0.30"));
        QCOMPARE(shown(row("arc_easy", "acc").relative_percent, 2), QString("-0.37"));
        QCOMPARE(shown(row("hellaswag", "acc_norm").z, 2), QString("0.41"));
        QCOMPARE(shown(row("moral_scenarios", "acc").recovery_percent, 2), QString("104.55"));
        QVERIFY(!row("ifeval", "inst_level_strict_acc").z);
    }

    void h200_streams()
    {
        const auto runs = imported("h200", {"base/streams.json.gz", "fp8/streams.json.gz"});
        QCOMPARE(runs.size(), std::size_t(2));
        const auto result = compared(by_file(runs, "base/streams.json.gz"), by_file(runs, "fp8/streams.json.gz"));
        QCOMPARE(result.alignment, Alignment::streams);
        QStringList ratios;
        for (const auto& level : result.levels)
            ratios << shown(delta(level, MetricId::itl, Statistic::median())->ratio, 2);
        QCOMPARE(ratios, (QStringList{"0.71", "0.71", "0.72", "0.72", "0.69", "0.83", "0.78", "0.79", "none"}));
        const auto& last = result.levels.back();
        QVERIFY(delta(last, MetricId::itl, Statistic::median())->why.starts_with("no data: no request completed"));
        const auto* rate = delta(last, MetricId::output_tokens_per_second, Statistic::mean());
        QVERIFY(rate && rate->all_requests);
        QCOMPARE(shown(rate->base, 0) + " " + shown(rate->candidate, 0), QString("6641 10115"));
        QCOMPARE(result.base_capacity->max_concurrency, std::optional(128.0));
    }

    void h200_sweeps()
    {
        const auto runs = imported("h200", {"base/sweep_3req.json.gz", "fp8/sweep_3req.json.gz",
                                            "base_sweep512_degenerate/sweep_3req.json.gz"});
        QCOMPARE(runs.size(), std::size_t(3));
        const auto& whole = by_file(runs, "base/sweep_3req.json.gz");
        const auto& degenerate = by_file(runs, "base_sweep512_degenerate/sweep_3req.json.gz");
        const auto result = compared(whole, by_file(runs, "fp8/sweep_3req.json.gz"));
        QCOMPARE(result.alignment, Alignment::load);
        const auto* rate = delta(result.levels.at(1), MetricId::output_tokens_per_second, Statistic::mean());
        QVERIFY(result.levels.at(1).excluded && rate->all_requests);
        QVERIFY2(shown(rate->ratio, 2) == "1.52", rate->why.c_str());
        QVERIFY(has(check_run(whole), "one-wave", "256 requests"));
        QVERIFY(has(check_run(degenerate), "degenerate-sweep", "0 of 512"));
        QVERIFY(has(check_run(degenerate), "degenerate-sweep", "do not rise"));
    }

    void h200_pairs()
    {
        auto files = files_below("h200", "sweep_3req.json.gz");
        for (const auto* part : {"streams.json.gz", "lm_eval/"})
            std::ranges::copy_if(files_below("h200", part), std::back_inserter(files), [](const std::string& f) {
                return f.ends_with(".json.gz") || f.ends_with(".json") || f.ends_with(".jsonl");
            });
        const auto runs = imported("h200", files);
        const auto found = pairs(runs);
        QCOMPARE(found.size(), 3);
        QVERIFY(found.contains("base/sweep_3req.json.gz: fp8/sweep_3req.json.gz"));
        QVERIFY(found.contains("base/streams.json.gz: fp8/streams.json.gz"));
        const auto pairing = find_pairs(runs);
        QCOMPARE(pairing.unpaired.size(), std::size_t(1));
        QVERIFY(pairing.unpaired.begin()->second.starts_with("degenerate sweep: 0 of 512"));
    }

    void other_pairs_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("part");
        QTest::addColumn<QStringList>("sizes");
        QTest::newRow("console files") << "seeds" << "guidellm_console" << QStringList{"guidellm_console_base.txt 1"};
        QTest::newRow("two pairs of one model")
            << "seeds/neighbours/model-serve-flow" << "lmeval_"
            << QStringList{"lmeval_base_20251204.json 1", "lmeval_table_base.txt 1"};
        QTest::newRow("one base, six candidates")
            << "seeds/neighbours/llm-quantization-a40" << "eval_results/" << QStringList{"6"};
        QTest::newRow("base and four schemes")
            << "lm_eval/09_0.4.12_local_completions_base_and_quantized" << "results_" << QStringList{"4"};
        QTest::newRow("base and four schemes, vllm")
            << "lm_eval/07_0.4.9.1_vllm_base_and_quantized" << "lm_eval_" << QStringList{"4"};
        QTest::newRow("live, hf") << "lm_eval/live/out/0.4.13" << "results_" << QStringList{"1"};
    }
    void other_pairs()
    {
        QFETCH(QString, folder);
        QFETCH(QString, part);
        QFETCH(QStringList, sizes);
        const auto runs = imported(folder.toStdString(), files_below(folder.toStdString(), part.toStdString()));
        const auto pairing = find_pairs(runs);
        QCOMPARE(pairing.pairs.size(), std::size_t(sizes.size()));
        for (const auto& pair : pairing.pairs) {
            const auto text =
                QString::fromStdString(by_id(runs, pair.base)->file()) + " " + QString::number(pair.candidates.size());
            QVERIFY2(std::ranges::any_of(sizes, [&](const QString& s) { return text.endsWith(s); }), qPrintable(text));
        }
        QCOMPARE(find_pairs(runs), pairing);
    }
};

QTEST_GUILESS_MAIN(TestAcceptance)
#include "test_acceptance.moc"
