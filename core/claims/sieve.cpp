// SPDX-License-Identifier: GPL-3.0-or-later
#include "sieve.h"

#include <algorithm>

namespace kneepoint::claims {

Sieve::Sieve(const Table& table, const std::vector<Filter>& filters) : m_table(table)
{
    for (const auto& filter : filters) {
        const auto column = std::ranges::find_if(table.columns, [&](const Column& candidate) {
            return candidate.parameter && candidate.words == filter.parameter;
        });
        if (column != table.columns.end())
            m_meshes.push_back({&filter, static_cast<std::size_t>(column - table.columns.begin())});
    }
}

bool Sieve::passes(const Mesh& mesh, std::size_t row) const
{
    const auto& filter = *mesh.filter;
    if (filter.relation == 't') return m_table.rows[row].cells[mesh.column].text == filter.text;
    const auto value = m_table.value(row, mesh.column);
    if (!value) return false;
    if (filter.relation == '>') return *value >= filter.value;
    if (filter.relation == '<') return *value <= filter.value;
    return *value == filter.value;
}

bool Sieve::passes(std::size_t row) const
{
    return std::ranges::all_of(m_meshes, [&](const Mesh& mesh) {
        const char relation = mesh.filter->relation;
        if (relation == '>' || relation == '<') return passes(mesh, row);
        return std::ranges::any_of(m_meshes, [&](const Mesh& other) {
            return other.column == mesh.column && other.filter->relation == relation && passes(other, row);
        });
    });
}

bool Sieve::passes_each(std::size_t row) const
{
    return std::ranges::all_of(m_meshes, [&](const Mesh& mesh) { return passes(mesh, row); });
}

} // namespace kneepoint::claims
