// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/page.h"

#include "kneepoint/hosts/host_store.h"
#include "kneepoint/hosts/preflight.h"
#include "kneepoint/runs/plan.h"
#include "plans/plan_editor.h"

#include <QTimer>

#include <memory>
#include <optional>

class QMenu;

namespace kneepoint::ui {

class JobSource;
class PlanPreview;
class Worker;

/// A plan as a form, what it will run, and the button that starts it.
class RunPage : public Page {
    Q_OBJECT
public:
    RunPage(Session& session, JobSource& jobs, hosts::HostStore hosts, QWidget* parent = nullptr);
    ~RunPage() override;

    QString title() const override;
    QString help_text() const override;
    QWidget* first_focus() override;

    void set_plan(const runs::Plan& plan, PlanEditor::Faults faults);
    void open_plan(const QString& file);
    void save_plan(const QString& file);
    void reload_hosts();

signals:
    void submitted(const std::string& job);
    void manage_hosts();

protected:
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* build_head();
    void fill_starts(QMenu* menu);
    void build_actions();
    void restore();
    void remember();
    void edited();
    void refresh();
    void preview(const runs::Plan& plan);
    std::optional<hosts::Host> chosen_host();
    void check_host();
    void take_checks(const Result<std::vector<hosts::Check>>& checks);
    void run();
    void start(const hosts::Host& host);

    JobSource& m_jobs;
    hosts::HostStore m_hosts;
    PlanEditor* m_editor;
    PlanPreview* m_preview;
    std::unique_ptr<Worker> m_previewing, m_opening;
    QTimer m_pause;
    std::optional<runs::Plan> m_plan;    ///< of the form; none while something is wrong with it
    std::optional<runs::Plan> m_checked; ///< the plan whose host was found fit, or that may run all the same
    quint64 m_check = 0;                 ///< counts checks, so that the answer to an old one is dropped
    bool m_run_when_checked = false;
};

} // namespace kneepoint::ui
