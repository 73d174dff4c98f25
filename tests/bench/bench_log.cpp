// SPDX-License-Identifier: GPL-3.0-or-later
// How long a turn of the window's event loop takes while the log of a job on screen grows by 100 MB a second: in
// processor time, so that a busy machine does not change the figures. A frame at 60 a second is 16.7 ms.
// Build with optimisation, run with QT_QPA_PLATFORM=offscreen.
#include "job_data.h" // the text of a log as the window gets it is part of the cost
#include "jobs/log_view.h"
#include "pages/jobs_page.h"
#include "shell/session.h"
#include "told_jobs.h"

#include <fmt/format.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QTemporaryDir>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

using namespace kneepoint;

namespace {

constexpr std::size_t log_kept = std::size_t{1} << 20; ///< bytes that a job keeps of its log
constexpr int rate = 100;                              ///< such pieces a second
constexpr int seconds = 10;
constexpr double frame = 1000.0 / 60;

std::string piece(int number)
{
    std::string text;
    for (int line = 0; text.size() < log_kept; ++line)
        text += fmt::format("\x1b[32mINFO\x1b[0m {}.{} request finished: 812 tokens in 4311.2 ms, 17 running\n", number,
                            line);
    return text;
}

/// The log of one job: its last megabyte is another one at every look, as it is under a flood.
class Flood : public tests::ToldJobs {
public:
    Flood()
    {
        for (int i = 0; i < int(m_pieces.size()); ++i) m_pieces[std::size_t(i)] = piece(i);
    }
    int written = 0; ///< pieces
    QString log(const std::string&) const override
    {
        return runs::shown_log(m_pieces[std::size_t(written) % m_pieces.size()]);
    }

private:
    std::array<std::string, 7> m_pieces;
};

/// Milliseconds of processor time of each turn.
std::vector<double> turns(Flood& jobs)
{
    std::vector<double> times;
    QElapsedTimer clock;
    clock.start();
    const int before = jobs.written;
    while (clock.elapsed() < seconds * 1000) {
        const auto due = before + static_cast<int>(clock.elapsed() * rate / 1000);
        const auto start = std::clock();
        if (jobs.written < due) {
            jobs.written = due;
            emit jobs.log_grew("1");
        }
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        times.push_back(1e3 * double(std::clock() - start) / CLOCKS_PER_SEC);
    }
    std::ranges::sort(times);
    return times;
}

void tell(const char* what, const std::vector<double>& times)
{
    const auto longer = std::ranges::count_if(times, [](double time) { return time > frame; });
    double sum = 0;
    for (const double time : times) sum += time;
    std::printf(
        "%-26s %6zu turns  median %6.2f ms  p99 %6.2f ms  longest %6.2f ms  over a frame: %td  processor %4.1f %%\n",
        what, times.size(), times[times.size() / 2], times[times.size() * 99 / 100], times.back(), longer,
        sum / (seconds * 10.0));
}

} // namespace

int main(int argc, char** argv)
{
    const QTemporaryDir home;
    for (const auto* variable : {"XDG_CONFIG_HOME", "XDG_STATE_HOME"}) qputenv(variable, home.path().toUtf8());
    QApplication application(argc, argv);
    ui::Session session;
    Flood jobs;
    jobs.add("1", runs::JobState::running);
    ui::JobsPage page(session, jobs);
    page.resize(1600, 900);
    page.show();
    QTimer heart; // other events of the window
    heart.start(8);
    std::printf("log of 100 MB/s for %d s, a turn may take %.1f ms\n", seconds, frame);
    tell("read", turns(jobs));
    page.findChild<ui::LogView*>()->findChild<QLineEdit*>()->setText(QStringLiteral("finished"));
    tell("read and searched", turns(jobs));
    return 0;
}
