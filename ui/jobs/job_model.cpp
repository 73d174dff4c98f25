// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/job_model.h"

#include "jobs/job_words.h"
#include "shell/text.h"

#include <algorithm>

namespace kneepoint::ui {

void JobModel::set_jobs(std::vector<runs::JobStatus> jobs)
{
    remove_missing(jobs);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const auto row = static_cast<int>(i);
        const auto from = static_cast<std::ptrdiff_t>(i);
        const auto old = std::find_if(m_jobs.begin() + std::min<std::ptrdiff_t>(from, std::ssize(m_jobs)), m_jobs.end(),
                                      [&](const runs::JobStatus& job) { return job.id == jobs[i].id; });
        if (old == m_jobs.end()) {
            beginInsertRows({}, row, row);
            m_jobs.insert(m_jobs.begin() + from, std::move(jobs[i]));
            endInsertRows();
            continue;
        }
        if (const auto place = static_cast<int>(old - m_jobs.begin()); place != row) {
            beginMoveRows({}, place, place, {}, row);
            std::rotate(m_jobs.begin() + from, old, old + 1);
            endMoveRows();
        }
        if (m_jobs[i] == jobs[i]) continue;
        m_jobs[i] = std::move(jobs[i]);
        emit dataChanged(index(row), index(row));
    }
}

void JobModel::remove_missing(const std::vector<runs::JobStatus>& jobs)
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        const auto& id = m_jobs[static_cast<std::size_t>(row)].id;
        if (std::ranges::find(jobs, id, &runs::JobStatus::id) != jobs.end()) continue;
        beginRemoveRows({}, row, row);
        m_jobs.erase(m_jobs.begin() + row);
        endRemoveRows();
    }
}

const runs::JobStatus* JobModel::job(const QModelIndex& index) const
{
    return index.isValid() && index.row() < rowCount() ? &m_jobs[static_cast<std::size_t>(index.row())] : nullptr;
}

std::size_t JobModel::count_elsewhere() const
{
    return static_cast<std::size_t>(std::ranges::count(m_jobs, true, &runs::JobStatus::elsewhere));
}

QModelIndex JobModel::index_of(const std::string& id) const
{
    const auto found = std::ranges::find(m_jobs, id, &runs::JobStatus::id);
    return found == m_jobs.end() ? QModelIndex() : index(static_cast<int>(found - m_jobs.begin()));
}

int JobModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_jobs.size());
}

QVariant JobModel::data(const QModelIndex& index, int role) const
{
    const auto* one = job(index);
    if (!one) return {};
    switch (role) {
    case Qt::DisplayRole:
        return qt(one->name);
    case Qt::AccessibleTextRole:
        return tr("%1: %2").arg(qt(one->name), qt(one->sentence));
    case Qt::ToolTipRole:
        return tr("%1: %2").arg(qt(one->name), qt(one->why.empty() ? one->sentence : one->why)); // names may be cut
    case id_role:
        return qt(one->id);
    case sentence_role:
        return qt(one->sentence);
    case sign_role:
        return job_sign(*one);
    case when_role:
        return moment_words(one->created);
    case progress_role:
        return one->elsewhere || runs::is_end(one->state) ? QVariant()
                                                          : job_progress(*one, std::chrono::system_clock::now());
    default:
        return {};
    }
}

} // namespace kneepoint::ui
