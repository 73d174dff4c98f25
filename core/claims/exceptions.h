// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "binding.h"

#include <cstddef>
#include <string>
#include <vector>

namespace kneepoint::claims {

/// What a sentence leaves out, all of its parts together: "INT4 on GSM8K", "at 64 users". An empty part is no bound.
struct LeftOut {
    std::vector<Filter> filters;
    std::vector<ColumnRef> columns;
    std::vector<Subject> subjects;
    std::vector<std::size_t> tables;

    bool is_empty() const { return filters.empty() && columns.empty() && subjects.empty() && tables.empty(); }
};

/// "Except on GSM8K", "everywhere but at 64 users".
struct Exceptions {
    std::vector<LeftOut> parts;
    std::string text;         ///< as the sentence has it
    std::string unknown;      ///< what no table has: nothing of the sentence can be checked then
    bool turned = false;      ///< only what is left out is meant: "..., where it is slower"
    std::size_t where = npos; ///< the place in the sentence from which it is

    bool name_columns() const;
};

/// What exceptions leave out of one table.
class Gaps {
public:
    Gaps(const Binder& binder, const Exceptions& exceptions, std::size_t table);
    bool has(std::size_t row, std::size_t column) const;

private:
    struct Gap {
        std::vector<bool> rows;
        std::vector<std::size_t> columns; ///< empty: all
    };
    std::vector<Gap> m_gaps;
    std::vector<std::size_t> m_averages; ///< over what is left out, too
    bool m_any = false, m_turned = false;
};

/// A sentence and what it leaves out, which its text has no more.
struct Excepted {
    Sentence sentence;
    Exceptions exceptions;
};
Excepted without_exceptions(const Binder& binder, const Sentence& sentence);

} // namespace kneepoint::claims
