// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formula.h"
#include "sentence.h"
#include "table.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kneepoint::claims {

struct RowRef {
    std::size_t table = 0, row = 0;
    auto operator<=>(const RowRef&) const = default;
};

struct ColumnRef {
    std::size_t table = 0, column = 0;
    auto operator<=>(const ColumnRef&) const = default;
};

/// Whom a sentence speaks of.
struct Subject {
    enum class Kind : std::uint8_t {
        name,        ///< the whole name of rows: "INT4-W4A16" (not "INT4-W4A16-AWQ")
        word,        ///< rows whose name has the word: "INT8"
        base,        ///< "the baseline"
        all_but_base ///< "all quantized models"
    };
    Kind kind = Kind::word;
    std::vector<std::string> words;
    std::size_t begin = 0, end = 0; ///< in the text it was found in
    bool operator==(const Subject&) const = default;
};

/// "batch size >= 8".
struct Filter {
    std::vector<std::string> parameter; ///< words of the header
    char relation = '=';                ///< '=', '>' (or equal), '<' (or equal)
    double value = 0;
    std::size_t begin = 0, end = 0;
};

/// What a sentence can be about: tables, settings and missing things.
struct Scope {
    std::vector<std::size_t> tables;
    bool told = false; ///< the sentence or what it stands under names tables; else any could be meant
    std::vector<Filter> filters;
    std::vector<std::string> notes; ///< "no table is of an Ampere GPU"
};

/// A row's figure, or its ratio to its reference.
struct Point {
    RowRef row;
    std::size_t column = 0;
    double value = 0;
    Bounds bounds;
};

/// Finds what words of a text mean in the tables of the document.
class Binder {
public:
    explicit Binder(const std::vector<Table>& tables);

    const std::vector<Table>& tables() const { return m_tables; }
    std::size_t row_count() const { return m_row_count; }

    Scope scope_of(const Sentence& sentence) const;
    /// Tables that a part of a text names by their titles.
    std::vector<std::size_t> named_tables(std::string_view plain) const;
    /// Subjects named in a plain text, in its order.
    std::vector<Subject> subjects_in(std::string_view plain) const;
    /// Names beside a known one that no row has: FP4 in "NF4/FP4".
    std::vector<std::string> unknown_names(std::string_view plain) const;
    bool matches(const Subject& subject, RowRef row) const;
    bool is_base(RowRef row) const;
    bool passes(const Filter& filter, RowRef row) const;
    /// Rows of the scope that any of the subjects means and that pass the filters.
    std::vector<RowRef> rows(const Scope& scope, const std::vector<Subject>& subjects) const;

    enum class Wanted : std::uint8_t { measured, relative };
    /// The columns that the words speak of best; relative: those with a reference or of recomputed ratios.
    /// @param slack how far below the best a column may score
    std::vector<ColumnRef> columns(const Scope& scope, const std::vector<std::string>& words, Wanted wanted,
                                   double slack = 0.01) const;

    /// The figure of a row. Empty where the cell has none.
    std::optional<Point> measured(RowRef row, std::size_t column) const;
    /// a/b of a row and its reference, in a form.
    std::optional<Point> relative(RowRef row, std::size_t column, Form form) const;
    /// Where a point stands, with its value. Made when it is told: a document may have thousands of points.
    Evidence evidence(const Point& point) const;
    const std::string& printed(const Point& point) const;
    bool has_reference(ColumnRef column) const;
    /// The row that a row's column is compared with, or npos.
    std::size_t base_row(RowRef row, std::size_t column) const;
    std::string row_text(RowRef row) const;

private:
    double score(ColumnRef column, const std::vector<std::string>& words) const;
    void index_names();
    void index_titles();

    const std::vector<Table>& m_tables;
    std::size_t m_row_count = 0;
    std::map<std::string, std::vector<std::vector<std::string>>, std::less<>> m_names; ///< by first word, longest first
    std::map<std::string, std::size_t, std::less<>> m_name_words;                      ///< rows whose name has the word
    std::map<std::string, std::vector<std::size_t>, std::less<>> m_title_words;        ///< telling words: their tables
    std::map<std::string, std::vector<std::pair<std::vector<std::string>, std::size_t>>, std::less<>> m_titles;
    std::set<std::string, std::less<>> m_own_titles;       ///< that tables stand under
    std::vector<std::size_t> m_base_rows;                  ///< of each table; npos when no row is named so
    bool m_has_base = false;                               ///< some table has a base row
    std::vector<std::vector<std::size_t>> m_bases_of_rows; ///< of each table: the base row of each row
};

} // namespace kneepoint::claims
