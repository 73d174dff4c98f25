// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job_files.h"

#include <QTreeWidget>

namespace kneepoint::ui {

/// "about 24 min", "1 h 10 min", "40 s"; empty when nothing is known.
QString duration_words(std::chrono::duration<double> duration);
/// "12 MB": decimal units.
QString bytes_words(std::uint64_t bytes);

/// What will run: the steps of each model with their commands and times, and the files that are put on the host.
class StepTree : public QTreeWidget {
    Q_OBJECT
public:
    explicit StepTree(QWidget* parent = nullptr);
    /// @param model_names as served, in the plan's order
    void show_job(const runs::JobFiles& job, const QStringList& model_names);

signals:
    void file_wanted(const QString& path); ///< it was double-clicked, or Enter was pressed on it

private:
    void add_steps(const std::vector<runs::Step>& steps, const QStringList& model_names);
    void add_files(const runs::JobFiles& job);
};

} // namespace kneepoint::ui
