// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/page.h"

#include "kneepoint/runs/job.h"

#include <QTimer>

#include <string>

class QAction;
class QListView;
class QStackedWidget;

namespace kneepoint::ui {

class JobDetails;
class JobModel;
class JobSource;
class LookRow;

/// All jobs on all hosts at the left, the chosen one at the right.
class JobsPage : public Page {
    Q_OBJECT
public:
    JobsPage(Session& session, JobSource& jobs, QWidget* parent = nullptr);
    ~JobsPage() override;

    QString title() const override;
    QString help_text() const override;
    QWidget* first_focus() override;
    std::optional<report::Chart> chart() const override;
    std::optional<report::Table> table() const override;

    void show_job(const std::string& id);
    std::string chosen() const; ///< empty: none

signals:
    void results_wanted(const QString& folder);
    void plan_wanted(); ///< there is no job yet

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void build_actions();
    QAction* add_action(const QString& words, const QString& icon_name, const QString& hint,
                        const std::function<void(const std::string&)>& does);
    QWidget* build_empty();
    QWidget* build_content();
    void refresh();
    void show_chosen();
    void update_actions(const runs::JobStatus* job);
    void look_everywhere();
    void show_look();
    void cancel(const std::string& id);
    void adopt(const std::string& id);
    void retry(const std::string& id);
    void fetch(const std::string& id);
    void clean(const std::string& id);
    void forget(const std::string& id);

    JobSource& m_jobs;
    JobModel* m_model;
    QListView* m_list;
    QStackedWidget* m_stack;
    JobDetails* m_details = nullptr;
    QAction *m_open = nullptr, *m_cancel = nullptr, *m_retry = nullptr, *m_reconnect = nullptr, *m_fetch = nullptr,
            *m_clean = nullptr, *m_forget = nullptr, *m_adopt = nullptr, *m_look = nullptr;
    QList<LookRow*> m_looks; ///< beside the list, and where there is none
    QTimer m_pause;
};

} // namespace kneepoint::ui
