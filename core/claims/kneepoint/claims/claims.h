// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/progress.h"
#include "kneepoint/base/result.h"
#include "kneepoint/results/run.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::claims {

enum class Kind : std::uint8_t {
    ratio,      ///< "2.9x", "34.5/14.7 = 2.34"
    percent,    ///< "37 % faster", "98 % of baseline"
    range,      ///< "60-85 %", "1.8x to 2.9x"
    best,       ///< "the fastest load time", "Best: X (83.2 %)"
    rank,       ///< "Second: X (75.6 %)"
    threshold,  ///< "up to 28 %", "outperforms Y at batch size >= 8"
    table_cell, ///< a cell that follows from other cells, or a measured cell against the runs of a folder
    value,      ///< "ITL = 34.5 ms": a figure that stands in a table
    comparison, ///< "lower TTFT than the base model", "all models exceed the baseline"
    convention  ///< "a value below 1 means the target performs better"
};
std::string_view to_string(Kind kind); ///< as in the JSON document: "table-cell"

enum class Verdict : std::uint8_t {
    holds,       ///< the recomputed figure, rounded half up to the stated decimals, is the stated one
    rounded,     ///< only so within rounding: inputs that print the same give it, or the text says "about"
    contradicts, ///< no inputs that print the same give it
    unchecked    ///< nothing in the document or the runs to check it with; `why` says what is missing
};
std::string_view to_string(Verdict verdict);

/// A figure that a verdict rests on: of a table of the document, or of a run.
struct Evidence {
    std::string row;    ///< "NVIDIA T4 16GB › Qwen 2.5 3B Instruct › INT8, Batch Size 32"
    std::string column; ///< the header, or the metric and statistic of a run
    int line = 0;       ///< in the document, 1 for the first; 0 for a run
    std::string file;   ///< of a run, relative to its folder; empty for the document
    std::string printed;
    std::optional<double> value; ///< what was compared; unrounded
    bool operator==(const Evidence&) const = default;
};

struct Claim {
    int line = 0;     ///< in the document, 1 for the first
    std::string text; ///< the sentence, or "row: column" of a cell
    Kind kind = Kind::value;
    std::string stated;             ///< as printed: "60-85%"
    std::optional<double> computed; ///< unrounded, in the unit of `stated`; of a range the bound that decides
    std::string computed_text;      ///< the same for reading: "38.5 to 45.5 %"
    Verdict verdict = Verdict::unchecked;
    std::string why;            ///< one or more sentences: formula, inputs, exceptions
    std::vector<Evidence> rows; ///< those that set each bound or break the claim, at most a dozen
    bool operator==(const Claim&) const = default;
};

/// What a document says, checked. Claims stand in the order of their lines.
struct Review {
    std::vector<Claim> claims;
    Problems problems; ///< what was left out and why, and findings that no sentence mentions (regressions)
    std::size_t tables = 0;
    std::size_t bound_runs = 0; ///< runs whose figures some row of the document states
    std::size_t count(Verdict verdict) const;
    bool operator==(const Review&) const = default;
};

/// Bounds on what is read of one document; what lies beyond is named in Review::problems.
struct Limits {
    std::size_t bytes = 16U << 20U;
    std::size_t cells = 200'000;
    std::size_t sentences = 20'000;
};

/// Reads tables (also those printed in code blocks) and sentences of a Markdown document and recomputes what follows
/// from other figures of it, or from `runs`. Formulas are found, not told: the one that gives most cells of a column.
/// @param markdown UTF-8
/// @param runs measured results; unrounded figures of theirs are preferred to printed ones
/// @error too_large, unreadable (not UTF-8 text), cancelled
Result<Review> check_document(std::string_view markdown, std::span<const Run> runs, Progress& progress,
                              const Limits& limits = {});

} // namespace kneepoint::claims
