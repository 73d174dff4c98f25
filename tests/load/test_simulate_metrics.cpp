// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/simulator.h"

#include "shared.h"
#include "sim_raw_client.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace kneepoint;
using namespace kneepoint::load;
using kneepoint::tests::RawClient;

namespace {

/// The samples of a Prometheus text: name with sorted labels, without the model's name, and value.
QMap<QString, double> samples(const QByteArray& text)
{
    static const QRegularExpression line(R"(^(\w+:\w+)\{([^}]*)\} ([-+.\deE]+)$)");
    QMap<QString, double> found;
    for (const QByteArray& bytes : text.split('\n')) {
        if (bytes.isEmpty() || bytes.startsWith('#')) continue;
        const auto match = line.match(QString::fromUtf8(bytes));
        if (!match.hasMatch()) continue;
        QStringList labels = match.captured(2).split(',');
        labels.removeIf([](const QString& label) { return label.startsWith("model_name="); });
        labels.sort();
        found.insert(match.captured(1) + "{" + labels.join(',') + "}", match.captured(3).toDouble());
    }
    return found;
}

double one(const QMap<QString, double>& all, const QString& name, const QString& more = {})
{
    const auto found = all.find("vllm:" + name + "{engine=\"0\"" + more + "}");
    return found == all.end() ? -1 : *found;
}

std::unique_ptr<Simulator> started()
{
    SimulatorOptions options;
    options.model = *sim_model("h200-8b-fp8");
    options.model_name = "a \"name\" \\";
    auto simulator = Simulator::start(std::move(options));
    if (!simulator) qFatal("%s", simulator.error().text.c_str());
    return std::move(*simulator);
}

} // namespace

class SimulateMetricsTest : public QObject {
    Q_OBJECT
private slots:
    void agree_with_the_requests()
    {
        const auto simulator = started();
        RawClient client(simulator->port());
        QByteArray prompt = "[0";
        for (int i = 1; i < 100; ++i) prompt += "," + QByteArray::number(i);
        prompt += "]";
        for (int i = 0; i < 3; ++i)
            QCOMPARE(
                client.post("/v1/completions", R"({"ignore_eos":true,"max_tokens":20,"prompt":)" + prompt + "}").status,
                200);
        const auto answer = client.post("/v1/completions", R"({"prompt":[7],"max_tokens":8000})").body;
        const int free = QJsonDocument::fromJson(answer)["usage"]["completion_tokens"].toInt();
        const auto metrics = client.get("/metrics");
        QVERIFY(metrics.head.contains("content-type: text/plain; version=0.0.4"));
        QVERIFY(metrics.body.contains("model_name=\"a \\\"name\\\" \\\\\""));
        const auto all = samples(metrics.body);
        QCOMPARE(one(all, "num_requests_running"), 0.0);
        QCOMPARE(one(all, "num_requests_waiting"), 0.0);
        QCOMPARE(one(all, "prompt_tokens_total"), 301.0);
        QCOMPARE(one(all, "generation_tokens_total"), 60.0 + free);
        QCOMPARE(one(all, "request_success_total", ",finished_reason=\"length\""), 3.0);
        QCOMPARE(one(all, "request_success_total", ",finished_reason=\"stop\""), 1.0);
        QCOMPARE(one(all, "time_to_first_token_seconds_count"), 4.0);
        QCOMPARE(one(all, "inter_token_latency_seconds_count"), 57.0 + free - 1);
        QCOMPARE(one(all, "e2e_request_latency_seconds_count"), 4.0);
        QCOMPARE(one(all, "request_generation_tokens_sum"), 60.0 + free);
        QCOMPARE(one(all, "prefix_cache_queries_total"), 301.0);
        QCOMPARE(one(all, "prefix_cache_hits_total"), 2 * 96.0);           // six full blocks of 16, twice
        QVERIFY(one(all, "time_to_first_token_seconds_sum") > 4 * 0.0134); // the front end alone
    }

    void histograms_are_cumulative()
    {
        const auto simulator = started();
        RawClient client(simulator->port());
        client.post("/v1/completions", R"({"prompt":[1],"ignore_eos":true,"max_tokens":50})");
        const auto all = samples(client.get("/metrics").body);
        double before = 0;
        for (const char* bound : {"0.01", "0.025", "0.05", "1.0", "80.0", "+Inf"}) {
            const double count = one(all, "inter_token_latency_seconds_bucket", QString(",le=\"%1\"").arg(bound));
            QVERIFY(count >= before);
            before = count;
        }
        QCOMPARE(before, one(all, "inter_token_latency_seconds_count"));
    }

    void names_and_buckets_are_those_of_a_real_server()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto real = samples(
            QByteArray::fromStdString(tests::content(tests::shared("fixtures/h200/base/metrics_after_sweep.txt"))));
        QVERIFY(real.size() > 200);
        const auto simulator = started();
        RawClient client(simulator->port());
        const auto ours = samples(client.get("/metrics").body);
        QVERIFY(ours.size() > 130);
        for (auto sample = ours.begin(); sample != ours.end(); ++sample) {
            if (sample.key().startsWith("vllm:cache_config_info")) continue; // fewer labels than the real one
            QVERIFY2(real.contains(sample.key()), qPrintable(sample.key()));
        }
        for (const char* histogram : {"time_to_first_token_seconds", "inter_token_latency_seconds",
                                      "e2e_request_latency_seconds", "request_generation_tokens"}) {
            const auto buckets = [&](const QMap<QString, double>& all) {
                return std::ranges::count_if(all.keys(), [&](const QString& key) {
                    return key.startsWith(QString("vllm:%1_bucket").arg(histogram));
                });
            };
            QCOMPARE(buckets(ours), buckets(real));
        }
    }
};

QTEST_GUILESS_MAIN(SimulateMetricsTest)
#include "test_simulate_metrics.moc"
