// SPDX-License-Identifier: GPL-3.0-or-later
#include "../runs/center_lab.h"
#include "places.h"

#include "kneepoint/base/progress.h"
#include "kneepoint/library/catalogue.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <array>

using namespace kneepoint;
using namespace kneepoint::runs;
using namespace kneepoint::tests;

namespace {

constexpr int cut_after = 300; ///< requests; a whole run has some hundreds more
/// The requests that a cache of lm_eval holds; it is read only.
constexpr const char* count_rows = R"py(import sqlite3, sys
print(sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True).execute("select count(*) from unnamed").fetchone()[0])
)py";

enum class Cut { lm_eval, everything };

/// lm_eval of a job; none while it has not begun.
pid_t lm_eval_of(const std::string& job)
{
    for (const auto pid : processes_of(job)) {
        const auto words = text_of(QString("/proc/%1/cmdline").arg(pid)).split('\0');
        if (words.contains("--use_cache") && words.size() > 1 && words[1].endsWith("/lm_eval")) return pid;
    }
    return 0;
}

} // namespace

/// The real lm_eval, cut off in the middle of its requests to the server of a job, and gone on with by a second job:
/// its own cache answers what had been asked, and the scores are those of a run that nobody disturbed.
class TestLmEvalResume : public CenterLab {
    Q_OBJECT

