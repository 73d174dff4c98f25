// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plans/form_section.h"

namespace kneepoint::ui {

// The parts of the form, in the order in which one would dictate a plan.

/// @param manage opens the list of hosts
FormSection* host_section(QWidget* parent, const std::function<void()>& manage);
/// The names to choose from; keeps the one that is chosen, also when it is not among them.
void set_host_names(FormSection& section, const QStringList& names);
/// @param index 0 is the base
FormSection* model_section(QWidget* parent, int index);
FormSection* server_section(QWidget* parent);
FormSection* workload_section(QWidget* parent);
FormSection* load_section(QWidget* parent);
FormSection* accuracy_section(QWidget* parent);
FormSection* quantize_section(QWidget* parent);

/// Shows the rows that matter for what is chosen. Sections without such rows stay as they are.
void fit_rows(FormSection& section, const PlanForm& form);

} // namespace kneepoint::ui
