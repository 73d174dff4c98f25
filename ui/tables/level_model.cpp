// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables/level_model.h"

#include "kneepoint/base/decimal.h"
#include "shell/text.h"
#include "tables/delta_words.h"
#include "tables/roles.h"
#include "tables/words.h"
#include "theme/theme.h"

#include <QFont>

#include <algorithm>
#include <cstdlib>

namespace kneepoint::ui {

using namespace compare;

namespace {

enum OwnPart { label_part, load_part, metric_part, statistic_part, base_part };
enum CandidatePart { value_part, ratio_part, change_part, interval_part, verdict_part };

QVariant optional_value(const std::optional<double>& value)
{
    return value ? QVariant(*value) : QVariant();
}

} // namespace

void LevelModel::set_comparisons(const std::vector<Comparison>& comparisons, const Choice& choice)
{
    beginResetModel();
    m_rows.clear();
    m_candidates.clear();
    m_candidate_runs.clear();
    m_metric = choice.metric;
    for (const Comparison& comparison : comparisons) {
        m_base = qt(comparison.base_label);
        m_base_run = comparison.base;
        m_candidates.push_back(qt(comparison.candidate_label));
        m_candidate_runs.push_back(comparison.candidate);
    }
    for (std::size_t i = 0; i < comparisons.size(); ++i) {
        const auto& comparison = comparisons[i];
        add_rows(i, choice.by_rows && !comparison.rows.empty() ? comparison.rows : comparison.levels, choice);
    }
    std::ranges::stable_sort(m_rows, {}, &Row::index);
    choose_columns();
    endResetModel();
}

/// The load has no column of its own where each label says it already: "16 streams".
void LevelModel::choose_columns()
{
    const auto says_load = [](const Row& row) { return row.load == row.label.section(QChar(' '), 0, 0).toDouble(); };
    m_own = {label_part};
    if (!std::ranges::all_of(m_rows, says_load)) m_own.push_back(load_part);
    if (!m_metric) m_own.insert(m_own.end(), {metric_part, statistic_part});
    m_own.push_back(base_part);
    m_parts = {value_part, ratio_part, change_part, interval_part, verdict_part};
    if (many()) std::erase(m_parts, change_part);
    if (many() || !any_interval()) std::erase(m_parts, interval_part);
}

bool LevelModel::any_interval() const
{
    const auto has = [](const std::optional<Delta>& delta) { return delta && delta->interval; };
    return std::ranges::any_of(m_rows, [&](const Row& row) { return std::ranges::any_of(row.deltas, has); });
}

void LevelModel::add_rows(std::size_t candidate, const std::vector<AlignedLevel>& levels, const Choice& choice)
{
    for (const AlignedLevel& level : levels)
        for (const Delta& delta : level.deltas) {
            if (choice.metric && (delta.metric != *choice.metric || delta.statistic != choice.statistic)) continue;
            auto& row = row_for(level, delta);
            row.candidate_levels[candidate] = level.candidate_level;
            row.deltas[candidate] = delta;
        }
}

LevelModel::Row& LevelModel::row_for(const AlignedLevel& level, const Delta& delta)
{
    const auto label = qt(level.label);
    const auto is_it = [&](const Row& row) {
        return row.label == label && row.base_level == level.base_level && row.metric == delta.metric &&
               row.statistic == delta.statistic;
    };
    if (const auto found = std::ranges::find_if(m_rows, is_it); found != m_rows.end()) return *found;
    Row row;
    row.index = level.index;
    row.label = label;
    row.load = level.load;
    row.excluded = level.excluded;
    row.interpolated = level.interpolated;
    row.note = qt(level.note);
    row.metric = delta.metric;
    row.statistic = delta.statistic;
    row.base_level = level.base_level;
    row.candidate_levels.resize(m_candidates.size());
    row.deltas.resize(m_candidates.size());
    return m_rows.emplace_back(std::move(row));
}

int LevelModel::row_of(const std::string& run, int level) const
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const Row& row = m_rows[i];
        if (run == m_base_run && row.base_level == level) return static_cast<int>(i);
        for (std::size_t c = 0; c < m_candidate_runs.size(); ++c)
            if (run == m_candidate_runs[c] && row.candidate_levels[c] == level) return static_cast<int>(i);
    }
    return -1;
}

LevelModel::Place LevelModel::place(int column) const
{
    if (column < own_columns()) return {-1, m_own[static_cast<std::size_t>(column)]};
    const auto [candidate, part] = std::div(column - own_columns(), static_cast<int>(m_parts.size()));
    return {candidate, m_parts[static_cast<std::size_t>(part)]};
}

int LevelModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LevelModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_candidates.empty()
               ? 0
               : own_columns() + static_cast<int>(m_parts.size() * m_candidates.size());
}

const Delta* LevelModel::delta(const Row& row, Place place) const
{
    if (place.candidate >= 0) {
        const auto& own = row.deltas[static_cast<std::size_t>(place.candidate)];
        return own ? &*own : nullptr;
    }
    for (const auto& any : row.deltas)
        if (any) return &*any;
    return nullptr;
}

QString LevelModel::text(const Row& row, Place place) const
{
    const Delta* d = delta(row, place);
    const int decimals = metric_info(row.metric).decimals;
    if (place.candidate < 0) {
        switch (place.part) {
        case label_part:
            return row.label;
        case load_part:
            return figure(row.load, 1);
        case metric_part:
            return qt(metric_info(row.metric).name);
        case statistic_part:
            return qt(to_string(row.statistic));
        default:
            return figure(d ? d->base : std::nullopt, decimals) +
                   (d && d->base_few_samples ? QStringLiteral("ⁿ") : QString());
        }
    }
    if (!d) return figure(std::nullopt, 0);
    switch (place.part) {
    case value_part:
        return figure(d->candidate, decimals) + (d->candidate_few_samples ? QStringLiteral("ⁿ") : QString());
    case ratio_part:
        return d->ratio ? figure(d->ratio, 2) + marks(*d) : no_figure(*d);
    case change_part:
        return change_text(*d);
    case interval_part:
        return change_interval_text(d->interval);
    default:
        return many() ? qt(symbol(d->verdict)) : judgement_text(d->verdict);
    }
}

