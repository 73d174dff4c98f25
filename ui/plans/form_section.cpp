// SPDX-License-Identifier: GPL-3.0-or-later
#include "plans/form_section.h"

#include "shell/form_row.h"
#include "theme/theme.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace kneepoint::ui {

namespace {

constexpr int label_width = 17 * grid_unit;

QFont strong(QFont font)
{
    font.setBold(true);
    return font;
}

} // namespace

FormSection::FormSection(const QString& title, QWidget* parent)
    : QWidget(parent), m_rows(new QVBoxLayout), m_head(new QHBoxLayout), m_body(new QWidget(this)),
      m_title(new QLabel(title, this))
{
    m_title->setFont(strong(font()));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid_unit);
    column->addLayout(m_head);
    column->addWidget(m_body);
    m_head->addWidget(m_title, 1);
    m_body->setLayout(m_rows);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(grid_unit / 2 + 2);
    setAccessibleName(title);
}

void FormSection::make_optional(bool PlanForm::* member)
{
    m_switch = new QCheckBox(m_title->text(), this);
    m_switch->setFont(strong(font()));
    delete m_head->replaceWidget(m_title, m_switch); // the place of the title
    m_title->hide();
    connect(m_switch, &QCheckBox::toggled, m_body, &QWidget::setVisible);
    connect(m_switch, &QCheckBox::toggled, this, &FormSection::edited);
    m_body->setVisible(false);
    bind([this, member](PlanForm& form) { m_switch->setChecked(form.*member); },
         [this, member](PlanForm& form) { form.*member = m_switch->isChecked(); });
}

bool FormSection::is_on() const
{
    return !m_switch || m_switch->isChecked();
}

QLineEdit* FormSection::add_line(const char* field, const QString& label, const Text& member, const QString& hint,
                                 const QString& unit)
{
    auto* line = new QLineEdit(this);
    line->setPlaceholderText(hint);
    bind([=](PlanForm& form) { line->setText(member(form)); }, [=](PlanForm& form) { member(form) = line->text(); });
    connect(line, &QLineEdit::textEdited, this, &FormSection::edited);
    add_field(field, label, line);
    if (unit.isEmpty()) return line;
    line->setFixedWidth(11 * grid_unit);
    line->setAccessibleName(label + QLatin1String(", ") + unit);
    m_by_field[QLatin1String(field)].whole->set_unit(unit);
    return line;
}

QPlainTextEdit* FormSection::add_lines(const char* field, const QString& label, const Text& member, const QString& hint)
{
    auto* edit = new QPlainTextEdit(this);
    edit->setPlaceholderText(hint);
    edit->setTabChangesFocus(true);
    edit->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    edit->setFixedHeight(3 * edit->fontMetrics().lineSpacing() + 2 * grid_unit);
    bind([=](PlanForm& form) { edit->setPlainText(member(form)); },
         [=](PlanForm& form) { member(form) = edit->toPlainText(); });
    connect(edit, &QPlainTextEdit::textChanged, this, [this, edit] {
        if (edit->hasFocus()) emit edited();
    });
    add_field(field, label, edit);
    return edit;
}

QCheckBox* FormSection::add_check(const char* field, const QString& words, bool PlanForm::* member)
{
    auto* box = new QCheckBox(words, this);
    bind([=](PlanForm& form) { box->setChecked(form.*member); },
         [=](PlanForm& form) { form.*member = box->isChecked(); });
    connect(box, &QCheckBox::clicked, this, &FormSection::edited);
    add_field(field, {}, box);
    return box;
}

QComboBox* FormSection::add_editable_choice(const char* field, const QString& label, const Text& member,
                                            const QStringList& proposals, const QString& hint)
{
    auto* box = new QComboBox(this);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->addItems(proposals);
    box->lineEdit()->setPlaceholderText(hint);
    bind([=](PlanForm& form) { box->setEditText(member(form)); },
         [=](PlanForm& form) { member(form) = box->currentText(); });
    connect(box->lineEdit(), &QLineEdit::textEdited, this, &FormSection::edited);
    add_field(field, label, box);
    follow(box);
    return box;
}

