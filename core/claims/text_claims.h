// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "binding.h"
#include "exceptions.h"

#include "kneepoint/base/progress.h"

#include <string>
#include <vector>

namespace kneepoint::claims {

/// "ITL degradation ratio base model = 39.6/22.2 = 1.78".
struct Equation {
    int line = 0;
    std::vector<std::string> label; ///< words before the first '='
    Figure stated;
    double computed = 0;
    Verdict verdict = Verdict::unchecked;
    std::string text; ///< "39.6/22.2"
};

/// One sentence while its claims are looked for.
struct Reading {
    const Binder& binder;
    const Sentence& sentence;
    const std::vector<Equation>& equations;
    Scope scope;
    Exceptions exceptions;  ///< that the text of the sentence has no more
    std::vector<bool> used; ///< of each quantity: said in a claim, or part of a filter
    std::vector<Claim>& claims;

    Claim claim(Kind kind) const;
    /// Tables of the sentence's own section where there are some in its scope, else the scope.
    Scope near() const;
};

/// Adds what a claim rests on, each once, at most a dozen.
void add_row(const Reading& reading, Claim& claim, const Point& point);

/// The clause around a quantity.
struct Clause {
    std::size_t before = 0; ///< end of the quantity before it
    std::size_t after = 0;  ///< where the words right after it end
};
Clause clause_of(const Sentence& sentence, std::size_t quantity);

/// What joins members of a list: "and", ",", "/".
bool joins_list(std::string_view between);
/// The subjects that a figure is about: named after it, else nearest before it, else in what the sentence stands under.
std::vector<Subject> subjects_of(const Reading& reading, std::size_t quantity, bool relative);
/// The last run of subjects before `end` that are joined by "and", "or", "/".
std::vector<Subject> subjects_before(const Binder& binder, std::string_view plain, std::size_t begin, std::size_t end);
std::vector<Subject> subjects_after(const Binder& binder, std::string_view plain, std::size_t begin);
/// Columns with the scope they were found in, whose rows they have.
struct Bound {
    std::vector<ColumnRef> columns;
    Scope scope;
};
/// Where the rows that the subjects mean meet the columns, row by row, but for what the sentence leaves out.
struct Place {
    RowRef row;
    std::size_t column = 0;
};
std::vector<Place> places_of(const Reading& reading, const Bound& bound, const std::vector<Subject>& subjects);
/// The columns that a figure is about, looked for in the words after it, before it, in the sentence, and around it.
Bound columns_of(const Reading& reading, std::size_t quantity, Binder::Wanted wanted);
/// A quantity as printed, with its "~".
std::string stated_text(const Sentence& sentence, const Quantity& quantity);

/// Values that a figure of a column may print: as it is, or in percent of a share. Empty for another unit.
std::optional<double> comparable_value(const Binder& binder, const Point& point, const Figure& stated);

// Each looks for claims of its kind in the sentence and adds them.
std::vector<Equation> check_equations(const std::vector<Sentence>& sentences, std::vector<Claim>& claims);
void check_conventions(const std::vector<Sentence>& sentences, std::vector<Claim>& claims);
void check_superlatives(Reading& reading);
void check_comparisons(Reading& reading);
void check_figures(Reading& reading);

std::vector<Claim> check_sentences(const std::vector<Sentence>& sentences, const std::vector<Table>& tables,
                                   Problems& problems, Progress& progress);

} // namespace kneepoint::claims
