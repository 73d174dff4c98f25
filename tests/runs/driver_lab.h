// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a job's folder here, under the supervisor, with tools of the test's own in front of the others.
#pragma once

#include "kneepoint/runs/job_files.h"
#include "kneepoint/runs/plan.h"

#include "../hosts/lab.h"
#include "places.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <QUuid>

namespace kneepoint::tests {

/// `vllm` that serves a simulated endpoint; the model's name says what goes wrong.
inline constexpr const char* fake_vllm = R"sh(#!/bin/sh
[ "$1" != --version ] || { echo 0.25.1; exit; }
model=$2
while [ $# -gt 0 ]; do
    case $1 in --port) port=$2 ;; --served-model-name) name=$2 ;; esac
    shift
done
echo $$ >>"$LAB/servers"
echo "${VLLM_API_KEY:-}" >>"$LAB/keys"
serve() {
    exec "$KNEEPOINT_LOAD_PROGRAM" simulate --port "$port" --model "$name" --ttft-ms 2 --itl-ms "${itl:-0.5}" ${VLLM_API_KEY:+--api-key-env VLLM_API_KEY}
}
case $model in
never) exec sleep 1000 ;;
oom) echo "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20 MiB"; exit 1 ;;
gated) echo "OSError: You are trying to access a gated repo."; echo "401 Client Error."; exit 1 ;;
bound) echo "OSError: [Errno 98] Address already in use"; exit 1 ;;
unknown) echo "huggingface_hub.errors.RepositoryNotFoundError: 404"; exit 1 ;;
broken) printf 'a first line\n\033[31mRuntimeError: "odd" \\ \377\n'; exit 3 ;;
killed) kill -s KILL $$ ;;
other) name=another; serve ;;
stubborn) trap '' TERM; (serve) & wait; while :; do sleep 1; done ;;
dies-once | dies)
    itl=5 # levels that are long enough to die in
    (serve) & server=$!
    if [ "$model" = dies ] || [ ! -e "$LAB/died" ]; then
        while ! grep -q "^0006 begin" steps; do sleep 0.05; done
        : >"$LAB/died"
        kill -s KILL $server
        echo "EngineDeadError: the engine is dead"
        exit 1
    fi
    wait ;;
*) serve ;;
esac
)sh";

/// `guidellm` that writes what the driver looks at; level 2 streams fails.
inline constexpr const char* fake_guidellm = R"sh(#!/bin/sh
printf '%s\n' "$*" >>"$LAB/calls"
for word; do
    case $word in
    kind=json,path=*) file=${word#kind=json,path=} ;;
    kind=synchronous*) rate=2 ;;
    kind=throughput*) rate=10 ;;
    *streams=2) echo "no luck"; exit 1 ;;
    *streams=3) none=yes ;;
    esac
done
successful=7
[ -z "${none:-}" ] || successful=0
printf '{"benchmarks":[{"metrics":{"request_totals":{"successful":%s,"errored":0,"incomplete":4},"requests_per_second":{"successful":{"mean":%s}}}}]}' \
    $successful "${rate:-3}" >"$file"
)sh";

inline constexpr const char* fake_nvidia_smi = R"sh(#!/bin/sh
case $* in
*noheader*) echo 100 ;;
*)
    echo 'timestamp, index, name, pstate, utilization.gpu [%], utilization.memory [%], memory.used [MiB], memory.free [MiB], memory.total [MiB], power.draw [W], power.limit [W], temperature.gpu, clocks.current.sm [MHz], clocks.current.memory [MHz], clocks_event_reasons.active'
    echo '2026/11/21 06:45:48.170, 0, NVIDIA H200, P0, 77 %, 63 %, 87951 MiB, 55206 MiB, 143771 MiB, 145.09 W, 700.00 W, 35, 1980 MHz, 3201 MHz, 0x0000000000000000'
    echo '2026/11/21 06:45:48.170, 1, NVIDIA H200, P0, 33 %, 63 %, 1049 MiB, 55206 MiB, 143771 MiB, 100.00 W, 700.00 W, 35, 1980 MHz, 3201 MHz, 0x0000000000000000' ;;
esac
)sh";

