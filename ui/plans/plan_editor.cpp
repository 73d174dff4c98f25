// SPDX-License-Identifier: GPL-3.0-or-later
#include "plans/plan_editor.h"

#include "plans/plan_sections.h"
#include "shell/text.h"
#include "theme/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace kneepoint::ui {

PlanEditor::PlanEditor(QWidget* parent)
    : QWidget(parent), m_column(new QVBoxLayout(this)), m_model_column(new QVBoxLayout),
      m_add_model(new QPushButton(icon(QStringLiteral("add")), tr("Another compressed model"), this)),
      m_host(host_section(this, [this] { emit manage_hosts(); }))
{
    setObjectName(QStringLiteral("plan-editor"));
    m_column->setContentsMargins(0, 0, 2 * grid_unit, 0);
    m_column->setSpacing(3 * grid_unit);
    add_section(m_host);
    m_model_column->setSpacing(2 * grid_unit);
    m_model_column->addWidget(m_add_model, 0, Qt::AlignLeft);
    m_column->addLayout(m_model_column);
    connect(m_add_model, &QPushButton::clicked, this, &PlanEditor::add_model);
    for (auto* section : {server_section(this), workload_section(this), load_section(this), accuracy_section(this),
                          quantize_section(this)}) {
        m_others.push_back(section);
        add_section(section);
    }
    m_column->addStretch(1);
}

/// A field that goes with the form loses the keyboard first, and would tell of it.
PlanEditor::~PlanEditor()
{
    for (auto* section : sections()) section->disconnect(this);
}

void PlanEditor::add_section(FormSection* section)
{
    m_column->addWidget(section);
    follow(section);
}

void PlanEditor::follow(FormSection* section)
{
    connect(section, &FormSection::edited, this, [this] {
        update_rows();
        emit edited();
    });
    connect(section, &FormSection::left, this, [this](const QString& field) {
        if (field.isEmpty()) return;
        m_left.insert(field);
        emit left();
    });
}

FormSection* PlanEditor::make_model(int index)
{
    auto* section = model_section(this, index);
    if (index > 1) {
        auto* remove = new QToolButton(section);
        remove->setIcon(icon(QStringLiteral("remove")));
        remove->setAutoRaise(true);
        remove->setToolTip(tr("Leave this model out"));
        remove->setAccessibleName(remove->toolTip());
        connect(remove, &QToolButton::clicked, this, [this, index] { remove_model(index); }, Qt::QueuedConnection);
        section->add_to_title(remove);
    }
    follow(section);
    return section;
}

void PlanEditor::fit_models(qsizetype count)
{
    while (static_cast<qsizetype>(m_models.size()) > count) {
        delete m_models.back();
        m_models.pop_back();
    }
    while (static_cast<qsizetype>(m_models.size()) < count) {
        m_models.push_back(make_model(static_cast<int>(m_models.size())));
        m_model_column->insertWidget(m_model_column->count() - 1, m_models.back());
    }
    order_tabs();
}

/// As it is read: models come and go, so the order in which the fields were made is another.
void PlanEditor::order_tabs()
{
    QWidgetList order = m_host->focus_order();
    for (const auto* model : m_models) order += model->focus_order();
    order << m_add_model;
    for (const auto* other : m_others) order += other->focus_order();
    for (qsizetype i = 1; i < order.size(); ++i) setTabOrder(order[i - 1], order[i]);
}

void PlanEditor::add_model()
{
    m_form = form();
    const auto n = static_cast<int>(m_form.models.size());
    m_form.models.append({{}, QStringLiteral("compressed-%1").arg(n), {}, {}});
    set_form(PlanForm(m_form), m_all ? Faults::at_once : Faults::at_left_fields);
    m_models.back()->first_editor()->setFocus();
    emit edited();
}

void PlanEditor::remove_model(int index)
{
    m_form = form();
    if (index >= m_form.models.size()) return;
    m_form.models.removeAt(index);
    set_form(PlanForm(m_form), m_all ? Faults::at_once : Faults::at_left_fields);
    emit edited();
}

void PlanEditor::set_form(const PlanForm& form, Faults faults)
{
    m_all = faults == Faults::at_once;
    m_form = form;
    while (m_form.models.size() < 2) m_form.models.append(PlanForm::Model());
    fit_models(m_form.models.size());
    for (auto* section : sections()) {
        const QSignalBlocker quiet(section); // it is not the user who edits
        section->show_form(m_form);
    }
    update_rows();
}

PlanForm PlanEditor::form() const
{
    auto form = m_form;
    for (const auto* section : sections()) section->read_form(form);
    return form;
}

void PlanEditor::set_hosts(const QStringList& names)
{
    set_host_names(*m_host, names);
}

std::vector<FormSection*> PlanEditor::sections() const
{
    std::vector<FormSection*> all{m_host};
    all.insert(all.end(), m_models.begin(), m_models.end());
    all.insert(all.end(), m_others.begin(), m_others.end());
    return all;
}

void PlanEditor::update_rows()
{
    const auto now = form();
    for (auto* section : sections()) fit_rows(*section, now);
}

QString PlanEditor::place_of(const std::string& field) const
{
    const auto all = sections();
    const auto is_there = [&](const QString& name) {
        return std::ranges::any_of(all, [&](const FormSection* section) { return section->editor(name) != nullptr; });
    };
    auto name = qt(field);
    while (!name.isEmpty()) { // "load.streams[2]" is shown at "load.streams"
        if (is_there(name)) return name;
        name.truncate(std::max(name.lastIndexOf(QLatin1Char('.')), name.lastIndexOf(QLatin1Char('['))));
    }
    for (const auto* section : all) // "models" is shown at the first of its fields
        for (const auto& known : section->fields())
            if (known.startsWith(qt(field))) return known;
    return {};
}

void PlanEditor::set_problems(std::vector<runs::PlanProblem> problems)
{
    m_problems = std::move(problems);
    show_problems();
}

void PlanEditor::show_problems()
{
    QHash<QString, QString> texts;
    for (const auto& problem : m_problems)
        if (const auto place = place_of(problem.field); m_all || m_left.contains(place))
            if (!texts.contains(place)) texts.insert(place, qt(problem.text));
    for (auto* section : sections())
        for (const auto& field : section->fields()) section->show_fault(field, texts.value(field));
}

void PlanEditor::go_to_first_problem()
{
    m_all = true;
    show_problems();
    for (auto* section : sections())
        for (const auto& field : section->fields())
            for (const auto& problem : m_problems)
                if (place_of(problem.field) == field) return section->go_to(field);
}

QString PlanEditor::name_of(const QString& field) const
{
    const auto place = place_of(field.toStdString());
    for (const auto* section : sections())
        if (const auto* editor = section->editor(place))
            return tr("%1: %2").arg(section->accessibleName(), editor->accessibleName());
    return field;
}

QWidget* PlanEditor::first_editor() const
{
    return m_host->first_editor();
}

} // namespace kneepoint::ui
