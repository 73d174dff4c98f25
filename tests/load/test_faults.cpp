// SPDX-License-Identifier: GPL-3.0-or-later
// Faults of the machine and of the network; those of the server are in test_client.
#include "exchange.h"
#include "load_support.h"
#include "program_support.h"
#include "stamp_clock.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <atomic>

using namespace kneepoint::load;
using namespace kneepoint::tests;

namespace {

constexpr qint64 second = 1'000'000'000;

std::string chunk(const std::string& text)
{
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", text.size());
    return size + text + "\r\n";
}

const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
const std::string events = "data: {\"choices\":[{\"text\":\"\\u00fc\",\"finish_reason\":null}]}\n\n"
                           "data: {\"choices\":[{\"text\":\"b\",\"finish_reason\":\"length\"}]}\r\n\r\n"
                           ": a comment\n\n"
                           "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":2}}\n\n"
                           "data: [DONE]\n\n";

/// The record of an answer whose bytes arrive in these pieces, a nanosecond apart.
RequestRecord record_of(const std::vector<std::string_view>& pieces)
{
    Exchange exchange;
    exchange.begin({.started = 0, .sent = 0}, true);
    Nanoseconds at = 0;
    for (const auto& piece : pieces) exchange.receive(piece, ++at);
    return exchange.finished() ? exchange.take() : RequestRecord();
}

void check_whole(const RequestRecord& record, const std::string& where)
{
    QVERIFY2(record.outcome == OutcomeClass::ok, where.c_str());
    QVERIFY2(record.chunks.size() == 2 && record.output_tokens() == 2, where.c_str());
    QVERIFY2(*record.usage.prompt_tokens == 8 && record.done_seen && record.finish_seen, where.c_str());
}

// A wall clock that tests step.
std::atomic<std::int64_t> wall_offset = 0;
std::int64_t stepped_wall()
{
    return wall_now() + wall_offset;
}

// Both clocks of a table.
std::int64_t told_steady = 0;
std::int64_t told_wall = 0;

std::function<void()> limited(int resource, rlim_t most)
{
    return [resource, most] {
        const rlimit limit{most, most};
        ::setrlimit(decltype(RLIMIT_DATA)(resource), &limit);
    };
}

/// Puts the calling thread into a network of its own with so few local ports.
bool own_network(const std::string& ports)
{
    if (::unshare(CLONE_NEWNET) != 0) return false;
    const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::snprintf(request.ifr_name, sizeof request.ifr_name, "lo");
    request.ifr_flags = IFF_UP;
    const bool up = ::ioctl(fd, SIOCSIFFLAGS, &request) == 0;
    ::close(fd);
    const int range = ::open("/proc/sys/net/ipv4/ip_local_port_range", O_WRONLY | O_CLOEXEC);
    const bool written = range >= 0 && ::write(range, ports.data(), ports.size()) == ssize_t(ports.size());
    if (range >= 0) ::close(range);
    return up && written;
}

QJsonObject run_json(const QString& folder)
{
    QFile file(folder + "/run.json");
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

} // namespace

class TestFaults : public QObject {
    Q_OBJECT

private slots:
    void row_56_a_chunk_split_anywhere_is_the_same_answer()
    {
        const std::string whole = head + chunk(events) + "0\r\n\r\n";
        for (std::size_t at = 1; at < whole.size(); ++at)
            check_whole(record_of({std::string_view(whole).substr(0, at), std::string_view(whole).substr(at)}),
                        "bytes split at " + std::to_string(at));
        for (std::size_t at = 1; at < events.size(); ++at)
            check_whole(record_of({head + chunk(events.substr(0, at)) + chunk(events.substr(at)) + "0\r\n\r\n"}),
                        "chunk split at " + std::to_string(at));
        std::vector<std::string_view> bytes;
        for (std::size_t at = 0; at < whole.size(); ++at) bytes.push_back(std::string_view(whole).substr(at, 1));
        check_whole(record_of(bytes), "byte by byte");
    }

    void row_55_stalls_at_any_part_are_stalls_data()
    {
        QTest::addColumn<int>("at");
        for (const int at : {1, 30, 110, 140, 400}) QTest::addRow("after %d bytes", at) << at;
    }
    void row_55_stalls_at_any_part_are_stalls()
    {
        QFETCH(int, at);
        const auto server = exact_server(1, 1, {{*parse_fault("stall@" + std::to_string(at)), 1}});
        ClientSetup setup = client_of(server->url());
        setup.limits.stall = 0.2;
        const auto records = run_level(setup, closed_loop(1, 1), {});
        QVERIFY(records);
        QVERIFY(records->requests.front().outcome == OutcomeClass::stalled);
    }