void FormSection::add_field(const char* field, const QString& label, QWidget* widget)
{
    const auto name = QLatin1String(field);
    if (widget->accessibleName().isEmpty()) widget->setAccessibleName(label);
    widget->setObjectName(name);
    auto* row = new FormRow(label, widget, label_width, m_body);
    m_rows->addWidget(row);
    m_by_field.insert(name, {row, widget, m_more != nullptr, true});
    m_fields << name;
    watch(widget);
    update_rows();
}

void FormSection::more()
{
    m_more = new QToolButton(this);
    m_more->setText(tr("More"));
    m_more->setAccessibleName(tr("More of: %1").arg(accessibleName()));
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_more->setArrowType(Qt::RightArrow);
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(m_more, &QToolButton::toggled, this, [this](bool on) {
        m_more->setArrowType(on ? Qt::DownArrow : Qt::RightArrow);
        update_rows();
    });
    m_rows->addWidget(m_more, 0, Qt::AlignLeft);
}

void FormSection::add_to_title(QWidget* widget)
{
    m_head->addWidget(widget);
    m_title_widgets << widget;
}

void FormSection::bind(Action show, Action read)
{
    m_show.push_back(std::move(show));
    m_read.push_back(std::move(read));
}

void FormSection::set_row_visible(const char* field, bool visible)
{
    m_by_field[QLatin1String(field)].wanted = visible;
    update_rows();
}

void FormSection::update_rows()
{
    for (const auto& row : std::as_const(m_by_field))
        row.whole->setVisible(row.wanted && (!row.extra || m_more->isChecked()));
}

QWidget* FormSection::editor(const QString& field) const
{
    return m_by_field.value(field).editor;
}

QWidget* FormSection::first_editor() const
{
    return m_switch ? static_cast<QWidget*>(m_switch) : editor(m_fields.value(0));
}

QWidgetList FormSection::focus_order() const
{
    QWidgetList order = m_title_widgets;
    if (m_switch) order.prepend(m_switch);
    bool before_more = m_more != nullptr;
    for (const auto& field : m_fields) {
        const auto& row = *m_by_field.constFind(field);
        if (before_more && row.extra) {
            order << m_more;
            before_more = false;
        }
        order << row.editor;
    }
    return order;
}

void FormSection::show_form(PlanForm form)
{
    for (const auto& show : m_show) show(form);
}

void FormSection::read_form(PlanForm& form) const
{
    for (const auto& read : m_read) read(form);
}

void FormSection::show_fault(const QString& field, const QString& text)
{
    const auto found = m_by_field.constFind(field);
    if (found != m_by_field.cend()) found->whole->show_fault(text);
}

void FormSection::go_to(const QString& field)
{
    const auto found = m_by_field.constFind(field);
    if (found == m_by_field.cend()) return;
    if (found->extra) m_more->setChecked(true);
    found->editor->setFocus(Qt::OtherFocusReason);
}

void FormSection::follow(QComboBox* box)
{
    connect(box, &QComboBox::activated, this, [this, box] {
        emit edited();
        emit left(box->objectName());
    });
}

void FormSection::watch(QWidget* editor)
{
    editor->installEventFilter(this);
    if (auto* box = qobject_cast<QComboBox*>(editor)) {
        box->setFocusPolicy(Qt::StrongFocus); // the wheel scrolls the form
        if (box->lineEdit()) box->lineEdit()->installEventFilter(this);
    }
}

bool FormSection::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Wheel && qobject_cast<QComboBox*>(watched)) {
        event->ignore();
        return true;
    }
    if (event->type() == QEvent::FocusOut) {
        const auto* box = qobject_cast<QComboBox*>(watched->parent()); // of which this is the line
        emit left(box ? box->objectName() : watched->objectName());
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace kneepoint::ui
