// SPDX-License-Identifier: GPL-3.0-or-later
#include "driver_lab.h"

using namespace kneepoint;
using namespace kneepoint::runs;
using namespace kneepoint::tests;

namespace {

/// The interpreter of a stand-in for lm_eval with ten requests to a task, which it keeps one by one as --use_cache
/// says.
constexpr const char* python_of_lm_eval = R"sh(#!/bin/sh
case $1 in ./*_probe.py) exit 0 ;; esac
while [ $# -gt 0 ]; do
    case $1 in
    --use_cache) cache=${2}_rank0.db ;;
    --output_path) out=$2 ;;
    esac
    shift
done
touch "$cache"
had=$(wc -l <"$cache")
echo "${cache##*/}: Cached requests: $had, Requests remaining: $((10 - had))"
done=$had
while [ "$done" -lt 10 ]; do
    echo "$cache $done" >>"$cache"
    done=$((done + 1))
    if [ "$done" = 4 ] && [ ! -e "$LAB/half" ]; then
        touch "$LAB/half"
        sleep 1000
    fi
done
echo '{}' >"$out/results_1.json"
)sh";

} // namespace

/// A job that was ended in an accuracy test and goes on: lm_eval answers from its cache what was asked before, and that
/// is kept per model, because its key holds no model's name.
class TestAccuracyResume : public QObject {
    Q_OBJECT
private slots:
    void lm_evals_requests_are_kept_per_model_and_taken_over()
    {
        JobLab lab;
        lab.add_tool("python-of-the-lab", python_of_lm_eval);
        lab.add_tool("lm_eval", "#!" + lab.path("bin/python-of-the-lab").toUtf8() + "\n");
        Plan plan;
        plan.name = "accuracy";
        for (const char* name : {"base", "int8"}) plan.models.push_back({.model = name, .served_name = name});
        plan.load.reset();
        plan.accuracy = Accuracy{.backend = Accuracy::Backend::hf, .tasks = {"kp_know"}};
        const auto files = job_files(plan, {});
        QVERIFY2(files, files ? "" : to_string(files.error()).c_str());
        lab.start(*files);
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(lab.path("half")); }, 60'000));
        // What the GPU does is shown meanwhile, and mixed with no level's samples.
        QVERIFY(
            QTest::qWaitFor([&] { return lab.job_text("readings").contains(" 55.0 89000 245.1 - - -\n"); }, 60'000));
        QVERIFY(!QFile::exists(lab.job("out/base/nvidia-smi.csv")));
        write_text(lab.job("cancel"), "");
        QCOMPARE(lab.wait(), 143);
        QCOMPARE(lab.job_text("cache/base_rank0.db").count('\n'), 4);
        QVERIFY(!QFile::exists(lab.job("out/base/eval")));
        const auto rest = job_files(plan, {}, {}, lab.id().toStdString());
        const int status = lab.run(rest);
        QVERIFY2(status == 0, lab.said(status).constData());
        const auto log = lab.job_text("log");
        QVERIFY2(log.contains("base_rank0.db: Cached requests: 4, Requests remaining: 6"), log);
        QVERIFY2(log.contains("int8_rank0.db: Cached requests: 0, Requests remaining: 10"), log);
        for (const QByteArray model : {"base", "int8"}) {
            const auto kept = lab.job_text("cache/" + model + "_rank0.db");
            QCOMPARE(kept.count('\n'), 10);
            QCOMPARE(kept.count("cache/" + model), 10); // nothing of the other
            QVERIFY(QFile::exists(lab.job("out/" + model + "/eval/results_1.json")));
        }
    }
};

QTEST_GUILESS_MAIN(TestAccuracyResume)
#include "test_accuracy_resume.moc"
