// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formula.h"
#include "known_words.h"
#include "named_rows.h"
#include "sentence.h"
#include "sieve.h"
#include "subject.h"
#include "table.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
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

/// The side that a figure is compared with, where a sentence names it.
struct Against {
    std::vector<Subject> subjects;
    std::string text;   ///< as the sentence has it: "the previous release"
    bool other = false; ///< the only other side of a table of two
    /// Of each table: the row of these subjects by its settings; npos where several have the same. See Binder::resolve.
    std::map<std::size_t, std::unordered_map<std::size_t, std::size_t>> rows = {};
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

/// The row that others of a table are compared with: called so, else the older or plain one, else the one of most bits;
/// npos where no name tells.
std::size_t base_row_of(const Table& table);

/// Which kinds of names the tables have at all.
struct KnownKinds {
    bool percentile = false, gpu = false, size = false;
};
bool is_percentile(std::string_view word); ///< "p99"
bool is_gpu(std::string_view word);        ///< "h100"
bool is_model_size(std::string_view word); ///< "70b"

/// Finds what words of a text mean in the tables of the document.
class Binder {
public:
    explicit Binder(const std::vector<Table>& tables);

    const std::vector<Table>& tables() const { return m_tables; }
    std::size_t row_count() const { return m_row_count; }

    Scope scope_of(const Sentence& sentence) const;
    /// The setting that a part of a sentence names and that has a value: the words of its header; empty for none.
    std::vector<std::string> setting_named(const Sentence& sentence, std::size_t begin, std::size_t end,
                                           double value) const;
    /// Tables that a part of a text names by their titles.
    std::vector<std::size_t> named_tables(std::string_view plain) const;
    /// Subjects named in a plain text, in its order.
    std::vector<Subject> subjects_in(std::string_view plain) const;
    /// Names beside a known one that no row has: FP4 in "NF4/FP4".
    std::vector<std::string> unknown_names(std::string_view plain) const;
    bool is_base(RowRef row) const { return m_rows[row.table].is_base(row.row); }
    const NamedRows& rows_of(std::size_t table) const { return m_rows[table]; }
    /// Rows of the scope that any of the subjects means and that pass the filters.
    std::vector<RowRef> rows(const Scope& scope, const std::vector<Subject>& subjects) const;

    enum class Wanted : std::uint8_t { measured, relative, against, derived };
    /// The columns that the words speak of best; relative: those with a reference or of recomputed ratios; against:
    /// those of several rows, one of which the sentence names as reference; derived: ratios whose formula is unknown.
    /// @param slack how far below the best a column may score
    std::vector<ColumnRef> columns(const Scope& scope, const std::vector<std::string>& words, Wanted wanted,
                                   double slack = 0.01) const;

    bool usable(ColumnRef column, Wanted wanted) const;

    /// The figure of a row. Empty where the cell has none.
    std::optional<Point> measured(RowRef row, std::size_t column) const;
    /// a/b of a row and its reference, in a form. The reference: the rows that `against` names; else the column that a
    /// derived one of the document divides by, the base row of the same settings, or the only other row.
    std::optional<Point> relative(RowRef row, std::size_t column, Form form, const Against& against = {}) const;
    /// Finds the rows of the named side in every table.
    void resolve(Against& against) const;
    /// Where the reference of a row's figure stands; `against` is resolved.
    std::optional<std::pair<std::size_t, std::size_t>> reference_cell(RowRef row, std::size_t column,
                                                                      const Against& against) const;
    /// Whether a word is a name or part of one: of a row, a header, a title or a text of a turned table.
    bool knows(std::string_view word) const { return m_known_words.contains(word); }
    /// Whether one table has the word so: in a name, a header, a title or a setting.
    bool table_knows(std::size_t table, std::string_view word) const { return m_words_of_tables[table].contains(word); }
    /// The same of any spelling of a word: "sequences" where a header has "seq".
    bool knows_spelling(std::string_view word) const { return m_known_words.has_spelling_of(word); }
    const KnownKinds& known_kinds() const { return m_known_kinds; }
    /// Where a point stands, with its value. Made when it is told: a document may have thousands of points.
    Evidence evidence(const Point& point) const;
    const std::string& printed(const Point& point) const;
    bool has_reference(ColumnRef column) const;
    /// The row that a row's column is compared with, or npos.
    /// Whether the figures of a column have a reference without the sentence naming one.
    bool has_base(ColumnRef column) const
    {
        return m_tables[column.table].columns[column.column].reference.kind != Reference::Kind::none ||
               m_rows[column.table].base_row() != npos;
    }
    std::size_t base_row(RowRef row, std::size_t column) const;
    std::string row_text(RowRef row) const;

private:
    void add_text_filters(Scope& scope, const Sentence& sentence) const;
    void add_value_filters(Scope& scope, const Sentence& sentence) const;
    void index_names();
    /// The longest name of rows that the words have at a place; empty where none begins.
    std::vector<std::string> name_at(const std::vector<std::string>& words, std::size_t at) const;
    void index_texts();
    void index_titles();

    const std::vector<Table>& m_tables;
    std::size_t m_row_count = 0;
    std::set<std::vector<std::string>> m_names;                                 ///< of more than one word
    std::map<std::string, std::size_t, std::less<>> m_longest_names;            ///< by first word
    std::map<std::string, std::size_t, std::less<>> m_name_words;               ///< rows whose name has the word
    std::map<std::string, std::vector<std::size_t>, std::less<>> m_title_words; ///< telling words: their tables
    std::map<std::string, std::vector<std::pair<std::vector<std::string>, std::size_t>>, std::less<>> m_titles;
    std::set<std::string, std::less<>> m_own_titles; ///< that tables stand under
    KnownWords m_known_words;
    std::vector<std::set<std::string, std::less<>>> m_words_of_tables;
    /// Texts of turned tables that tell their rows apart, by first word: "Qwen 14B".
    struct Text {
        std::vector<std::string> parameter, words;
        std::string cell;
    };
    std::map<std::string, std::vector<Text>, std::less<>> m_texts;
    KnownKinds m_known_kinds;
    std::vector<NamedRows> m_rows; ///< of each table
    bool m_has_base = false;       ///< some table has a base row
};

} // namespace kneepoint::claims
