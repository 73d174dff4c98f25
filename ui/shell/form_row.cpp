// SPDX-License-Identifier: GPL-3.0-or-later
#include "form_row.h"

#include "theme/theme.h"
#include "tone_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace kneepoint::ui {

FormRow::FormRow(const QString& label, QWidget* field, int label_width, QWidget* parent)
    : QWidget(parent), m_field(field), m_beside(new QHBoxLayout), m_fault(new ToneLabel(&Theme::worse, this))
{
    auto* words = new QLabel(label, this);
    words->setBuddy(field);
    words->setFixedWidth(label_width);
    words->setWordWrap(true);
    // Level with the first line of the field; a text editor hints at more than it is allowed.
    words->setMinimumHeight(std::min(field->sizeHint().height(), field->maximumHeight()));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid_unit);
    row->addWidget(words, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    column->addLayout(m_beside);
    column->addWidget(m_fault);
    row->addLayout(column, 1);
    m_beside->setSpacing(grid_unit);
    m_beside->addWidget(field);
    m_fault->setObjectName(QStringLiteral("fault"));
    m_fault->hide();
}

void FormRow::set_unit(const QString& words)
{
    auto* unit = new QLabel(words, this);
    unit->setForegroundRole(QPalette::PlaceholderText);
    m_beside->addWidget(unit, 1);
}

void FormRow::show_fault(const QString& text)
{
    m_fault->setText(text);
    m_fault->setVisible(!text.isEmpty());
    m_field->setAccessibleDescription(text);
}

} // namespace kneepoint::ui
