// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QHBoxLayout;

namespace kneepoint::ui {

class ToneLabel;

/// A row of a form: label, field, and below the field its fault. A row that is hidden takes no room.
class FormRow : public QWidget {
    Q_OBJECT
public:
    FormRow(const QString& label, QWidget* field, int label_width, QWidget* parent);

    void set_unit(const QString& words);  ///< beside the field
    void show_fault(const QString& text); ///< an empty text: none

private:
    QWidget* m_field;
    QHBoxLayout* m_beside;
    ToneLabel* m_fault;
};

} // namespace kneepoint::ui