class JobLab {
public:
    JobLab()
    {
        QDir(m_folder.path()).mkdir("bin");
        m_environment = QProcessEnvironment::systemEnvironment();
        m_environment.insert("LAB", m_folder.path());
        m_environment.insert("PATH", m_folder.filePath("bin") + ":" + m_environment.value("PATH"));
        m_environment.insert("KNEEPOINT_SAMPLE", "0.5");
        m_environment.insert("KNEEPOINT_LOOK", "0.1");
        m_environment.insert("KNEEPOINT_STOP", "2");
        m_environment.insert("KNEEPOINT_BEAT", "0.5");
        add_tool("vllm", fake_vllm);
        add_tool("nvidia-smi", fake_nvidia_smi);
    }
    ~JobLab()
    {
        if (m_supervisor.state() == QProcess::NotRunning) return;
        write_text(job("cancel"), "");
        m_supervisor.waitForFinished(30'000);
    }
    static bool has_load() { return QFile::exists(qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM")); }

    void add_tool(const QString& name, const QByteArray& script) const
    {
        const auto file = m_folder.filePath("bin/" + name);
        write_text(file, script);
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    /// kneepoint-load's measurement of itself, which takes 3 s of each job: only where a test says so.
    void test_client() { m_tests_client = true; }
    /// A link of this name in the next job's folder.
    void link(const QString& name, const QString& target) { m_links.insert(name, target); }
    QProcessEnvironment& environment() { return m_environment; }
    QString path(const QString& below) const { return m_folder.filePath(below); }
    /// A file of the last job's folder.
    QString job(const QString& below) const { return m_folder.filePath("jobs/" + m_job + "/" + below); }
    QByteArray job_text(const QString& below) const { return text_of(job(below)); }
    QJsonObject record() const { return QJsonDocument::fromJson(job_text("out/job.json")).object(); }
    const QString& id() const { return m_job; }

    void start(const runs::JobFiles& files)
    {
        m_job = "job-" + QUuid::createUuid().toString(QUuid::Id128).left(12);
        QDir(m_folder.path()).mkpath("jobs/" + m_job + "/started");
        for (const auto& file : files.files) {
            auto content = QByteArray::fromStdString(file.content);
            if (!m_tests_client && file.path == "run.sh") content.replace(" '--selftest'", "");
            write_text(job(QString::fromStdString(file.path)), content);
        }
        for (auto link = m_links.begin(); link != m_links.end(); ++link) QFile::link(link.value(), job(link.key()));
        if (files.needs_load_program)
            QFile::link(qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM"), job("kneepoint-load"));
        m_supervisor.setProcessEnvironment(m_environment);
        m_supervisor.setStandardErrorFile(job("sup.log"));
        m_supervisor.start("sh", {source_path("resources/job/supervisor.sh"), job("")});
    }
    /// The job's exit status; -1 when it takes too long.
    int wait(int milliseconds = 120'000)
    {
        if (!m_supervisor.waitForFinished(milliseconds)) return -1;
        const auto exits = QDir(job("")).entryList({"exit.*"});
        return exits.isEmpty() ? -2 : exits.first().mid(5).toInt();
    }
    int run(const Result<runs::JobFiles>& files)
    {
        if (!files) qFatal("%s", to_string(files.error()).c_str());
        start(*files);
        return wait();
    }
    /// For a message: what the last job said.
    QByteArray said(int status) const { return "status " + QByteArray::number(status) + "\n" + job_text("log"); }
    bool told(const QByteArray& line, int milliseconds = 60'000) const
    {
        return QTest::qWaitFor([&] { return job_text("steps").contains(line); }, milliseconds);
    }
    /// "0001 0", "0002 skip": each step and how it ended.
    QStringList ends() const
    {
        QStringList all;
        for (const auto& line : job_text("steps").split('\n')) {
            const auto words = line.split(' ');
            if (words.size() == 4 && words[1] == "end") all << words[0] + " " + words[3];
            if (words.size() >= 2 && words[1] == "skip") all << words[0] + " skip";
        }
        return all;
    }
    bool servers_are_gone() const
    {
        for (const auto& pid : text_of(path("servers")).split('\n'))
            if (!pid.isEmpty() && !is_dead(pid.toInt())) return false;
        return true;
    }

private:
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QProcess m_supervisor;
    QString m_job;
    bool m_tests_client = false;
    QMap<QString, QString> m_links;
};

} // namespace kneepoint::tests

#define KNEEPOINT_NEEDS_LOAD()                                                                                         \
    if (!kneepoint::tests::JobLab::has_load()) QSKIP("kneepoint-load is not built here")
