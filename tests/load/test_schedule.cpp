// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/schedule.h"

#include <QTest>

#include <cmath>

using namespace kneepoint::load;

namespace {

LevelPlan open_loop(ProfileKind kind, double rate, std::uint64_t requests, std::uint64_t seed = 1,
                    double burstiness = 1)
{
    LevelPlan level;
    level.kind = kind;
    level.rate = rate;
    level.burstiness = burstiness;
    level.stop.requests = requests;
    level.seed = seed;
    return level;
}

/// Mean and coefficient of variation of the gaps.
std::pair<double, double> gaps(const std::vector<std::int64_t>& times)
{
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 1; i < times.size(); ++i) {
        const double gap = double(times[i] - times[i - 1]) / 1e9;
        sum += gap;
        squares += gap * gap;
    }
    const auto n = double(times.size() - 1);
    const double mean = sum / n;
    return {mean, std::sqrt(squares / n - mean * mean) / mean};
}

} // namespace

class TestSchedule : public QObject {
    Q_OBJECT

private slots:
    /// The rates that GuideLLM 0.5 ran between these two, as the published sweeps' reports state them.
    void sweep_is_linspace_without_its_first_data()
    {
        QTest::addColumn<double>("synchronous");
        QTest::addColumn<double>("throughput");
        QTest::addColumn<QList<double>>("expected");
        QTest::newRow("base") << 0.083333 << 1.716667
                              << QList<double>{0.2875, 0.49167, 0.69583, 0.9, 1.10417, 1.30833, 1.5125, 1.71667};
        QTest::newRow("compressed") << 0.125 << 2.575
                                    << QList<double>{0.43125, 0.7375, 1.04375, 1.35, 1.65625, 1.9625, 2.26875, 2.575};
        QTest::newRow("nothing succeeded") << 0.0 << 0.0 << QList<double>{};
    }
    void sweep_is_linspace_without_its_first()
    {
        QFETCH(double, synchronous);
        QFETCH(double, throughput);
        QFETCH(QList<double>, expected);
        const auto rates = sweep_rates(synchronous, throughput, 10);
        QCOMPARE(qsizetype(rates.size()), expected.size());
        for (qsizetype i = 0; i < expected.size(); ++i)
            QVERIFY2(std::abs(rates[std::size_t(i)] - expected[i]) < 0.5e-5, qPrintable(QString::number(i)));
    }

    void a_list_holds_levels_of_several_kinds()
    {
        const auto list =
            parse_level_list("synchronous, 16,concurrent:2,throughput,throughput:64,constant:2.5,poisson:0.5,"
                             "gamma:3:0.25",
                             512);
        QVERIFY(list.has_value());
        QStringList texts;
        for (const ListedLevel& level : *list) texts << QString::fromStdString(to_string(level));
        QCOMPARE(texts.join(' '), "synchronous concurrent:16 concurrent:2 throughput:512 throughput:64 constant:2.5 "
                                  "poisson:0.5 gamma:3:0.25");
        Profile profile;
        profile.kind = ProfileKind::list;
        profile.list = *list;
        profile.stop.seconds = 10;
        const auto levels = first_levels(profile);
        QVERIFY(levels && levels->size() == 8);
        QCOMPARE((*levels)[1].streams.value(), 16);
        QCOMPARE((*levels)[7].burstiness, 0.25);
        QCOMPARE(QString::fromStdString((*levels)[5].label()), QString("constant 2.50 req/s"));
        for (const char* wrong : {"", "0", "1.5", "constant", "constant:0", "constant:-1", "constant:1:2",
                                  "poisson:nan", "synchronous:2", "sweep", "ramp:1", "knee", "1,,2", "9999999"})
            QVERIFY2(!parse_level_list(wrong, 512), wrong);
    }

    /// From 1 to 5 requests a second in 10 s: after t seconds t + 0.2 t^2 have begun, 30 in all.
    void a_ramp_rises_evenly()
    {
        Profile profile;
        profile.kind = ProfileKind::ramp;
        profile.rates = {1, 5};
        profile.stop.seconds = 10;
        const auto levels = first_levels(profile);
        QVERIFY(levels && levels->size() == 1);
        QCOMPARE(QString::fromStdString(levels->front().label()), QString("ramp 1.00 to 5.00 req/s"));
        const auto times = arrivals(levels->front());
        QCOMPARE(times.size(), std::size_t(30));
        for (std::size_t i = 0; i < times.size(); ++i) {
            const double t = double(times[i]) / 1e9;
            QVERIFY(std::abs(t + 0.2 * t * t - double(i)) < 1e-6);
        }
        profile.rates = {0, 5};
        QCOMPARE(arrivals(first_levels(profile)->front()).size(), std::size_t(25));
    }

