// SPDX-License-Identifier: GPL-3.0-or-later
#include "lm_eval_rows.h"

#include "lm_eval_metric.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::import {

namespace {

std::optional<std::size_t> column_called(const std::vector<std::string>& header, std::string_view name)
{
    const auto found = std::ranges::find(header, name);
    if (found == header.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header.begin());
}

/// "anli_0-shot.json" states 0 shots.
std::optional<int> shots_in(std::string_view heading)
{
    const auto at = heading.find("-shot");
    if (at == std::string_view::npos) return std::nullopt;
    auto first = at;
    while (first > 0 && heading[first - 1] >= '0' && heading[first - 1] <= '9') --first;
    const auto number = parse_decimal(heading.substr(first, at - first));
    return number && *number < 1000 ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

/// scripts/make_table_results.py of before 0.4 prints all but "ppl" times 100 with two decimals; the harness itself
/// four.
bool in_percent(const TextTable& table, const LmEvalColumns& columns)
{
    if (columns.filter || columns.n_shot) return false;
    return std::ranges::none_of(table.rows, [&](const TextTable::Row& row) {
        return row.cells.size() > columns.value && printed_decimals(row.cells[columns.value]).value_or(0) > 2;
    });
}

class ScoreRows {
public:
    ScoreRows(const TextTable& table, const LmEvalColumns& columns, std::string_view heading)
        : m_columns(columns), m_percent(in_percent(table, columns)), m_shots(shots_in(heading))
    {}

    void add(const TextTable::Row& row)
    {
        TaskScore score;
        name(score, row);
        score.metric = trimmed(row.cells[m_columns.metric]);
        score.filter = cell(row, m_columns.filter).empty() ? "none" : cell(row, m_columns.filter);
        score.n_shot = shots(row);
        const auto arrow = cell(row, m_columns.arrow);
        if (arrow == "↑" || arrow == "↓") score.higher_is_better = arrow == "↑";
        score.value = parse_decimal(row.cells[m_columns.value]);
        score.stderr_value = parse_decimal(cell(row, m_columns.stderr_value));
        if (m_percent && score.metric != "ppl" && score.task != "squad2") {
            if (score.value) score.value = round_decimal(*score.value / 100, 6);
            if (score.stderr_value) score.stderr_value = round_decimal(*score.stderr_value / 100, 6);
        }
        score.proportion = score.value && is_proportion(score.metric, *score.value);
        if (!score.higher_is_better) score.higher_is_better = known_direction(score.metric);
        score.path = fmt::format("line {}", row.line);
        m_scores.push_back(std::move(score));
    }

    bool percent() const { return m_percent; }

    std::vector<TaskScore> scores() &&
    {
        for (std::size_t i = 1; i < m_scores.size(); ++i) // who has members is a group
            if (m_scores[i].depth > m_scores[i - 1].depth)
                for (auto& score : m_scores)
                    if (score.task == m_scores[i - 1].task) score.is_group = true;
        return std::move(m_scores);
    }

private:
    static std::string cell(const TextTable::Row& row, std::optional<std::size_t> column)
    {
        return column ? std::string(trimmed(row.cells[*column])) : std::string();
    }

    std::optional<int> shots(const TextTable::Row& row) const
    {
        if (!m_columns.n_shot) return m_shots;
        const auto number = parse_decimal(cell(row, m_columns.n_shot));
        return number && *number >= 0 && *number < 1000 ? std::optional(static_cast<int>(*number)) : std::nullopt;
    }

    /// Sets task, alias, version, depth and group.
    void name(TaskScore& score, const TextTable::Row& row)
    {
        const std::string_view text = row.cells[m_columns.task];
        if (!trimmed(text).empty()) {
            const auto blanks = std::min(text.find_first_not_of(' '), text.size());
            const bool member = text.substr(blanks).starts_with("- ");
            const auto depth = member ? std::min(blanks, m_parents.size()) : 0;
            m_parents.resize(depth);
            m_parents.emplace_back(trimmed(text.substr(blanks + (member ? 1 : 0))));
            m_version = cell(row, m_columns.version);
        }
        if (m_parents.empty()) m_parents.emplace_back();
        score.task = score.alias = m_parents.back();
        score.depth = static_cast<int>(m_parents.size()) - 1;
        if (m_parents.size() > 1) score.group = m_parents[m_parents.size() - 2];
        score.version = m_version;
    }

    const LmEvalColumns& m_columns;
    bool m_percent;
    std::optional<int> m_shots;
    std::vector<std::string> m_parents; ///< the task of the last row and the groups around it, outermost first
    std::string m_version;
    std::vector<TaskScore> m_scores;
};

} // namespace

std::optional<LmEvalColumns> lm_eval_columns(const TextTable& table)
{
    if (table.header.size() != 1) return std::nullopt;
    const auto& header = table.header.front();
    const auto metric = column_called(header, "Metric"), value = column_called(header, "Value");
    if (!metric || !value || header.empty()) return std::nullopt;
    if (header.front() != "Tasks" && header.front() != "Task" && header.front() != "Groups") return std::nullopt;
    LmEvalColumns columns{.metric = *metric, .value = *value, .groups = header.front() == "Groups"};
    columns.version = column_called(header, "Version");
    columns.filter = column_called(header, "Filter");
    columns.n_shot = column_called(header, "n-shot");
    columns.stderr_value = column_called(header, "Stderr");
    if (*metric + 1 < *value && header[*metric + 1].empty()) columns.arrow = *metric + 1;
    return columns;
}

std::vector<TaskScore> lm_eval_rows(const TextTable& table, const LmEvalColumns& columns, std::string_view heading,
                                    Problems& problems)
{
    ScoreRows rows(table, columns, heading);
    for (const auto& row : table.rows) {
        if (row.cells.size() == table.columns()) {
            rows.add(row);
            continue;
        }
        problems.push_back({Severity::warning,
                            "table-row-cells",
                            fmt::format("This row has {} where the header has {}; its score is left out.",
                                        counted(row.cells.size(), "cell"), table.columns()),
                            {},
                            fmt::format("line {}", row.line)});
    }
    if (rows.percent())
        problems.push_back({Severity::note,
                            "percent-values",
                            "Scores in percent are read as proportions.",
                            {},
                            fmt::format("line {}", table.line)});
    return std::move(rows).scores();
}

const TaskScore* find_score(const std::vector<TaskScore>& scores, const TaskScore& wanted)
{
    const auto found = std::ranges::find_if(scores, [&](const TaskScore& score) {
        return score.task == wanted.task && score.metric == wanted.metric && score.filter == wanted.filter &&
               score.n_shot == wanted.n_shot && score.group == wanted.group;
    });
    return found == scores.end() ? nullptr : &*found;
}

void mark_groups(Run& run, std::vector<TaskScore> groups)
{
    for (auto& group : groups) {
        bool known = false;
        for (auto& score : run.scores)
            if (score.task == group.task && score.depth == group.depth) known = score.is_group = true;
        group.is_group = true;
        if (!known) run.scores.push_back(std::move(group));
    }
}

} // namespace kneepoint::import
