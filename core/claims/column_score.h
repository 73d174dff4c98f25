// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "known_words.h"
#include "table.h"

#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace kneepoint::claims {

/// Words of a part of a sentence, held against the headers of columns and the titles over them. Equal headers, which a
/// document of hundreds of tables has, are held once.
class Wording {
public:
    explicit Wording(const std::vector<std::string>& words);

    /// How well the words speak of a column; 0 when they do not.
    double score(const Table& table, const Column& column);

private:
    struct Heard {
        double points = 0;
        bool said = false; ///< a word of the header itself, or its family
    };
    Heard hear(const Table& table, const Column& column) const;
    bool says_family(const Table& table, const Column& column) const;

    std::vector<std::string> m_words;
    KnownWords m_said;
    bool m_of_change = false; ///< "improvement", "ratio": a ratio or a change is spoken of
    bool m_of_a_test = false; ///< a benchmark is named, so that the titles over a column count
    struct SameHeader {
        bool operator()(const Column* a, const Column* b) const
        {
            return std::tie(a->words, a->family) < std::tie(b->words, b->family);
        }
    };
    std::map<const Column*, Heard, SameHeader> m_heard;
    void hear_titles(const Table& table);

    const Table* m_table = nullptr;     ///< whose titles were heard last
    double m_title_points = 0;          ///< a point for each word of a title
    bool m_titles_say_accuracy = false; ///< one of them speaks of scores
};

} // namespace kneepoint::claims
