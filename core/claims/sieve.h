// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "table.h"

#include <cstddef>
#include <string>
#include <vector>

namespace kneepoint::claims {

/// "batch size >= 8", "for Qwen".
struct Filter {
    std::vector<std::string> parameter; ///< words of the header
    char relation = '=';                ///< '=', '>' (or equal), '<' (or equal), 't' (the text of a turned table)
    double value = 0;
    std::size_t begin = 0, end = 0;
    std::string text = {}; ///< the cell
};

/// The filters of a sentence at one table. A table without their setting lets all rows pass.
class Sieve {
public:
    Sieve(const Table& table, const std::vector<Filter>& filters);
    bool bounds() const { return !m_meshes.empty(); } ///< the table has one of the settings
    /// All filters; of several values of one setting any.
    bool passes(std::size_t row) const;
    /// All filters, also of several values of one setting.
    bool passes_each(std::size_t row) const;

private:
    struct Mesh {
        const Filter* filter = nullptr;
        std::size_t column = npos;
    };
    bool passes(const Mesh& mesh, std::size_t row) const;

    const Table& m_table;
    std::vector<Mesh> m_meshes;
};

} // namespace kneepoint::claims
