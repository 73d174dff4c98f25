// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plans/plan_form.h"

#include <QSet>
#include <QWidget>

#include <vector>

class QPushButton;
class QVBoxLayout;

namespace kneepoint::ui {

class FormSection;

/// A plan as a form, from the host down to the accuracy. Faults are shown at fields that were left; a field that nobody
/// has been at yet is not found fault with.
class PlanEditor : public QWidget {
    Q_OBJECT
public:
    explicit PlanEditor(QWidget* parent = nullptr);
    ~PlanEditor() override;

    enum class Faults { at_left_fields, at_once }; ///< of a plan that is new, or was read from a file
    void set_form(const PlanForm& form, Faults faults);
    PlanForm form() const;
    void set_hosts(const QStringList& names);

    /// What is wrong with the form as it stands.
    void set_problems(std::vector<runs::PlanProblem> problems);
    /// Shows all faults and goes to the first.
    void go_to_first_problem();
    /// As a user would say it: "Base model: Model".
    QString name_of(const QString& field) const;
    QWidget* first_editor() const;

signals:
    void edited();
    void left();
    void manage_hosts();

private:
    void add_section(FormSection* section);
    void follow(FormSection* section);
    void fit_models(qsizetype count);
    void order_tabs();
    FormSection* make_model(int index);
    void remove_model(int index);
    void add_model();
    void update_rows();
    void show_problems();
    QString place_of(const std::string& field) const; ///< the field on screen for a problem; empty: none
    std::vector<FormSection*> sections() const;       ///< as they stand

    QVBoxLayout* m_column;
    QVBoxLayout* m_model_column;
    QPushButton* m_add_model;
    FormSection* m_host;
    std::vector<FormSection*> m_models, m_others;
    PlanForm m_form; ///< what no field shows stays as it was
    std::vector<runs::PlanProblem> m_problems;
    QSet<QString> m_left;
    bool m_all = false;
};

} // namespace kneepoint::ui