QVariant LevelModel::sort_value(const Row& row, Place place) const
{
    const Delta* d = delta(row, place);
    if (place.candidate < 0) {
        switch (place.part) {
        case label_part:
            return double(row.index);
        case load_part:
            return optional_value(row.load);
        case metric_part:
        case statistic_part:
            return text(row, place);
        default:
            return d ? optional_value(d->base) : QVariant();
        }
    }
    if (!d) return {};
    switch (place.part) {
    case value_part:
        return optional_value(d->candidate);
    case ratio_part:
        return optional_value(d->ratio);
    case change_part:
        return optional_value(d->change_percent);
    case interval_part:
        return d->interval ? QVariant(100 * (d->interval->low - 1)) : QVariant();
    default:
        return judgement_text(d->verdict);
    }
}

QVariant LevelModel::foreground(const Row& row, Place place) const
{
    const auto& theme = Theme::current();
    if (row.excluded) return theme.faint;
    const Delta* d = delta(row, place);
    if (!d) return {};
    if (place.candidate >= 0 && place.part == verdict_part) return judgement_colour(d->verdict);
    const bool is_base = place.candidate < 0;
    const bool few = is_base                    ? place.part == base_part && d->base_few_samples
                     : place.part == value_part ? d->candidate_few_samples
                                                : d->few_samples();
    return few ? QVariant(theme.faint) : QVariant();
}

QString LevelModel::why(const Row& row, Place place) const
{
    QStringList parts;
    if (const Delta* d = delta(row, place)) {
        const bool is_base = place.candidate < 0 && place.part == base_part,
                   is_value = place.candidate >= 0 && place.part == value_part;
        parts << states_of(*d,
                           is_base    ? d->base_interval
                           : is_value ? d->candidate_interval
                                      : std::nullopt,
                           metric_info(row.metric).decimals);
        parts << qt(d->why);
        const auto& path = place.candidate < 0 ? d->base_path : d->candidate_path;
        if (!path.empty()) parts << qt(path);
        if (place.candidate >= 0 && place.part == verdict_part) parts.prepend(finding_text(d->finding, false));
    }
    if (!row.note.isEmpty()) parts << row.note;
    parts.removeAll(QString());
    return parts.join(QStringLiteral("  ·  "));
}

QVariant LevelModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const auto where = place(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, where);
    case sort_role:
        return sort_value(row, where);
    case why_role:
    case Qt::ToolTipRole:
        return why(row, where);
    case Qt::AccessibleTextRole: // a glyph alone is not read out
        return where.candidate >= 0 && where.part == verdict_part ? sort_value(row, where) : text(row, where);
    case Qt::ForegroundRole:
        return foreground(row, where);
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case run_role:
        return qt(where.candidate < 0 ? m_base_run : m_candidate_runs[static_cast<std::size_t>(where.candidate)]);
    case level_role: {
        const auto level =
            where.candidate < 0 ? row.base_level : row.candidate_levels[static_cast<std::size_t>(where.candidate)];
        return level ? QVariant(*level) : QVariant();
    }
    case Qt::FontRole: {
        QFont font;
        font.setItalic(true);
        return row.interpolated && where.candidate >= 0 && where.part == value_part ? QVariant(font) : QVariant();
    }
    default:
        return {};
    }
}

QVariant LevelModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    const auto where = place(section);
    if (role == Qt::TextAlignmentRole) {
        const bool words = where.candidate < 0
                               ? where.part == label_part || where.part == metric_part || where.part == statistic_part
                               : where.part == verdict_part;
        return int((words ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role == words_role) return where.candidate >= 0 && where.part == interval_part;
    if (role == Qt::DisplayRole) return header(where);
    return role == Qt::ToolTipRole || role == Qt::AccessibleTextRole ? full_header(where) : QVariant();
}

QString LevelModel::full_header(Place place) const
{
    if (place.candidate >= 0 && place.part == interval_part && m_candidates.size() == 1)
        return tr("Δ, 95 % interval, %");
    if (place.candidate < 0 || m_candidates.size() == 1) return header(place);
    const auto& name = m_candidates[static_cast<std::size_t>(place.candidate)];
    if (place.part == value_part) return name + (m_metric ? unit_suffix(*m_metric) : QString());
    return tr("%1 %2").arg(name, place.part == verdict_part ? tr("Verdict") : header(place));
}

/// In sight: of many candidates each is named once, above its value, and the unit stands with the base.
QString LevelModel::header(Place place) const
{
    const auto unit = m_metric ? unit_suffix(*m_metric) : QString();
    if (place.candidate < 0) {
        switch (place.part) {
        case label_part:
            return tr("Level");
        case load_part:
            return tr("Load");
        case metric_part:
            return tr("Metric");
        case statistic_part:
            return tr("Statistic");
        default:
            return m_base + unit;
        }
    }
    switch (place.part) {
    case value_part:
        return m_candidates[static_cast<std::size_t>(place.candidate)] + (many() ? QString() : unit);
    case ratio_part:
        return tr("Ratio");
    case change_part:
        return tr("Δ, %");
    case interval_part:
        return tr("Δ, 95 %");
    default:
        return many() ? QString() : tr("Verdict");
    }
}

} // namespace kneepoint::ui
