// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document.h"
#include "figure.h"
#include "vocabulary.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::claims {

struct Cell {
    std::string text; ///< plain
    int line = 0;
    std::vector<Figure> figures;
    std::optional<double> exact;           ///< the unrounded figure of a run, in the unit of the first figure
    std::string exact_source;              ///< its file
    std::optional<double> stderr_value;    ///< of `exact`, in the same unit
    std::optional<std::uint64_t> n;        ///< documents behind it
    std::string origin_row, origin_column; ///< where the document has it, when the table was turned (tidy.h)

    const Figure* figure(std::size_t slot = 0) const { return slot < figures.size() ? &figures[slot] : nullptr; }
};

/// What the figures of a column are compared with.
struct Reference {
    enum class Kind : std::uint8_t { none, column, row };
    Kind kind = Kind::none;
    std::size_t column = 0;            ///< of the old or base side
    std::vector<std::size_t> base_row; ///< of each row; npos for none
};

struct Column {
    std::string header;             ///< plain
    std::vector<std::string> words; ///< of the header, without its unit
    std::string unit;
    Family family = Family::none;
    bool numeric = false;
    bool parameter = false; ///< a setting, not a measurement: "Batch Size"; of a turned table also a text ("Model")
    bool count = false;     ///< how many were measured ("N"): neither a setting nor a measurement
    bool derived = false;   ///< its header or cells say that it follows from others
    Reference reference;
    /// A derived column whose formula was found: what its rows should be; empty elsewhere.
    std::vector<std::optional<double>> recomputed;
    std::size_t source = npos;      ///< the column that a derived one is a ratio or change of, in the same table
    bool compared = false;          ///< the document itself compares this column with a baseline
    bool average_retention = false; ///< the mean over tasks of the percent kept of the baseline

    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

/// No row or column.
inline constexpr std::size_t npos = Column::npos;

struct Row {
    std::string label;              ///< "INT8+Decomp, Batch Size 32"
    std::string name;               ///< the first text cell alone
    std::vector<std::string> words; ///< of the name
    int line = 0;
    std::vector<Cell> cells;
};

struct Table {
    int line = 0;
    std::size_t section = 0;
    std::vector<std::string> context;                    ///< titles it stands under, outermost first
    std::vector<std::vector<std::string>> context_words; ///< words of each title, numbering and brackets left out
    bool short_names = false;      ///< its rows are named by what tells its sides apart alone: "FP8" (tidy.h)
    std::size_t shared_titles = 0; ///< leading titles that stand over every table and tell none apart
    std::string architecture;      ///< of the GPU in the context
    std::vector<Column> columns;
    std::vector<Row> rows;

    /// The value of a numeric cell: of a run where there is one.
    std::optional<double> value(std::size_t row, std::size_t column) const;
    Evidence evidence(std::size_t row, std::size_t column) const;
    /// The innermost titles, for reading.
    std::string place() const;
    bool is_load_test() const; ///< rows are strategies of a load generator
    bool is_saturation(std::size_t row) const;
    /// The cells of all parameter columns: equal for rows that compare.
    std::string settings(std::size_t row) const;
    bool unique_labels() const;
};

/// Difference of two cells in standard errors of the difference; empty where either has none.
std::optional<double> z_between(const Cell& a, const Cell& b);

/// The unit that a header names in brackets or as a word; empty when it names none.
std::string header_unit(std::string_view plain);
std::string without_unit(std::string_view plain);

std::vector<Table> make_tables(const Document& document);

} // namespace kneepoint::claims