    QString path(const char* name) const { return m_folder->filePath(name); }
    void put_tool(const QString& name, const QByteArray& script) const
    {
        QDir(m_folder->path()).mkpath("bin");
        const auto file = m_folder->filePath("bin/" + name);
        write_text(file, script);
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    /// The two tasks with their data by its place.
    void put_tasks(const QString& kit) const
    {
        QDir(m_folder->path()).mkpath("tasks");
        for (const QString name : {"kp_know_colour", "kp_arith"}) {
            auto task = text_of(kit + "kit/tasks/" + name + ".yaml");
            write_text(m_folder->filePath("tasks/" + name + ".yaml"),
                       task.replace("kit/data/", (kit + "kit/data/").toUtf8()));
        }
    }
    Host host_with_tools() const
    {
        auto host = here();
        const auto set = [&](const std::string& name, const QString& value) {
            host.prepare += name + "=" + hosts::quoted(value.toStdString()) + "; export " + name + "\n";
        };
        set("PATH",
            path("bin") + ":" + qEnvironmentVariable("KNEEPOINT_LIVE_LM_EVAL") + ":" + qEnvironmentVariable("PATH"));
        set("HF_HOME", path("hf"));
        set("SERVE_LLAMA_ASKED", path("asked"));
        set("KNEEPOINT_STOP", "2");
        for (const char* name : {"HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "TRANSFORMERS_OFFLINE"}) set(name, "1");
        set("USE_TORCH", "0"); // there is no torch: scripts/live.sh
        return host;
    }
    /// How often lm_eval asked the server; others name themselves otherwise.
    int asked() const { return static_cast<int>(text_of(path("asked")).count("aiohttp")); }
    /// What its cache has on the disk, so that no end of it loses that.
    int kept(const std::string& job) const
    {
        QProcess process;
        process.start(qEnvironmentVariable("KNEEPOINT_LIVE_LM_EVAL") + "/python",
                      {"-c", count_rows, on_host(job, "cache/tiny-base_rank0.db")});
        process.waitForFinished(60'000);
        return process.readAllStandardOutput().trimmed().toInt();
    }
    QByteArray said(const std::string& job) const
    {
        return text_of(on_host(job, "why")) + '\n' + text_of(on_host(job, "log")).right(3000);
    }
    static void same_scores_as_golden(const std::filesystem::path& results, const QString& kit)
    {
        const auto golden =
            QJsonDocument::fromJson(text_of(kit + "golden_paired.json")).object()["0.4.13/hf"].toObject();
        Progress progress;
        int compared = 0;
        for (const auto& run : library::scan(std::array{results}, progress).runs)
            for (const auto& score : run.scores) {
                const auto name = QString::fromStdString(score.task + "|" + score.metric + "," + score.filter);
                QCOMPARE(score.value.value_or(-1), golden["tasks"][name]["mean_base"].toDouble());
                QCOMPARE(score.n.value_or(0), static_cast<std::uint64_t>(golden["tasks"][name]["n"].toInt()));
                ++compared;
            }
        QCOMPARE(compared, 4); // acc and acc_norm; two filters of exact_match
    }

private slots:
    void init()
    {
        if (qEnvironmentVariableIsEmpty("KNEEPOINT_LIVE_LM_EVAL"))
            QSKIP("the real lm_eval is not installed: scripts/test.sh --live");
        if (!QFile::exists(shared_path("fixtures/lm_eval/live/kit")))
            QSKIP("the folder ../shared with models and tasks is absent");
        make_folder();
    }
    void cleanup() { end_jobs(); }

    void its_own_cache_serves_what_was_finished_data()
    {
        QTest::addColumn<Cut>("cut");
        QTest::newRow("lm_eval is killed") << Cut::lm_eval;
        QTest::newRow("all of the job is killed") << Cut::everything;
    }
    void its_own_cache_serves_what_was_finished()
    {
        QFETCH(const Cut, cut);
        const QString kit = shared_path("fixtures/lm_eval/live/");
        put_tasks(kit);
        put_tool("vllm", "#!/bin/sh\n[ \"$1\" != --version ] || { echo 0.25.1; exit; }\nOPENBLAS_NUM_THREADS=1 exec '" +
                             qgetenv("KNEEPOINT_LIVE_LM_EVAL") + "/python' " +
                             QByteArray::fromStdString(hosts::quoted(source("tests/live/serve_llama.py").string())) +
                             " \"$@\"\n");
        Plan plan;
        plan.name = "accuracy";
        plan.models = {{.model = (kit + "models/tiny-base").toStdString(), .served_name = "tiny-base"}};
        plan.load.reset();
        plan.accuracy = Accuracy{.tasks = {"kp_know_colour", "kp_arith"}, .include_path = path("tasks").toStdString()};
        plan.server.port = 0;
        plan.server.flags = {{"max-model-len", std::int64_t{1024}}};

        JobCenter::Options options{.journal = path("journal").toStdString()};
        options.probe_interval = std::chrono::milliseconds(300);
        JobCenter center(std::move(options));
        QVERIFY(center.open());
        const auto first = submit(center, host_with_tools(), plan);
        QVERIFY2(QTest::qWaitFor([&] { return asked() >= cut_after || is_end(center.job(first)->state); }, 300'000) &&
                     asked() >= cut_after,
                 said(first));
        const int finished = kept(first);
        QVERIFY(finished > 0);
        if (cut == Cut::lm_eval)
            QCOMPARE(::kill(lm_eval_of(first), SIGKILL), 0);
        else
            end_job(first);
        QVERIFY(ends(center, first, 240'000));
        QCOMPARE(center.job(first)->state, cut == Cut::lm_eval ? JobState::failed : JobState::lost);
        if (cut == Cut::lm_eval) QVERIFY(center.job(first)->why.contains("lm_eval failed with status 137"));
        QVERIFY(QTest::qWaitFor([&] { return processes_of(first).isEmpty(); }, 60'000));
        const int before = asked();

        const auto again = center.retry(first);
        QVERIFY(again);
        m_jobs.push_back(*again);
        QVERIFY2(ends(center, *again, 300'000), said(*again));
        QVERIFY2(center.job(*again)->state == JobState::done, said(*again));
        int cached = 0, remaining = 0; // of both kinds of requests
        const QRegularExpression words("Cached requests: (\\d+), Requests remaining: (\\d+)");
        for (auto found = words.globalMatch(text_of(on_host(*again, "log"))); found.hasNext();) {
            const auto counts = found.next();
            cached += counts.captured(1).toInt();
            remaining += counts.captured(2).toInt();
        }
        qInfo("asked %d times before the cut, %d after; its cache had %d of %d", before, asked() - before, cached,
              cached + remaining);
        QVERIFY2(cached >= finished && cached <= before, said(*again));
        QCOMPARE(asked() - before, remaining); // the server was asked the rest, and nothing twice
        QVERIFY(asked() - before < cached + remaining);
        same_scores_as_golden(center.job(*again)->results, kit);
    }
};

QTEST_GUILESS_MAIN(TestLmEvalResume)
#include "test_lm_eval_resume.moc"
