// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/step_model.h"

#include "jobs/job_words.h"
#include "shell/text.h"

#include <algorithm>

namespace kneepoint::ui {

using runs::StepState;

void StepModel::set_steps(const std::vector<runs::StepStatus>& steps)
{
    const bool same_rows = std::ranges::equal(steps, m_steps, {}, &runs::StepStatus::id, &runs::StepStatus::id);
    if (!same_rows) {
        beginResetModel();
        m_steps = steps;
        endResetModel();
        return;
    }
    for (int row = 0; row < rowCount(); ++row) {
        const auto i = static_cast<std::size_t>(row);
        if (m_steps[i] == steps[i]) continue;
        m_steps[i] = steps[i];
        emit dataChanged(index(row, 0), index(row, column_count - 1));
    }
}

int StepModel::running_row() const
{
    const auto found = std::ranges::find(m_steps, StepState::running, &runs::StepStatus::state);
    return found == m_steps.end() ? -1 : static_cast<int>(found - m_steps.begin());
}

void StepModel::tick()
{
    if (const int row = running_row(); row >= 0) emit dataChanged(index(row, time), index(row, time));
}

int StepModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_steps.size());
}

int StepModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : column_count;
}

QVariant StepModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto& step = m_steps[static_cast<std::size_t>(index.row())];
    const auto& theme = Theme::current();
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == text)
            return step.says.empty() ? qt(step.text) : tr("%1, %2").arg(qt(step.text), qt(step.says));
        if (index.column() == state) return step_words(step.state);
        return step_time(step, std::chrono::system_clock::now());
    case Qt::ToolTipRole:
        if (step.state == StepState::failed && step.status)
            return tr("%1: ended with status %2").arg(qt(step.text)).arg(*step.status);
        if (step.state == StepState::running && step.begun)
            return tr("%1: for %2 so far")
                .arg(qt(step.text), clock_words(std::chrono::system_clock::now() - *step.begun));
        return qt(step.text);
    case Qt::AccessibleTextRole:
        if (index.column() == text) return QStringLiteral("%1, %2").arg(qt(step.text), step_words(step.state).mid(2));
        return {};
    case done_role:
        return step.state == StepState::running && step.done ? QVariant(*step.done) : QVariant();
    case sign_role:
        return step_words(step.state).left(1);
    case Qt::TextAlignmentRole:
        return int((index.column() == time ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        if (index.column() != time && step.state == StepState::failed) return theme.worse;
        if (index.column() == state && step.state == StepState::done) return theme.better;
        if (step.state == StepState::waiting || step.state == StepState::skipped) return theme.faint;
        return {};
    default:
        return {};
    }
}

QVariant StepModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section >= column_count) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == time ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    return QStringList{tr("Step"), tr("State"), tr("Time")}.value(section);
}

} // namespace kneepoint::ui
