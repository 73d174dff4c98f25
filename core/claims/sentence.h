// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document.h"
#include "figure.h"
#include "vocabulary.h"

#include <cstddef>
#include <string>
#include <vector>

namespace kneepoint::claims {

/// One sentence with where it stands.
struct Sentence {
    std::string text; ///< as printed, one line
    std::string plain;
    std::string lower; ///< of plain
    std::string raw;   ///< lines of the file, of the whole paragraph
    int line = 0;
    std::size_t section = 0;
    std::vector<Word> words;
    std::vector<Quantity> quantities;
    std::vector<std::string> around; ///< plain: items and headings it stands under, nearest first
    std::size_t own_headings = 0;    ///< how many of `around`, at its end, are headings

    /// Words that begin in [begin, end).
    std::vector<std::string> words_in(std::size_t begin, std::size_t end) const;
    bool has(std::string_view word) const; ///< exactly
};

/// The sentence with a part of it left blank.
Sentence without(Sentence sentence, std::size_t begin, std::size_t end);

std::vector<Sentence> sentences_of(const Document& document);

} // namespace kneepoint::claims