    void row_58_stamps_go_onto_the_steady_clock_data()
    {
        QTest::addColumn<qint64>("wall_jump"); // between the last read and this one
        QTest::addColumn<qint64>("pause");     // likewise
        QTest::addColumn<qint64>("age");       // of the stamp, by the wall clock
        QTest::addColumn<bool>("used");
        QTest::newRow("fresh") << 0LL << 1'000'000LL << 5'000LL << true;
        QTest::newRow("slewed") << 40'000LL << second << 5'000LL << true;
        QTest::newRow("slewed for an hour") << 1800'000'000LL << 3600 * second << 5'000LL << true;
        QTest::newRow("lain for a while") << 0LL << second << 200'000'000LL << true;
        QTest::newRow("stepped forward") << 5 * second << 1'000'000LL << 5 * second << false;
        QTest::newRow("stepped forward a little") << 1'000'000LL << 1'000'000LL << 5'000LL << false;
        QTest::newRow("stepped back") << -5 * second << 1'000'000LL << 5'000LL << false;
        QTest::newRow("of the future") << 0LL << 1'000'000LL << -1LL << false;
        QTest::newRow("of long ago") << 0LL << 1'000'000LL << 61 * second << false;
    }
    void row_58_stamps_go_onto_the_steady_clock()
    {
        QFETCH(qint64, wall_jump);
        QFETCH(qint64, pause);
        QFETCH(qint64, age);
        QFETCH(bool, used);
        told_steady = 1000 * second;
        told_wall = 1'700'000'000 * second;
        StampClock clock([] { return told_wall; }, [] { return told_steady; });
        QCOMPARE(*clock.steady_time(told_wall - 7, told_steady), told_steady - 7);
        told_steady += pause;
        told_wall += pause + wall_jump;
        const auto at = clock.steady_time(told_wall - age, told_steady);
        QCOMPARE(at.has_value(), used);
        if (used) QCOMPARE(*at, told_steady - age);
        const bool stepped = !used && wall_jump != 0;
        QCOMPARE(clock.largest_step(), stepped ? wall_jump : 0);
        QCOMPARE(*clock.steady_time(told_wall - 9, told_steady), told_steady - 9); // after a step all is well again
    }

    void row_58_a_step_of_the_wall_clock_moves_no_time_and_is_told_data()
    {
        QTest::addColumn<qint64>("step");
        QTest::newRow("forward") << 3600 * second;
        QTest::newRow("back") << -3600 * second;
    }
    void row_58_a_step_of_the_wall_clock_moves_no_time_and_is_told()
    {
        QFETCH(qint64, step);
        const auto server = exact_server(2, 1);
        ClientSetup setup = client_of(server->url());
        setup.wall_clock = &stepped_wall;
        wall_offset = 0;
        const auto records = run_level(setup, closed_loop(2, 60), {}, [&](const LiveCounts& live) {
            if (live.ok > 5) wall_offset = step;
        });
        QVERIFY(records);
        QVERIFY(wall_offset != 0);
        for (const RequestRecord& r : records->requests) {
            QVERIFY(r.outcome == OutcomeClass::ok);
            QVERIFY(*r.sent <= *r.first_token && *r.first_token <= *r.last_token && *r.last_token <= *r.end);
            QVERIFY(*r.end < 60 * second);
        }
        QVERIFY(std::abs(records->clock_step_ms - double(step) / 1e6) < 1000);
    }

    void an_event_of_100_mb_costs_no_100_mb()
    {
        if (!program_is_built()) QSKIP("kneepoint-load is not built.");
#ifdef KNEEPOINT_SANITIZED
        QSKIP("A sanitizer needs more memory than is allowed here.");
#endif
        const QTemporaryDir dir;
        const auto server = exact_server(1, 1, {{*parse_fault("huge-event"), 1}});
        const Ran ran =
            run_program(run_arguments(server->url(), dir.filePath("r"), {"--streams", "1", "--max-requests", "1"}),
                        environment(), limited(RLIMIT_DATA, 80'000'000));
        QVERIFY2(ran.exit == 1, qPrintable(ran.err));
        QVERIFY2(ran.err.contains("No request succeeded"), qPrintable(ran.err));
        const auto level = run_json(dir.filePath("r"))["levels"].toArray().first().toObject();
        QCOMPARE(level["outcomes"].toObject()["bad_event"].toInt(), 1);
    }

