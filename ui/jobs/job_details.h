// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QAction;
class QHBoxLayout;
class QLabel;
class QProgressBar;
class QTableView;

namespace kneepoint::ui {

class LiveChart;
class LogView;
class ReadingStrip;
class StepModel;
class ToneLabel;

/// All of one job: its state in words, steps, curves, the host's readings and the log.
class JobDetails : public QWidget {
    Q_OBJECT
public:
    /// @param actions of a job: shown as buttons as far as they are enabled
    /// @param seldom those behind "More"
    JobDetails(const QList<QAction*>& actions, const QList<QAction*>& seldom, QWidget* parent = nullptr);

    /// @param log gives the last part of a job's log
    void show_job(const runs::JobStatus& job, const std::function<QString()>& log);
    const std::string& id() const { return m_id; }
    LogView& log() { return *m_log; }
    LiveChart& curves() { return *m_curves; }
    QTableView& steps() { return *m_steps; }

private:
    QWidget* build_head(const QList<QAction*>& actions, const QList<QAction*>& seldom);
    QWidget* build_steps();
    void show_head(const runs::JobStatus& job);
    void show_steps(const runs::JobStatus& job);
    void tick();

    QLabel* m_name;
    ToneLabel* m_sentence;
    ToneLabel* m_why;
    QProgressBar* m_progress;
    QTableView* m_steps;
    StepModel* m_model;
    LiveChart* m_curves;
    ReadingStrip* m_readings;
    LogView* m_log;
    QTimer m_second;
    runs::JobStatus m_job;
    std::string m_id;
    int m_row_in_sight = -1;
};

} // namespace kneepoint::ui
