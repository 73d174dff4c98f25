// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plans/plan_form.h"

#include <QComboBox>
#include <QHash>
#include <QWidget>

#include <functional>
#include <initializer_list>
#include <utility>
#include <vector>

class QCheckBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QToolButton;
class QVBoxLayout;

namespace kneepoint::ui {

class FormRow;

/// One part of the form with its title: rows of a label, a field, and below it the field's fault. A field is known by
/// the name that a plan's problems bear. Rows after more() are out of sight until they are asked for.
class FormSection : public QWidget {
    Q_OBJECT
public:
    /// Where a field's text is kept in the form.
    class Text {
    public:
        using Place = std::function<QString&(PlanForm&)>;
        Text(QString PlanForm::* member) : m_place([member](PlanForm& form) -> QString& { return form.*member; }) {}
        Text(Place place) : m_place(std::move(place)) {}
        QString& operator()(PlanForm& form) const { return m_place(form); }

    private:
        Place m_place;
    };

    explicit FormSection(const QString& title, QWidget* parent = nullptr);

    /// The plan may do without this part: a check box instead of the title, which hides the rows.
    void make_optional(bool PlanForm::* member);
    QLineEdit* add_line(const char* field, const QString& label, const Text& member, const QString& hint = {},
                        const QString& unit = {});
    QPlainTextEdit* add_lines(const char* field, const QString& label, const Text& member, const QString& hint = {});
    QCheckBox* add_check(const char* field, const QString& words, bool PlanForm::* member);
    QComboBox* add_editable_choice(const char* field, const QString& label, const Text& member,
                                   const QStringList& proposals, const QString& hint = {});
    template<typename Value>
    QComboBox* add_choice(const char* field, const QString& label, Value PlanForm::* member,
                          std::initializer_list<std::pair<Value, QString>> choices)
    {
        auto* box = new QComboBox(this);
        for (const auto& [value, words] : choices) box->addItem(words, static_cast<int>(value));
        bind([=](PlanForm& form) { box->setCurrentIndex(box->findData(static_cast<int>(form.*member))); },
             [=](PlanForm& form) { form.*member = static_cast<Value>(box->currentData().toInt()); });
        add_field(field, label, box);
        follow(box);
        return box;
    }
    /// Any other field. @param widget takes the focus for the whole row
    void add_field(const char* field, const QString& label, QWidget* widget);
    void more();

    using Action = std::function<void(PlanForm&)>;
    void bind(Action show, Action read);
    void add_to_title(QWidget* widget); ///< at its right
    void set_row_visible(const char* field, bool visible);
    QWidget* editor(const QString& field) const; ///< none: not of this section
    QStringList fields() const { return m_fields; }
    QWidget* first_editor() const;
    QWidgetList focus_order() const; ///< all that the keyboard reaches, from above

    void show_form(PlanForm form);
    void read_form(PlanForm& form) const;
    void show_fault(const QString& field, const QString& text); ///< an empty text: none
    /// Makes the field visible, whatever hides it, and gives it the focus.
    void go_to(const QString& field);
    bool is_on() const;

signals:
    void edited();                   ///< something was typed or chosen
    void left(const QString& field); ///< the keyboard left a field, or a choice was made

protected:
    /// Tells edited() and left() of a field by itself.
    void follow(QComboBox* box);
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Row {
        FormRow* whole = nullptr;
        QWidget* editor = nullptr;
        bool extra = false; ///< behind "More"
        bool wanted = true;
    };
    void update_rows();
    void watch(QWidget* editor);

    QVBoxLayout* m_rows;
    QHBoxLayout* m_head;
    QWidget* m_body;
    QLabel* m_title;
    QCheckBox* m_switch = nullptr;
    QToolButton* m_more = nullptr;
    QHash<QString, Row> m_by_field;
    QStringList m_fields; ///< in their order
    QWidgetList m_title_widgets;
    std::vector<Action> m_show, m_read;
};

} // namespace kneepoint::ui
