// SPDX-License-Identifier: GPL-3.0-or-later
#include "../app/program.h"
#include "driver_lab.h"

#include "kneepoint/base/progress.h"
#include "kneepoint/library/catalogue.h"

#include <QScopeGuard>
#include <QThread>

#include <algorithm>
#include <array>
#include <memory>

using namespace kneepoint;
using namespace kneepoint::runs;
using namespace kneepoint::tests;

namespace {

/// What else wants the core of the load generator: it gets one part in 17 of it, however idle or busy the others are,
/// and needs more than twice as much for these requests.
constexpr int loops = 16;
constexpr double requests_a_second = 1500;

/// Processes of our own that keep a core busy until this is gone. Each has a session of its own, because some kernels
/// share a core out by session first.
class BusyCore {
public:
    BusyCore()
    {
        for (int i = 0; i < loops; ++i) {
            auto& loop = m_loops.emplace_back(std::make_unique<QProcess>());
            loop->start("taskset", {"-c", "0", "setsid", "sh", "-c", "while :; do :; done"});
        }
    }
    ~BusyCore()
    {
        for (const auto& loop : m_loops) loop->kill();
        for (const auto& loop : m_loops) loop->waitForFinished();
    }
    /// Each of them has run.
    bool is_busy() const
    {
        return std::ranges::all_of(m_loops, [](const auto& loop) {
            const auto stat = text_of(QString("/proc/%1/stat").arg(loop->processId()));
            const auto fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
            return stat.contains("(sh)") && fields.size() > 12 && fields[11].toInt() > 0; // ticks in user mode
        });
    }

private:
    std::vector<std::unique_ptr<QProcess>> m_loops;
};

} // namespace

/// Row 57: the load generator of a job shares its core with others, and cannot keep up.
class TestBusyCore : public QObject {
    Q_OBJECT
private slots:
    void row_57_a_job_whose_generator_has_no_core_is_no_silent_comparison()
    {
        KNEEPOINT_NEEDS_LOAD();
        const auto program = qEnvironmentVariable("KNEEPOINT_PROGRAM");
        if (!QFile::exists(program)) QSKIP("kneepoint is not built here");
        if (QThread::idealThreadCount() < 2) QSKIP("with one core the server would starve as well");
        JobLab lab; // its server runs the program itself
        lab.add_tool("load-on-a-core",
                     "#!/bin/sh\nexec taskset -c 0 '" + qgetenv("KNEEPOINT_LOAD_PROGRAM") + "' \"$@\"\n");
        const auto before = qgetenv("KNEEPOINT_LOAD_PROGRAM");
        qputenv("KNEEPOINT_LOAD_PROGRAM", lab.path("bin/load-on-a-core").toUtf8());
        const auto restore = qScopeGuard([&] { qputenv("KNEEPOINT_LOAD_PROGRAM", before); });
        Plan plan;
        plan.name = "busy core";
        plan.models = {{.model = "base", .served_name = "base", .scheme = "BF16", .url = {}},
                       {.model = "int8", .served_name = "int8", .scheme = "W8A8-INT8", .url = {}}};
        plan.workload = {.prompt_tokens = 16, .output_tokens = 32};
        plan.load = Load{.profile = Profile::constant, .rates = {requests_a_second}, .max_seconds = 3};
        const auto files = job_files(plan, {});
        QVERIFY2(files, files ? "" : to_string(files.error()).c_str());
        int status = 0;
        {
            const BusyCore core;
            QTRY_VERIFY_WITH_TIMEOUT(core.is_busy(), 60'000);
            status = lab.run(files);
        }
        QVERIFY2(status == 0, lab.said(status).constData());
        Progress progress;
        const auto found = library::scan(std::array{std::filesystem::path(lab.job("out").toStdString())}, progress);
        int marked = 0;
        for (const auto& one : found.runs)
            for (const auto& level : one.levels)
                for (const auto& problem : level.problems) {
                    if (problem.code != "client-limited") continue;
                    QVERIFY(problem.severity == Severity::warning);
                    QVERIFY2(problem.text.contains("The schedule was late by"), problem.text.c_str());
                    ++marked;
                }
        QCOMPARE(marked, 2); // the level of each model

        const auto compared = run({"compare", lab.job("out"), "--json"});
        QVERIFY2(compared.exit == 0, compared.errors.constData());
        int told = 0;
        for (const auto& problem : compared.json()["problems"].toArray())
            told += problem.toObject()["code"] == "client-limited" ? 1 : 0;
        QCOMPARE(told, 2);
        const auto words = run({"compare", lab.job("out")});
        QVERIFY2(words.output.contains("load generator was at its limit"), words.output.constData());
        const auto written = run({"report", lab.job("out"), "-o", lab.path("comparison.md"), "--charts", "none"});
        QVERIFY2(written.exit == 0, written.errors.constData());
        QVERIFY(text_of(lab.path("comparison.md")).contains("load generator was at its limit"));
    }
};

QTEST_GUILESS_MAIN(TestBusyCore)
#include "test_busy_core.moc"
