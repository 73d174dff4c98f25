// SPDX-License-Identifier: GPL-3.0-or-later
// What watching a job costs its host: the processor time of the sh there and of all that it runs, for one look at a job
// with 40 steps, an hour of readings and a log that grows. Wanted: at most 1 % of a core at a look a second.
// usage: bench_watch
#include "job_id.h"
#include "job_protocol.h"

#include "kneepoint/hosts/launch.h"

#include "../hosts/lab.h"

#include <QCoreApplication>
#include <QCoro/QCoroTask>

#include <chrono>
#include <cstdio>

using namespace kneepoint;
using namespace kneepoint::runs;

namespace {

constexpr int looks = 300;

/// Of a process and of the children that it has waited for, in ms.
double processor_ms(qint64 process)
{
    const auto stat = tests::text_of(QString("/proc/%1/stat").arg(process));
    const auto fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    double ticks = 0;
    for (const int field : {11, 12, 13, 14}) ticks += fields.value(field).toDouble();
    return ticks * 1000 / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// As its supervisor and its script would have written it by now.
void make_job(const protocol::Place& place)
{
    const auto folder = QString::fromStdString(place.folder()) + '/';
    QDir().mkpath(folder + "started");
    const auto stat = tests::text_of("/proc/self/stat");
    const auto start = stat.mid(stat.lastIndexOf(')') + 2).split(' ').value(19);
    const auto own = QByteArray::number(QCoreApplication::applicationPid());
    tests::write_text(folder + "state", "boot=" + tests::text_of("/proc/sys/kernel/random/boot_id").trimmed() +
                                            "\npid=" + own + "\npid_start=" + start + "\nsup=" + own +
                                            "\nsup_start=" + start + "\nstart=1764374400.5\n");
    tests::write_text(folder + "hb", "1764374400\n");
    QByteArray steps, readings;
    for (int i = 0; i < 40; ++i)
        steps += QByteArray::number(i).rightJustified(4, '0') + " begin 1764374400.123456789\n";
    for (int i = 0; i < 720; ++i) readings += "1764374400.123456789 55.0 89000 245.1 12 0 33.5\n";
    tests::write_text(folder + "steps", steps);
    tests::write_text(folder + "readings", readings);
    tests::write_text(folder + "log", QByteArray(1 << 20, 'x'));
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QTemporaryDir folder;
    const protocol::Place place{folder.path().toStdString(), new_job_id(std::chrono::system_clock::now())};
    make_job(place);
    const hosts::Host host{.name = "here", .where = hosts::ThisComputer{}, .prepare = {}};
    hosts::Shell shell(host.name, hosts::launch(host));
    shell.start();
    if (!QTest::qWaitFor([&] { return shell.is_ready(); }, 20000)) return 3;
    protocol::Seen known;
    const auto before = processor_ms(shell.process_id());
    const auto started = std::chrono::steady_clock::now();
    for (int i = 0; i < looks; ++i) {
        const auto probe = QCoro::waitFor(protocol::probe(&shell, place, known));
        if (!probe || !probe->log) return 3;
        // So much is new each time: 2 kB of log, and a reading at every fifth look.
        known = {.inode = probe->log->inode,
                 .offset = probe->log->size - 2000,
                 .steps = probe->steps_size,
                 .readings = probe->readings_size - (i % 5 == 0 ? 50 : 0)};
    }
    const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - started;
    const double each = (processor_ms(shell.process_id()) - before) / looks;
    std::printf("a look: %.2f ms of the host's processor, %.2f ms in all\n", each, wall.count() / looks);
    std::printf("watched closely, a look a second: %.2f %% of a core; seldom: %.3f %%\n", each / 10, each / 100);
    std::printf("during a level whose length is known: 0 %%, nothing is asked (runs/test_job_watch)\n");
    return 0;
}
