// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/job_words.h"

#include "plans/step_tree.h"
#include "shell/text.h"

#include <QDateTime>
#include <QObject>

#include <algorithm>
#include <cmath>

namespace kneepoint::ui {

using runs::JobState;
using runs::StepState;
using Seconds = std::chrono::duration<double>;

QString job_sign(const runs::JobStatus& job)
{
    switch (job.state) {
    case JobState::queued:
    case JobState::staged:
    case JobState::uploaded:
        return QStringLiteral("○");
    case JobState::starting:
    case JobState::running:
    case JobState::unsupervised:
    case JobState::finalizing:
    case JobState::fetching:
        return job.reachable ? QStringLiteral("▶") : QStringLiteral("◌");
    case JobState::cancelling:
    case JobState::cancelled:
        return QStringLiteral("■");
    case JobState::hung:
        return QStringLiteral("?");
    case JobState::done:
        return QStringLiteral("✓");
    case JobState::failed:
    case JobState::failed_start:
    case JobState::lost:
    case JobState::host_rebooted:
    case JobState::quarantined:
        return QStringLiteral("✕");
    }
    return {};
}

QColor Theme::* job_tone(const runs::JobStatus& job)
{
    if (job.state == JobState::done) return &Theme::better;
    if (job.state == JobState::hung || (!job.reachable && !runs::is_end(job.state))) return &Theme::slo;
    if (runs::is_end(job.state) && job.state != JobState::cancelled) return &Theme::worse;
    return &Theme::text;
}

QString step_words(StepState state)
{
    switch (state) {
    case StepState::waiting:
        return QObject::tr("○ to do");
    case StepState::running:
        return QObject::tr("▶ running");
    case StepState::done:
        return QObject::tr("✓ done");
    case StepState::failed:
        return QObject::tr("✕ failed");
    case StepState::skipped:
        return QObject::tr("– left out");
    }
    return {};
}

QString look_words(const runs::LookAround& look, std::size_t found)
{
    if (look.hosts == 0) return {};
    const auto hosts = look.hosts == 1 ? QObject::tr("one host") : QObject::tr("%1 hosts").arg(look.hosts);
    if (!look.open.empty()) {
        QStringList names;
        for (const auto& host : look.open) names << qt(host);
        return QObject::tr("Looking on %1; no answer yet from %2").arg(hosts, names.join(QStringLiteral(", ")));
    }
    const auto jobs = found == 0   ? QObject::tr("No job that was started elsewhere")
                      : found == 1 ? QObject::tr("One job that was started elsewhere")
                                   : QObject::tr("%1 jobs that were started elsewhere").arg(found);
    QStringList lines(QObject::tr("%1 on %2").arg(jobs, hosts));
    for (const auto& silent : look.silent)
        lines << (silent.asked ? QObject::tr("%1 did not tell: %2") : QObject::tr("%1 was not asked: %2"))
                     .arg(qt(silent.host), qt(silent.why));
    return lines.join(QLatin1Char('\n'));
}

QString clock_words(Seconds duration)
{
    const auto seconds = std::max<qint64>(0, std::llround(duration.count()));
    const auto two = [](qint64 n) { return QStringLiteral("%1").arg(n, 2, 10, QLatin1Char('0')); };
    const auto minutes = seconds / 60;
    if (minutes < 60) return QStringLiteral("%1:%2").arg(minutes).arg(two(seconds % 60));
    return QStringLiteral("%1:%2:%3").arg(minutes / 60).arg(two(minutes % 60), two(seconds % 60));
}

QString step_time(const runs::StepStatus& step, Moment now)
{
    const auto estimate = duration_words(step.takes);
    if (step.state == StepState::waiting)
        return estimate.isEmpty() ? QStringLiteral("—") : QObject::tr("about %1").arg(estimate);
    if (!step.begun) return QStringLiteral("—");
    const Seconds spent = step.ended.value_or(now) - *step.begun;
    if (step.ended || step.state != StepState::running) return clock_words(spent);
    const auto left = duration_words(step.takes - spent);
    return left.isEmpty() ? clock_words(spent) : QObject::tr("about %1 left").arg(left);
}

QString moment_words(Moment moment)
{
    const auto when = QDateTime::fromSecsSinceEpoch(std::chrono::system_clock::to_time_t(moment));
    const auto time = when.toString(QStringLiteral("HH:mm"));
    return when.date() == QDate::currentDate() ? QObject::tr("today %1").arg(time)
                                               : when.toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

} // namespace kneepoint::ui