    void too_few_descriptors_name_limit_and_need()
    {
        if (!program_is_built()) QSKIP("kneepoint-load is not built.");
        const QTemporaryDir dir;
        const auto server = exact_server(1, 1);
        const Ran ran =
            run_program(run_arguments(server->url(), dir.filePath("r"), {"--streams", "300", "--max-requests", "600"}),
                        environment(), limited(RLIMIT_NOFILE, 200));
        QCOMPARE(ran.exit, 2);
        QVERIFY2(ran.err.contains("364") && ran.err.contains("200") && ran.err.contains("ulimit -n"),
                 qPrintable(ran.err));
        QCOMPARE(server->counts().requests, 0);
    }

    void a_full_disk_keeps_the_finished_levels_data()
    {
        QTest::addColumn<bool>("mounted");
        QTest::addColumn<QString>("said");
        QTest::newRow("limit of a file's size") << false << "File too large";
        QTest::newRow("small file system") << true << "No space left";
    }
    void a_full_disk_keeps_the_finished_levels()
    {
        QFETCH(bool, mounted);
        QFETCH(QString, said);
        if (!program_is_built()) QSKIP("kneepoint-load is not built.");
        const QTemporaryDir dir;
        if (mounted) {
            // In a name space of this thread: nobody else sees it, and it ends with the test.
            const bool there = ::unshare(CLONE_NEWNS) == 0 &&
                               ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                               ::mount("tmpfs", qPrintable(dir.path()), "tmpfs", 0, "size=96k") == 0;
            if (!there) QSKIP("Mounting a file system is not permitted here.");
        }
        const auto server = exact_server(40, 1);
        const QStringList arguments =
            run_arguments(server->url(), dir.filePath("r"), {"--streams", "1,64", "--max-seconds", "0.6"});
        const Ran ran =
            run_program(arguments, environment(), mounted ? std::function<void()>() : limited(RLIMIT_FSIZE, 64 * 1024));
        if (mounted) ::umount2(qPrintable(dir.path()), MNT_DETACH);
        QCOMPARE(ran.exit, 3);
        QVERIFY2(ran.err.contains(said) && ran.err.contains("level 1"), qPrintable(ran.err));
        if (mounted) return; // what was on it is gone
        const auto json = run_json(dir.filePath("r"));
        QCOMPARE(json["levels"].toArray().size(), 1);
        QCOMPARE(json["complete"].toBool(true), false);
        const Ran resumed = run_program(arguments + QStringList{"--resume"});
        QVERIFY2(resumed.exit == 0, qPrintable(resumed.err));
        QCOMPARE(run_json(dir.filePath("r"))["levels"].toArray().size(), 2);
    }

    void exhausted_ports_are_told()
    {
        bool permitted = false;
        std::vector<RequestRecord> requests;
        // Name spaces of networks belong to threads; those that the level makes are in it, too.
        std::thread([&] {
            permitted = own_network("40000 40009");
            if (!permitted) return;
            const auto server = exact_server(300, 1);
            const auto records = run_level(client_of(server->url()), closed_loop(30, 30), {});
            if (records) requests = records->requests;
        }).join();
        if (!permitted) QSKIP("A network of its own is not permitted here.");
        QCOMPARE(requests.size(), std::size_t(30));
        int refused = 0;
        for (const RequestRecord& r : requests) {
            if (r.outcome == OutcomeClass::ok) continue;
            QVERIFY(r.outcome == OutcomeClass::refused);
            QVERIFY2(r.error.find("No local port is left") != std::string::npos, r.error.c_str());
            QVERIFY(r.own_limit);
            ++refused;
        }
        QVERIFY(refused >= 20);
        QVERIFY(refused < 30);
    }

private:
    static bool program_is_built() { return QFile::exists(qEnvironmentVariable("KNEEPOINT_LOAD_PROGRAM")); }
};

QTEST_GUILESS_MAIN(TestFaults)
#include "test_faults.moc"