    void a_constant_rate_never_drifts()
    {
        const auto times = arrivals(open_loop(ProfileKind::constant, 3, 1'000'001));
        QCOMPARE(times.size(), std::size_t(1'000'001));
        QCOMPARE(times[0], 0);
        QCOMPARE(times[1], 333'333'333);
        QCOMPARE(times[3], 1'000'000'000);
        QCOMPARE(times[300'000], 100'000'000'000'000);
    }

    void random_arrivals_keep_rate_and_burstiness_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<double>("burstiness");
        QTest::newRow("poisson") << int(ProfileKind::poisson) << 1.0;
        QTest::newRow("bursty gamma") << int(ProfileKind::gamma) << 0.25;
        QTest::newRow("gamma of one is poisson") << int(ProfileKind::gamma) << 1.0;
        QTest::newRow("regular gamma") << int(ProfileKind::gamma) << 4.0;
    }
    void random_arrivals_keep_rate_and_burstiness()
    {
        QFETCH(int, kind);
        QFETCH(double, burstiness);
        const auto times = arrivals(open_loop(ProfileKind(kind), 50, 200'000, 7, burstiness));
        const auto [mean, variation] = gaps(times);
        // The gaps of a gamma process have the coefficient of variation 1 / sqrt(shape).
        QVERIFY2(std::abs(mean * 50 - 1) < 0.02, qPrintable(QString::number(mean)));
        QVERIFY2(std::abs(variation * std::sqrt(burstiness) - 1) < 0.03, qPrintable(QString::number(variation)));
        QVERIFY(std::ranges::is_sorted(times));
        QCOMPARE(times.front(), 0);
    }

    void a_seed_gives_the_same_times_again()
    {
        const auto of = [](std::uint64_t seed) { return arrivals(open_loop(ProfileKind::poisson, 10, 100, seed)); };
        QVERIFY(of(1) == of(1));
        QVERIFY(of(1) != of(2));
    }

    void arrivals_end_by_time_or_number()
    {
        LevelPlan level = open_loop(ProfileKind::constant, 10, 1000);
        level.stop.seconds = 2;
        QCOMPARE(arrivals(level).size(), std::size_t(20));
        level.stop.requests = 5;
        QCOMPARE(arrivals(level).size(), std::size_t(5));
        level.rate.reset();
        level.streams = 4;
        QVERIFY(arrivals(level).empty());
    }

    void profiles_become_levels_data()
    {
        QTest::addColumn<Profile>("profile");
        QTest::addColumn<QStringList>("labels");
        const StopRule stop{.seconds = 10};
        QTest::newRow("synchronous") << Profile{.kind = ProfileKind::synchronous, .stop = stop}
                                     << QStringList{"synchronous"};
        QTest::newRow("concurrent") << Profile{.kind = ProfileKind::concurrent, .streams = {1, 16}, .stop = stop}
                                    << QStringList{"1 stream", "16 streams"};
        QTest::newRow("throughput") << Profile{.kind = ProfileKind::throughput, .stop = stop}
                                    << QStringList{"throughput"};
        QTest::newRow("constant") << Profile{.kind = ProfileKind::constant, .rates = {0.5, 20}, .stop = stop}
                                  << QStringList{"constant 0.50 req/s", "constant 20.0 req/s"};
        QTest::newRow("sweep") << Profile{.kind = ProfileKind::sweep, .stop = stop}
                               << QStringList{"synchronous", "throughput"};
        QTest::newRow("no end") << Profile{.kind = ProfileKind::synchronous} << QStringList{};
        QTest::newRow("no streams") << Profile{.kind = ProfileKind::concurrent, .stop = stop} << QStringList{};
        QTest::newRow("zero streams") << Profile{.kind = ProfileKind::concurrent, .streams = {0}, .stop = stop}
                                      << QStringList{};
        QTest::newRow("no rates") << Profile{.kind = ProfileKind::poisson, .stop = stop} << QStringList{};
        QTest::newRow("infinite rate") << Profile{.kind = ProfileKind::constant, .rates = {INFINITY}, .stop = stop}
                                       << QStringList{};
        QTest::newRow("all warm-up") << Profile{.stop = stop, .warmup_seconds = 6, .cooldown_seconds = 4}
                                     << QStringList{};
        QTest::newRow("no time") << Profile{.stop = {.seconds = 0}} << QStringList{};
    }
    void profiles_become_levels()
    {
        QFETCH(Profile, profile);
        QFETCH(QStringList, labels);
        const auto levels = first_levels(profile);
        QCOMPARE(levels.has_value(), !labels.isEmpty());
        if (!levels) {
            QCOMPARE(levels.error().kind, kneepoint::ErrorKind::invalid);
            return;
        }
        QStringList found;
        for (const auto& level : *levels) found << QString::fromStdString(level.label());
        QCOMPARE(found, labels);
    }
};

QTEST_APPLESS_MAIN(TestSchedule)
#include "test_schedule.moc"
