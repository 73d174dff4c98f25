// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/preflight.h"
#include "kneepoint/runs/job_files.h"

#include <QWidget>

#include <map>
#include <string>
#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedLayout;
class QVBoxLayout;

namespace kneepoint::ui {

class CheckTable;
class StepTree;
class ToneLabel;

/// What a plan will run and whether its host is fit for it; below, the button that starts it.
class PlanPreview : public QWidget {
    Q_OBJECT
public:
    explicit PlanPreview(QWidget* parent = nullptr);

    void show_job(runs::JobFiles job, const runs::Plan& plan);
    /// Why nothing can be shown: the first thing that is missing, and how many there are.
    void show_missing(const QStringList& missing);
    void show_failure(const QString& sentence);
    void show_refusal(const QString& sentence); ///< of a plan that is whole; it can be tried again

    /// @param sentence beside the list: when it was made, or why there is none
    void show_checks(std::vector<hosts::Check> checks, const QString& sentence);
    /// unfit: the button runs all the same; starting: the job is being written down
    enum class Checking { idle, asking, unfit, starting };
    void set_checking(Checking checking);

    QString results_folder() const;
    /// As typed for this run; a field that is left empty takes the variable of this program's own environment.
    std::map<std::string, std::string> secrets() const;

signals:
    void check_wanted();
    void run_wanted();
    void missing_wanted(); ///< the button was pressed while something is missing

private:
    QWidget* build_checks();
    QWidget* build_foot();
    void fit_secrets(const std::vector<std::string>& names);
    void show_file(const QString& path);
    void show_all();
    void update_button();

    QLabel* m_headline;
    QLabel* m_advice;
    StepTree* m_steps;
    QPushButton* m_all;
    QLabel* m_check_words;
    CheckTable* m_checks;
    QPushButton* m_check;
    QLineEdit* m_results;
    QVBoxLayout* m_secret_rows;
    std::map<std::string, QLineEdit*> m_secrets;
    ToneLabel* m_sentence;
    QPushButton* m_run;
    runs::JobFiles m_job;
    QStringList m_missing;
    Checking m_checking = Checking::idle;
    bool m_ready = false;
};

} // namespace kneepoint::ui
