// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "subject.h"
#include "table.h"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace kneepoint::claims {

/// The rows of one table by their names, settings and sides, so that a sentence need not look at each of them.
class NamedRows {
public:
    explicit NamedRows(const Table& table);

    /// Rows that any of the subjects means, in the order of the table; all rows when none is named.
    std::vector<std::size_t> meant(const std::vector<Subject>& subjects) const;
    bool is_base(std::size_t row) const { return m_is_base[row]; }
    /// The row that others are compared with; npos when no name tells.
    std::size_t base_row() const { return m_base_row; }
    /// The base row with a row's settings, or npos.
    std::size_t base_of(std::size_t row) const { return m_bases.empty() ? npos : m_bases[row]; }
    /// Equal for rows with equal settings, in the order of their texts.
    std::size_t setting(std::size_t row) const { return m_settings[row]; }
    bool has_two_sides() const { return m_two_sides; }
    /// Where there are two sides, the only row of the other one with the same settings; else npos.
    std::size_t other_side(std::size_t row) const { return m_others[row]; }
    /// A row of a load test that sets no load.
    bool is_saturation(std::size_t row) const { return m_load_test && m_table->is_saturation(row); }
    bool is_load_test() const { return m_load_test; }

private:
    void number_settings();
    void find_other_sides();
    void add_rows(std::vector<std::size_t>& found, const Subject& subject) const;

    const Table* m_table;
    bool m_load_test = false, m_two_sides = false;
    std::size_t m_base_row = npos;
    std::vector<std::size_t> m_bases, m_settings, m_others;
    std::vector<bool> m_is_base;
    std::map<std::vector<std::string>, std::vector<std::size_t>> m_by_name;
    std::map<std::string, std::vector<std::size_t>, std::less<>> m_by_word;
};

} // namespace kneepoint::claims
