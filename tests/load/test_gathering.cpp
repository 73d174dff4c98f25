// SPDX-License-Identifier: GPL-3.0-or-later
#include "gathering.h"
#include "load_support.h"

#include <algorithm>
#include <map>

using namespace kneepoint::load;
using namespace kneepoint::tests;

class TestGathering : public QObject {
    Q_OBJECT

private slots:
    void the_pause_shows_nowhere_data()
    {
        QTest::addColumn<bool>("stamps");
        QTest::addColumn<double>("latency_ms");
        QTest::addColumn<double>("itl_ms");
        QTest::addColumn<double>("pause_us");
        QTest::newRow("a twentieth of ITL") << true << 1330.0 << 4.0 << 200.0;
        QTest::newRow("a thousandth of a request") << true << 100.0 << 10.0 << 100.0;
        QTest::newRow("never so long that reads are late") << true << 60'000.0 << 1000.0 << 500.0;
        QTest::newRow("before a request has ended") << true << 0.0 << 0.0 << 0.0;
        QTest::newRow("one token an answer") << true << 50.0 << 0.0 << 0.0;
        QTest::newRow("without stamps of the kernel") << false << 1330.0 << 10.0 << 0.0;
    }
    void the_pause_shows_nowhere()
    {
        QFETCH(bool, stamps);
        QFETCH(double, latency_ms);
        QFETCH(double, itl_ms);
        QFETCH(double, pause_us);
        const ReadingPace pace{
            .kernel_stamps = stamps, .latency = Nanoseconds(latency_ms * 1e6), .itl = Nanoseconds(itl_ms * 1e6)};
        QCOMPARE(double(longest_pause(pace)) / 1e3, pause_us);
    }

    void a_pause_is_worth_its_own_wake_up()
    {
        QVERIFY(!worth_a_pause(0, 0));
        QVERIFY(!worth_a_pause(100, 0));
        QVERIFY(!worth_a_pause(100, 50));
        QVERIFY(worth_a_pause(100, 51));
    }

    /// By the server's own record of when it wrote. On a busy machine a write and its record are apart.
    void gathered_tokens_keep_their_times()
    {
        const auto server = exact_server(10, 10);
        ClientSetup setup = client_of(server->url());
        setup.content.output_tokens = 40;
        const auto records = run_level(setup, closed_loop(64, 192), {});
        QVERIFY(records);
        server->stop();
        std::map<std::string, SimTimeline> told;
        for (auto& timeline : server->take_timelines()) told[timeline.request_id] = std::move(timeline);
        std::vector<double> late_ms;
        std::uint64_t reads = 0;
        for (const RequestRecord& r : records->requests) {
            QVERIFY(r.outcome == OutcomeClass::ok);
            reads += r.reads;
            const auto& sent = told.at(request_id(setup.content, r.index)).sent_ns;
            QCOMPARE(sent.size(), r.chunks.size());
            for (std::size_t i = 0; i < sent.size(); ++i)
                late_ms.push_back(double(r.chunks[i].at + records->zero_ns - sent[i]) / 1e6);
        }
        QVERIFY(records->kernel_stamps);
        QVERIFY(records->wakeups < reads);
        std::ranges::sort(late_ms);
        QVERIFY(late_ms.front() > -0.1);
        QVERIFY2(late_ms[late_ms.size() / 2] < 0.1, std::to_string(late_ms[late_ms.size() / 2]).c_str());
    }
};

QTEST_GUILESS_MAIN(TestGathering)
#include "test_gathering.moc"
